import type { House } from '../src/app/house.ts'
import { listCheckIns } from '../src/db/check-ins.ts'
import { readMessages } from '../src/db/transcript.ts'
import type { Call } from '../test/support/telegram.ts'

/** What people did, as they know it. */
export interface Lived {
  /** Every POST of a phone that was answered in the end. */
  posted: { citizenId: string; eventId: string; text: string }[]
  written: { citizenId: string; text: string }[]
  rang: string[]
  /** Who answered "5 6 4". */
  answered: string[]
  plans: { citizenId: string; what: string; chat: number | undefined }[]
}

/** A promise of the design that was not kept. */
export interface Broken {
  promise: string
  what: string
}

/** Compares what people did and what providers got with what the house knows. */
export const check = async (
  house: House,
  lived: Lived,
  calls: readonly Call[],
): Promise<{ broken: Broken[]; counts: Record<string, number> }> => {
  const broken: Broken[] = []
  let reminders = 0
  const breaks = (promise: string, what: string): void => {
    broken.push({ promise, what })
  }
  const { pool, sql } = house.db
  const rows = async <T>(query: string): Promise<T[]> => (await pool.query(query)).rows as T[]

  // No answer lost, none twice.
  const inbox = await rows<{ event_id: string; citizen_id: string; channel: string; at: string }>(
    `select event_id, citizen_id, channel, received_at::text as at from inbox where kind <> 'failed'`,
  )
  for (const { eventId, text } of lived.posted) {
    const n = inbox.filter(({ event_id }) => event_id === eventId).length
    if (n !== 1) breaks('an answer is heard once', `"${text}" is in the inbox ${n} times`)
  }
  const onTelegram = inbox.filter(({ channel }) => channel === 'telegram').length
  if (onTelegram !== lived.written.length)
    breaks('an answer is heard once', `${lived.written.length} messages on Telegram, ${onTelegram} in the inbox`)
  for (const { what, reason } of await rows<{ what: string; reason: string }>(
    `select kind as what, event_id as reason from inbox where kind = 'failed'`,
  ))
    breaks('an answer is heard once', `${what}: update ${reason} was passed over`)

  // Every answer has its reply, stored with it, and it has left.
  const out = await rows<{
    id: string
    citizen_id: string
    kind: string
    state: string
    reason: string
    at: string
    job: string
    channel: string
  }>(`select id, citizen_id, kind, state, reason, created_at::text as at, job_id as job, channel from outbox`)
  for (const { citizen_id, at, event_id } of inbox)
    if (!out.some((row) => row.citizen_id === citizen_id && row.at === at))
      breaks('an answer has its effect', `event ${event_id} was heard and not replied to`)
  // The loop guard keeps the sixth same reply within half an hour back: on purpose, and counted below.
  for (const { id, kind, state, reason } of out.filter((row) => row.reason !== 'loop'))
    if (['reply', 'safety', 'invitation'].includes(kind) && state !== 'sent' && state !== 'delivered')
      breaks('no reply lost', `${kind} ${id} is ${state} (${reason})`)
  const texts = await readMessages(sql, house.vault, { direction: 'out', limit: 10_000 })
  const got = calls.filter(({ method }) => method === 'sendMessage').map(({ payload }) => String(payload.text))
  for (const [text, those] of Map.groupBy(
    texts.filter(({ channel, state }) => channel === 'telegram' && (state === 'sent' || state === 'delivered')),
    (one) => one.text ?? '',
  )) {
    const arrived = got.filter((one) => one === text).length
    if (arrived < those.length)
      breaks('no reply lost', `Telegram got ${arrived} of ${those.length}: ${text.slice(0, 60)}`)
  }

  // No reminder twice: at the provider, and as a row.
  for (const { citizenId, what, chat } of lived.plans) {
    const about = (text: string): boolean => text.includes(what) && /Er du på vej/.test(text)
    const arrived = chat
      ? calls.filter(
          ({ method, payload }) =>
            method === 'sendMessage' && String(payload.chat_id) === String(chat) && about(String(payload.text)),
        ).length
      : texts.filter(
          ({ citizenId: id, state, text }) =>
            id === citizenId && (state === 'sent' || state === 'delivered') && about(text ?? ''),
        ).length
    reminders += arrived
    if (arrived > 1) breaks('no reminder twice', `"${what}" arrived ${arrived} times`)
  }
  const now = house.clock.now().toString()
  for (const { id } of (
    await pool.query(`select i.id from plan_item i where remind_at <= $1 and state = 'active'`, [now])
  ).rows as { id: string }[])
    breaks('no reminder lost', `item ${id} is due and nothing became of it`)
  const reminded = out.filter(({ kind }) => kind === 'reminder')
  for (const [job, those] of Map.groupBy(reminded, (row) => row.job))
    if (those.length > 1) breaks('no reminder twice', `item ${job} has ${those.length} rows`)
  for (const [key, those] of Map.groupBy(
    out.filter(({ kind }) => kind === 'plan'),
    (row) => row.job,
  ))
    if (those.length > 1) breaks('no reminder twice', `plan job ${key} fired ${those.length} times on one day`)

  // No case lost, and each has somebody to call.
  for (const citizenId of lived.rang) {
    const cases = await pool.query(
      `select e.id, (select count(*)::int from staff_notice n where n.escalation_id = e.id) as notices,
        (select count(*)::int from follow_up f where f.ref = e.id and f.kind = 'chain' and f.state = 'pending') as chain
        from escalation e where citizen_id = $1 and state <> 'resolved'`,
      [citizenId],
    )
    const [one] = cases.rows as { notices: number; chain: number }[]
    if (cases.rows.length !== 1)
      breaks('no case lost', `${citizenId} asked for a person and has ${cases.rows.length} cases`)
    else if (one!.notices === 0 || one!.chain !== 1) breaks('no case lost', `a case of ${citizenId} calls nobody`)
  }
  const checkIns = await listCheckIns(sql, house.vault)
  for (const citizenId of lived.answered) {
    const [{ alias }] = (await pool.query('select alias from citizen where id = $1', [citizenId])).rows as [
      { alias: string },
    ]
    const own = checkIns.filter((one) => one.alias === alias)
    if (own.length !== 1 || own[0]!.state !== 'completed' || own[0]!.answers?.join() !== '5,6,4')
      breaks(
        'an answer has its effect',
        `the check-in of ${alias}: ${JSON.stringify(own.map(({ state, answers }) => ({ state, answers })))}`,
      )
  }

  // Nothing is stuck.
  for (const { id, kind, state } of (
    await pool.query(
      `select id, kind, state from outbox where state = 'sending' or (state in ('queued', 'held') and due_at <= $1)`,
      [now],
    )
  ).rows as { id: string; kind: string; state: string }[])
    breaks('nothing is stuck', `${kind} ${id} is ${state}`)
  const n = (kinds: string[], states: string[]): number =>
    out.filter(({ kind, state }) => kinds.includes(kind) && states.includes(state)).length
  return {
    broken,
    counts: {
      'replies that left': n(['reply', 'safety'], ['sent', 'delivered']),
      'kept back as a loop': out.filter(({ reason }) => reason === 'loop').length,
      'reminders that arrived': reminders,
      'reminders too late, and not sent': n(['reminder', 'plan', 'check-in'], ['expired', 'cancelled', 'failed']),
      'reminders in doubt (unknown)': n(['reminder', 'plan', 'check-in'], ['unknown']),
      'cases asked for': lived.rang.length,
      'check-ins answered': lived.answered.length,
    },
  }
}
