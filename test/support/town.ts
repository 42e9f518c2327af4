import { setTimeout as sleep } from 'node:timers/promises'
import { inject } from 'vitest'
import { type App, buildApp } from '../../src/app.ts'
import { inviteCitizen } from '../../src/commands/invite.ts'
import type { Config } from '../../src/config.ts'
import { ManualClock } from '../../src/lib/clock.ts'
import { newToken } from '../../src/lib/ids.ts'
import { createLog } from '../../src/lib/log.ts'
import { freshDatabaseUrl, TEST_KEYS } from './db.ts'
import { type Kannel, startKannel } from './kannel.ts'
import { freePort } from './ports.ts'
import { type SlackMessage, startSlack } from './slack.ts'
import { startTelegram, type TelegramEmulator } from './telegram.ts'
import { textsOnce } from './texts.ts'
import { Citizen, type CitizenOptions } from './town-citizen.ts'
import { type Colleague, openStaff, type Staff } from './town-staff.ts'

export interface TownOptions {
  /** Local time in Copenhagen at which the town wakes up; a Monday at nine. */
  at?: string
  /** `webhook`: Telegram calls us, with `WEBHOOK_SECRET`. */
  telegram?: boolean | 'webhook'
  kannel?: boolean
  slack?: boolean
  /** How details are shown in Slack; by a link unless said otherwise. */
  details?: 'modal'
  /** `redis://…`; without it BullMQ runs on PostgreSQL. */
  redis?: string
  /** The town's database, when it has been lived in before. */
  databaseUrl?: string
  /** A language model at this URL. */
  model?: string
  /** Lines of the log at level error that this story is about. */
  expectsTrouble?: RegExp
}

export const ZONE = 'Europe/Copenhagen'
/** `KANNEL_INBOUND_SECRET` of every town. */
export const GATEWAY_SECRET = 'from-the-gateway'
export const WEBHOOK_SECRET = 'from-telegram'

/** A whole companion with its worker, real counterparts around it, and a clock that moves only when it is told to. */
export interface Town extends AsyncDisposable {
  app: App
  house: App['house']
  clock: ManualClock
  databaseUrl: string
  telegram: TelegramEmulator | undefined
  kannel: Kannel | undefined
  slack: Awaited<ReturnType<typeof startSlack>> | undefined
  staff: Staff
  /** A caseworker adds somebody: invited, not joined. */
  invites(options?: CitizenOptions): Promise<Citizen>
  /** Somebody who has joined and gets their plan at `planAt`. */
  citizen(options?: CitizenOptions): Promise<Citizen>
  /** Time passes: `26h`, `90m`, `8d`, or to a local time `2026-11-24T09:00`. Everything due on the way happens. */
  advance(howFar: string): Promise<string[]>
  /** Only the clock; nothing is looked at. */
  jump(to: string): void
  /** The local time, `YYYY-MM-DDTHH:MM`. */
  now(): string
  /** Waits until nothing is on its way any more. */
  settled(): Promise<void>
  /** A colleague presses a button in Slack: signed, through the front door. */
  presses(who: Colleague, on: SlackMessage, action: 'acknowledge' | 'resolve', value?: string): Promise<number>
  rows<T>(query: string, values?: unknown[]): Promise<T[]>
  /** Log lines at level warn and above. */
  troubles: string[]
  close(): Promise<void>
}

/** Waits for something that happens by itself soon. */
export const until = async (what: string, met: () => Promise<boolean> | boolean, within = 8_000): Promise<void> => {
  for (let waited = 0; !(await met()); waited += 15) {
    if (waited > within) throw new Error(`not within ${within} ms: ${what}`)
    await sleep(15)
  }
}

const SPAN = /^(\d+)(m|h|d)$/
const UNIT = { m: 'minutes', h: 'hours', d: 'days' } as const

export const openTown = async (options: TownOptions = {}): Promise<Town> => {
  const closing: (() => Promise<unknown>)[] = []
  const close = async (): Promise<void> => {
    for (let one = closing.pop(); one; one = closing.pop()) await one()
  }
  try {
    return await build(options, closing, close)
  } catch (error) {
    await close()
    throw error
  }
}

