import type { App, types } from '@slack/bolt'
import { z } from 'zod'
import { type HomeRow, type Light, lightOf, type TeamView } from '../core/home.ts'
import type { Log } from '../lib/log.ts'
import { DEED, DEEDS } from './deeds.ts'
import { choice, plain, section, small, wordsFor } from './form.ts'
import { type GoneDeps, isGone } from './gone.ts'
import { type Wording, wordingFor } from './notice.ts'
import { webApiErrorOf } from './web-api-error.ts'
import { escaped, LIMIT, timeIn } from './words.ts'

/** What one colleague's Home tab shows. */
export interface HomeFacts {
  language: 'da' | 'en'
  now: Temporal.Instant
  /** By who needs them. */
  rows: HomeRow[]
  /** Only a lead's. */
  team: TeamView | undefined
}

export interface HomeDeps extends GoneDeps {
  /** Undefined: no colleague of ours, or one who has left. */
  home(slackUser: string): Promise<HomeFacts | undefined>
  wording: Wording
}

const FIND = 'home-find'
/** A tab has at most 100 blocks: https://docs.slack.dev/reference/views/home-tab-views */
const BLOCKS = 100
/** So many have a list of what can be done beside them; the others have a line each and are found by their alias. */
const ROWS = 40
const SECTIONS = 18

const LIGHT: Record<Light, string> = { red: '🔴', amber: '🟠', yellow: '🟡', green: '🟢', none: '⚪' }
const ARROW = { rising: '↗', falling: '↘', steady: '→' } as const

/** `app_home_opened`, the search in it, and a fresh tab for whoever asks. */
export const listenToHome = (app: App, deps: HomeDeps): void => {
  const Opened = z.object({ event: z.object({ user: z.string(), tab: z.string().default('home') }) })
  app.event('app_home_opened', async ({ body, client }) => {
    const opened = Opened.safeParse(body)
    if (!opened.success || opened.data.event.tab !== 'home') return
    const by = opened.data.event.user
    // Nobody is shown anything any more whose account is closed; the tab of who is unknown says so.
    await isGone(client, by, deps)
    await publishHome(client, by, deps)
  })

  const Sought = z.object({
    user: z.object({ id: z.string() }),
    actions: z.tuple([z.object({ value: z.string().nullish() })]),
  })
  app.action(FIND, async ({ ack, body, client }) => {
    await ack()
    const sought = Sought.safeParse(body)
    if (sought.success) await publishHome(client, sought.data.user.id, deps, sought.data.actions[0].value ?? undefined)
  })
}

/** Draws somebody's tab. Slack in trouble is logged; the next opening draws it. */
export const publishHome = async (
  client: App['client'],
  by: string,
  deps: Pick<HomeDeps, 'home' | 'wording'> & { log: Log },
  sought?: string,
): Promise<void> => {
  const facts = await deps.home(by)
  const view = facts ? homeView(facts, wordingFor(deps.wording, facts.language), sought) : strangerView(deps.wording)
  try {
    await client.views.publish({ user_id: by, view })
  } catch (error) {
    deps.log.warn({ code: webApiErrorOf(error).code }, 'a Home tab could not be drawn')
  }
}

const strangerView = (w: Wording): types.HomeView => ({
  type: 'home',
  blocks: [section(escaped(w.text('staff.home.stranger', {}, w.language)))],
})

export const homeView = ({ rows, team, now }: HomeFacts, w: Wording, sought?: string): types.HomeView => {
  const t = wordsFor(w)
  const key = sought?.trim().toLowerCase()
  const shown = key ? rows.filter(({ alias }) => alias.includes(key)) : rows
  const needy = rows.filter((row) => ['red', 'amber'].includes(lightOf(row))).length
  const rest = linesIn(
    shown.slice(ROWS).map((row) => lineOf(row, w)),
    SECTIONS,
    (n) => t('home.more', { n }),
  )
  const blocks: types.KnownBlock[] = [
    { type: 'header', text: plain(t('home.mine'), 150) },
    small(escaped(t('home.summary', { citizens: rows.length, needy, at: timeIn(w, now) }))),
    {
      type: 'actions',
      elements: (['invite', 'cover', 'help'] as const).map((one) => ({
        type: 'button' as const,
        action_id: `${DEED}-${one}`,
        text: plain(t(`home.${one}`), LIMIT.button),
        value: one,
      })),
    },
    {
      type: 'input',
      block_id: 'find',
      dispatch_action: true,
      label: plain(t('home.find'), LIMIT.label),
      element: {
        type: 'plain_text_input',
        action_id: FIND,
        max_length: 40,
        placeholder: plain('ravn-372', LIMIT.placeholder),
        ...(key && { initial_value: key.slice(0, 40) }),
      },
    },
    ...(shown.length === 0 ? [section(escaped(t(key ? 'home.not-found' : 'home.none')))] : []),
    ...shown.slice(0, ROWS).map(
      (row): types.SectionBlock => ({
        ...section(lineOf(row, w)),
        block_id: `citizen:${row.citizenId}`,
        accessory: {
          ...choice(
            DEEDS.filter((deed) => fits(deed, row)),
            (deed) => t(`deed.${deed}`),
          ),
          action_id: DEED,
          placeholder: plain(t('home.do'), LIMIT.placeholder),
        },
      }),
    ),
    ...rest,
    ...(team ? teamBlocks(team, w) : []),
  ]
  return { type: 'home', blocks: blocks.slice(0, BLOCKS) }
}

