import { styleText } from 'node:util'
import type { House } from '../app/house.ts'
import { checkSlack } from '../app/slack-check.ts'
import { DEMO_MUNICIPALITY } from '../config.ts'
import { checkContent, unverified } from '../content/check.ts'
import { HOLIDAYS_UNTIL } from '../core/holidays.ts'
import { listDuty } from '../db/duty.ts'
import { detouredNotices, failingNotices } from '../db/staff-notices-failing.ts'
import { listMessages } from '../db/transcript.ts'
import type { Noun } from './noun.ts'
import { Failed } from './output.ts'

interface Check {
  name: string
  state: 'ok' | 'warning' | 'failed'
  /** What is, and what to do about it. */
  says: string
}

const check = (name: string, state: Check['state'], says: string): Check => ({ name, state, says })

const afterHours = ({ content, config }: House): Check => {
  const { cover, dutyPhone } = content.rules.afterHours
  if (cover === 'undecided')
    return check(
      'after hours',
      'failed',
      'Nobody has decided who answers when nobody is at work; set afterHours.cover in content/rules/default.yaml to none or duty.',
    )
  if (cover === 'duty' && !dutyPhone)
    return check(
      'after hours',
      'failed',
      'afterHours.cover is duty, but there is no dutyPhone in content/rules/default.yaml.',
    )
  return check('after hours', 'ok', config.demo ? `${cover}, decided for the demo` : `${cover}, decided`)
}

const sender = ({ config }: House): Check =>
  !config.demo && config.municipality === DEMO_MUNICIPALITY
    ? check(
        'sender',
        'failed',
        `Makker introduces itself as from ${DEMO_MUNICIPALITY}, which is made up; set MUNICIPALITY.`,
      )
    : check('sender', 'ok', config.municipality)

/** The runbook's limit; a round is made every minute. */
const SILENT_SECONDS = 120

/** `mayRest`: a demo in a folder of its own; most of the time nobody runs it. */
export const sinceTick = (age: Temporal.Duration, mayRest: boolean): Check => {
  const minutes = age.total('minutes')
  const ago =
    minutes < 120
      ? `${Math.round(minutes)} minutes ago`
      : minutes < 2 * 24 * 60
        ? `${Math.round(minutes / 60)} hours ago`
        : `${Math.round(minutes / 60 / 24)} days ago`
  if (age.total('seconds') <= SILENT_SECONDS) return check('time', 'ok', `last tick ${ago}`)
  return mayRest
    ? check('time', 'warning', `The last tick was ${ago}: nothing happens by itself until "npm start" runs the demo.`)
    : check('time', 'failed', `The last tick was ${ago}; start a worker (MAKKER_ROLE=worker).`)
}

const time = async ({ time, clock, config }: House): Promise<Check> => {
  const last = await time.lastTick()
  if (!last) return check('time', 'warning', 'No tick yet: is a worker running? "npm start" runs one.')
  return sinceTick(clock.now().since(last), config.demo !== undefined && !config.databaseUrl)
}

const queue = async ({ queues }: House): Promise<Check> =>
  (await queues.ready())
    ? check('queue', 'ok', queues.backend === 'redis' ? 'Redis' : 'on PostgreSQL')
    : check(
        'queue',
        'failed',
        `${queues.backend === 'redis' ? 'Redis at REDIS_URL' : 'The queue'} does not answer. Messages still go, up to a minute late.`,
      )

const channels = async ({ channels, config, people }: House): Promise<Check[]> => [
  channels.all.size > 0
    ? check('channels', 'ok', [...channels.all.keys()].join(', '))
    : check('channels', 'failed', 'There is no way to reach a citizen; set TELEGRAM_BOT_TOKEN or SMS_PROVIDER.'),
  people.slack
    ? { name: 'Slack', ...(await checkSlack(people.slack)) }
    : check(
        'Slack',
        config.demo ? 'ok' : 'warning',
        config.demo
          ? 'not configured: the console has the inbox'
          : 'Not configured; caseworkers are not called. Set SLACK_BOT_TOKEN.',
      ),
]