const build = async (
  options: TownOptions,
  closing: (() => Promise<unknown>)[],
  close: () => Promise<void>,
): Promise<Town> => {
  const port = options.kannel ? await freePort() : 0
  const publicUrl = `http://127.0.0.1:${port}`
  const databaseUrl = options.databaseUrl ?? (await freshDatabaseUrl())
  const open = async <T extends { stop(): Promise<unknown> }>(wanted: unknown, start: () => Promise<T>) => {
    if (!wanted) return undefined
    const it = await start()
    closing.push(() => it.stop())
    return it
  }
  const [telegram, kannel, slack] = await Promise.all([
    open(options.telegram, startTelegram),
    open(options.kannel, () => startKannel({ publicUrl, secret: GATEWAY_SECRET })),
    open(options.slack, () => startSlack(['lone', 'samir', 'karen'])),
  ])
  const config: Config = {
    role: 'all',
    web: { port, host: '127.0.0.1', publicUrl },
    dataDir: inject('dataDir'),
    databaseUrl,
    keys: TEST_KEYS,
    zone: ZONE,
    logLevel: 'warn',
    municipality: 'Solby Kommune',
    contentDir: new URL('../../content', import.meta.url).pathname,
    demo: {},
    ...(options.redis && { redisUrl: options.redis }),
    ...(telegram && {
      telegram: {
        ...{ token: telegram.token, apiRoot: telegram.root, rate: 0 },
        ...(options.telegram === 'webhook' ? { mode: 'webhook', webhookSecret: WEBHOOK_SECRET } : { mode: 'polling' }),
      },
    }),
    ...(kannel && {
      sms: {
        provider: 'kannel',
        from: kannel.number,
        rate: 0,
        kannel: {
          url: kannel.url,
          username: kannel.username,
          password: kannel.password,
          inboundSecret: GATEWAY_SECRET,
        },
      },
    }),
    ...(options.model && { model: { baseUrl: options.model, model: 'test', voiceModel: 'whisper-1' } }),
    ...(slack && {
      slack: {
        botToken: slack.botToken,
        signingSecret: slack.signingSecret,
        apiUrl: slack.root,
        teamChannel: slack.rooms.team!,
        ...(options.details && { details: options.details }),
      },
    }),
  }
  const clock = new ManualClock(local(options.at ?? '2026-11-23T09:00'))
  const troubles: string[] = []
  const log = createLog({ level: 'warn', pretty: false, to: { write: (line) => troubles.push(line) } })
  const app = await buildApp(config, log, { clock, cold: true, texts: await textsOnce(config, log) })
  const { house } = app
  closing.push(async () => {
    await app.stop()
    const bad = troubles.filter((line) => line.includes('"level":"error"'))
    const unexpected = bad.filter((line) => !options.expectsTrouble?.test(line))
    if (unexpected.length > 0) throw new Error(`the house complained: ${unexpected.join('')}`)
    if (telegram && telegram.faults.length > 0) throw new Error(`against Telegram's contract: ${telegram.faults}`)
  })

  const rows = async <T>(query: string, values: unknown[] = []): Promise<T[]> =>
    (await house.db.pool.query(query, values)).rows as T[]
  const staff = await openStaff({ house, rows, ...(slack && { slack }) })
  let people = 0

  const town: Town = {
    ...{ app, house, clock, databaseUrl, telegram, kannel, slack, staff, rows, troubles, close },
    [Symbol.asyncDispose]: close,
    async invites({ channel = 'phone', name = 'Mette Lund', language = 'da', caseworker = 'lone' } = {}) {
      const phone = `+45203040${String(10 + people++)}`
      const token = newToken()
      const { id, alias, invite } = await inviteCitizen(house, {
        ...{ name, phone, channel, language, token, zone: ZONE, caseworkerId: staff.people[caseworker].id },
      })
      return new Citizen(town, { id, alias, name, phone, channel, chat: 700 + people, invite })
    },
    async citizen(how = {}) {
      const citizen = await town.invites(how)
      await citizen.joins(how.planAt ?? '09:00')
      return citizen
    },
    async advance(howFar) {
      const now = clock.now().toZonedDateTimeISO(ZONE)
      const span = SPAN.exec(howFar)
      const to = span ? now.add({ [UNIT[span[2] as 'm']]: Number(span[1]) }).toInstant() : local(howFar)
      await house.turns.idle()
      const happened = await house.advance!(to)
      await town.settled()
      return happened.map(
        ({ at, what }) =>
          `${at.toZonedDateTimeISO(ZONE).toPlainDateTime().toString({ smallestUnit: 'minute' }).slice(5).replace('T', ' ')} ${what}`,
      )
    },
    async presses(who, on, action, value) {
      const deliver = async ({ headers, rawBody }: { headers: Record<string, string>; rawBody: string }) => {
        const answer = await fetch(new URL('/slack/events', app.url), { method: 'POST', headers, body: rawBody })
        return { status: answer.status, body: await answer.text() }
      }
      if (action !== 'resolve') return (await slack!.click(deliver, who, on, `case-${action}`, value)).status
      const before = slack!.views.length
      const { status } = await deliver(slack!.press(who, on, 'case-resolve', { trigger: await slack!.trigger(who) }))
      await until('the window opens', () => slack!.views.length > before)
      const chosen = (option: string) => ({ selected_option: { value: option } })
      const values = {
        outcome: { 'case-outcome': chosen(value ?? 'met') },
        filed: { 'case-filed': chosen('filed') },
        assessed: { 'case-assessed': { selected_options: [{ value: 'yes' }] } },
      }
      const closed = await deliver(slack!.window(who, slack!.views.at(-1)!, values))
      return closed.body === '' ? status : 409
    },
    jump: (to) => clock.set(local(to)),
    now: () => clock.now().toZonedDateTimeISO(ZONE).toPlainDateTime().toString({ smallestUnit: 'minute' }),
    async settled() {
      await house.turns.idle()
      await house.time.dispatcher.run()
      await until('an idle outbox', async () => {
        const now = clock.now().toString()
        const [waiting] = await rows<{ n: number }>(
          `select count(*)::int as n from outbox where citizen_id is not null
            and (state = 'sending' or (state in ('queued', 'held') and due_at <= $1))`,
          [now],
        )
        return waiting!.n === 0
      })
      if (kannel) {
        const [sent] = await rows<{ n: number }>(
          `select count(*)::int as n from outbox where channel = 'sms' and state in ('sent', 'delivered')`,
        )
        await until('the operator has every SMS', () => kannel.received().length >= sent!.n)
      }
    },
  }
  return town
}

/** A local time in Copenhagen. */
export const local = (time: string): Temporal.Instant =>
  Temporal.PlainDateTime.from(time).toZonedDateTime(ZONE).toInstant()