/** A pause is for who is active, its end for who has one. */
const fits = (deed: (typeof DEEDS)[number], { status }: HomeRow): boolean =>
  deed === 'pause' ? status === 'active' : deed !== 'resume' || status === 'paused'

/** One citizen in a line: the light, the alias, what waits, which way it goes, when the next appointment is. */
export const lineOf = (row: HomeRow, w: Wording): string => {
  const t = wordsFor(w)
  const parts = [
    row.case && `${t(`level.${row.case.level}`)}, ${t(`state.${row.case.state}`).toLowerCase()}`,
    row.answerWaits && t('home.answer'),
    row.quiet && t('home.quiet'),
    row.undelivered && t('home.undelivered'),
    row.unanswered > 0 && t('home.unanswered', { n: row.unanswered }),
    row.trend && `${ARROW[row.trend]} ${t(`home.trend.${row.trend}`)}`,
    row.nextAt && t('home.next', { at: timeIn(w, row.nextAt) }),
    row.status !== 'active' && t(`home.status.${row.status}`),
    row.of && t('home.of', { who: row.of }),
  ].filter((part): part is string => Boolean(part))
  return `${LIGHT[lightOf(row)]} *${escaped(row.alias)}*${parts.length > 0 ? ` · ${escaped(parts.join(' · '))}` : ''}`
}

const teamBlocks = ({ colleagues, cases }: TeamView, w: Wording): types.KnownBlock[] => {
  const t = wordsFor(w)
  const people = colleagues.map(({ name, left, citizens, cases: n }) =>
    escaped(t('home.colleague', { name, left: String(left), citizens, ...n })),
  )
  const open = cases.map(({ alias, level, state, who }) =>
    escaped(`${t(`level.${level}`)}: ${alias} · ${t(`state.${state}`).toLowerCase()} · ${who}`),
  )
  const more = (n: number) => t('home.more', { n })
  return [
    { type: 'divider' },
    { type: 'header', text: plain(t('home.team'), 150) },
    ...linesIn(people, 4, more),
    ...(open.length > 0 ? linesIn(open, SECTIONS, more) : [section(escaped(t('home.no-cases')))]),
  ]
}

/** Lines in as few sections as hold them, and how many did not fit. */
export const linesIn = (
  lines: readonly string[],
  sections: number,
  more: (left: number) => string,
): types.SectionBlock[] => {
  const texts: string[] = []
  let text = ''
  let taken = 0
  for (const line of lines) {
    if (text !== '' && text.length + line.length + 1 > LIMIT.section - 100) {
      texts.push(text)
      text = ''
      if (texts.length === sections) break
    }
    text = text === '' ? line : `${text}\n${line}`
    taken += 1
  }
  if (text !== '') texts.push(text)
  const left = lines.length - taken
  return texts.map((one, i) => section(left > 0 && i === texts.length - 1 ? `${one}\n${more(left)}` : one))
}

/** Tabs are drawn anew a moment after something of theirs has changed: many changes at once are one drawing. */
export const createHomeRefresh = (draw: (slackUsers: string[]) => Promise<unknown>, afterMs = 2_000) => {
  const waiting = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  return {
    touch(slackUsers: readonly string[]): void {
      for (const one of slackUsers) waiting.add(one)
      if (timer || waiting.size === 0) return
      timer = setTimeout(() => {
        timer = undefined
        const users = [...waiting]
        waiting.clear()
        void draw(users)
      }, afterMs)
      timer.unref()
    },
    close(): void {
      clearTimeout(timer)
    },
  }
}