const model = async ({ model, config }: House): Promise<Check> => {
  if (!model) return check('language model', 'ok', 'none is configured: nothing leaves for one')
  const at = `${model.host} (${config.model!.model}${model.hears ? `, sound by ${config.model!.voiceModel}` : ''})`
  const answer = await model.reach()
  if (answer === 'answers') return check('language model', 'ok', `${at} answers`)
  return answer === 'refuses the key'
    ? check('language model', 'failed', `${at} refuses the key; set OPENAI_API_KEY, or unset it and OPENAI_BASE_URL.`)
    : check('language model', 'warning', `${at} does not answer. Everything goes on without it; see OPENAI_BASE_URL.`)
}

/** Who takes a case by the duty phone needs its page to call. */
const dutyPage = async ({ content, config, db, clock }: House): Promise<Check[]> => {
  const rung = content.rules.afterHours.cover === 'duty' || (await listDuty(db.sql, clock.now())).length > 0
  if (!rung || config.demo) return []
  return [
    config.web.isPublic
      ? check('duty phone', 'ok', `gets links to ${config.web.publicUrl}`)
      : check('duty phone', 'failed', 'The one on duty cannot open a case; set PUBLIC_URL to where a phone gets here.'),
  ]
}

const texts = ({ content, clock, config }: House): Check[] => {
  const faults = checkContent(content).filter(({ severity }) => severity === 'error')
  const today = clock.now().toZonedDateTimeISO(config.zone).toPlainDate()
  const old = unverified(content.helplines, today)
  return [
    faults.length === 0
      ? check('texts', 'ok', 'in order')
      : check('texts', 'failed', `${faults.length} faults; "makker content check" lists them.`),
    old.length === 0
      ? check('numbers to call', 'ok', 'verified within 90 days')
      : check(
          'numbers to call',
          'warning',
          `${old.length} have not been verified within 90 days; ring them and write the date into content/helplines.`,
        ),
    today.year <= HOLIDAYS_UNTIL
      ? check('holidays', 'ok', `known until ${HOLIDAYS_UNTIL}`)
      : check('holidays', 'failed', 'The list of holidays has ended; update Makker.'),
  ]
}

const sending = async ({ db, clock }: House): Promise<Check[]> => {
  const unknown = await listMessages(db.sql, { state: 'unknown' })
  const failing = await failingNotices(db.sql)
  const detoured = await detouredNotices(db.sql, clock.now().subtract({ hours: 24 }))
  return [
    unknown.length === 0
      ? check('unknown messages', 'ok', 'none')
      : check(
          'unknown messages',
          'warning',
          `${unknown.length} may or may not have arrived; "makker message list --state unknown" shows them.`,
        ),
    failing.length === 0
      ? check('people at work', 'ok', 'everything got out')
      : check(
          'people at work',
          'failed',
          `${failing.length} messages to colleagues wait, the first because of ${failing[0]!.failure}.`,
        ),
    ...(detoured.length === 0
      ? []
      : [
          check(
            'other ways',
            'warning',
            `${detoured.length} messages to colleagues went another way within a day, the last: ${detoured.at(-1)!.failure}.`,
          ),
        ]),
  ]
}

const MARK = { ok: styleText('green', '✓'), warning: styleText('yellow', '!'), failed: styleText('red', '✗') } as const

const doctor: Noun = (program, run) => {
  program
    .command('doctor')
    .description('check that everything is in place, and say what to do where it is not')
    .action(
      run(async ({ house, out }) => {
        const checks = [
          check('database', 'ok', house.config.databaseUrl ? 'DATABASE_URL' : `embedded, in ${house.config.dataDir}`),
          await queue(house),
          await time(house),
          ...(await channels(house)),
          sender(house),
          await model(house),
          afterHours(house),
          ...(await dutyPage(house)),
          ...texts(house),
          ...(await sending(house)),
        ]
        const failed = checks.filter(({ state }) => state === 'failed')
        out.result({ ok: failed.length === 0, checks }, () =>
          checks.map(({ name, state, says }) => `${MARK[state]} ${name}: ${says}`).join('\n'),
        )
        if (failed.length > 0) throw new Failed(`${failed.length} of ${checks.length} checks failed.`)
      }),
    )
}

export default doctor
