import { sql as raw } from 'kysely'
import type { CasePolicy } from '../core/chain.ts'
import { PRIORITY } from '../core/message.ts'
import {
  answerWaits,
  handBack as handedBack,
  mayWriteAfterStop,
  talkMoved as moved,
  wrote,
} from '../core/person-talk.ts'
import type { Clock } from '../lib/clock.ts'
import { newId } from '../lib/ids.ts'
import { seal } from '../lib/seal.ts'
import { accessTo } from './access.ts'
import { audit } from './audit.ts'
import { type Armed, armFollowUp } from './effects.ts'
import { type CaseFacts, loadCaseFacts } from './escalation-load.ts'
import { applyCase } from './escalations.ts'
import { type Sql, transact } from './pool.ts'
import { stoppedAt } from './staff-notes.ts'
import type { Vault } from './vault.ts'

export interface TalkDeps {
  sql: Sql
  vault: Vault
  clock: Clock
  policy: CasePolicy
  /** The companion is silent for so long after a person's last word. */
  silenceHours: number
}

/** What the log calls it. */
export const WROTE = 'message-send'

/** Who acts: a caseworker's id or Slack id; undefined: whoever may use the command line. */
interface Talker {
  by: string | undefined
  citizenId: string
  caseId?: string
}

/** `after`: what waits now that it is committed. */
export type Talked =
  | { done: true; after: { followUps: Armed[]; notices: boolean } }
  | { done: false; why: 'forbidden' | 'stopped' | 'no-channel' }

/**
 * Queues a person's own words and silences the companion. `id` is the row's: sent twice by one press, it is one message.
 * `text` is masked and credited already.
 */
export const writeAsPerson = (
  { sql, vault, clock, policy, silenceHours }: TalkDeps,
  message: Talker & { by: string; id: string; text: string },
): Promise<Talked> =>
  transact(sql, async (tx): Promise<Talked> => {
    const { citizenId, id, text } = message
    const now = clock.now()
    const asked = await allowed(tx, message, now, policy)
    if (!asked) return { done: false, why: 'forbidden' }
    const { open } = await loadCaseFacts(tx, citizenId, now, policy.hours.zone)
    const { status } = await tx
      .selectFrom('citizen')
      .select('status')
      .where('id', '=', citizenId)
      .executeTakeFirstOrThrow()
    if (
      (status === 'stopped' || status === 'ended') &&
      !mayWriteAfterStop(open, open ? await stoppedAt(tx, citizenId) : null)
    )
      return { done: false, why: 'stopped' }
    const channel = await tx
      .selectFrom('citizen_channel')
      .select('id')
      .where('citizen_id', '=', citizenId)
      .where('state', 'in', ['ok', 'unverified'])
      .executeTakeFirst()
    if (!channel) return { done: false, why: 'no-channel' }
    const key = await vault.keyFor(citizenId)
    const inserted = await tx
      .insertInto('outbox')
      .values({
        id,
        citizen_id: citizenId,
        kind: 'person',
        priority: PRIORITY.person,
        text_sealed: seal(key, JSON.stringify({ text, choices: [] }), 'outbox.text'),
        due_at: now,
        created_at: now,
      })
      .onConflict((c) => c.column('id').doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!inserted) return { done: true, after: { followUps: [], notices: false } }
    await tx
      .updateTable('conversation')
      .set((eb) => ({
        version: eb('version', '+', 1),
        person_until: now.add({ hours: silenceHours }),
        person_id: asked.who?.id ?? null,
        ...{ answered_at: null, answer_seen_at: null },
      }))
      .where('citizen_id', '=', citizenId)
      .execute()
    await endExercise(tx, citizenId)
    await logged(tx, message, WROTE, now, open)
    const written = open && (await applyCase(tx, wrote(open, asked.who?.id ?? null, now), now))
    return { done: true, after: { followUps: written?.followUps ?? [], notices: written?.notices ?? false } }
  })

/** What is answered to a person is no "next" to an exercise that they interrupted; a question of a check-in waits. */
const endExercise = (tx: Sql, citizenId: string): Promise<unknown> =>
  tx
    .updateTable('conversation')
    .set({ open: null, opened: null, open_sealed: null, asked_at: null })
    .where('citizen_id', '=', citizenId)
    .where(({ ref }) => raw`${ref('open')}->>'dialog'`, '=', 'exercise')
    .execute()

/** The citizen has read-and-written back while a person has them: told once, and again after somebody has looked. */
export const answered = async (
  tx: Sql,
  citizenId: string,
  now: Temporal.Instant,
  zone: string,
): Promise<{ notices: boolean }> => {
  const first = await tx
    .updateTable('conversation')
    .set((eb) => ({ answered_at: eb.fn.coalesce('answered_at', eb.val(now)), answer_seen_at: null }))
    .where('citizen_id', '=', citizenId)
    .where((eb) => eb.or([eb('answered_at', 'is', null), eb('answer_seen_at', 'is not', null)]))
    .returning('person_id')
    .executeTakeFirst()
  if (!first) return { notices: false }
  const { open } = await loadCaseFacts(tx, citizenId, now, zone)
  if (open) return applyCase(tx, answerWaits(open, first.person_id ?? open.assigneeId), now)
  await tx.insertInto('staff_note').values({ id: newId(), citizen_id: citizenId, what: 'free-text', at: now }).execute()
  return { notices: false }
}

/** When the citizen was last heard. Read before a page is: what came by then is on it. */
export const lastHeard = async (sql: Sql, citizenId: string): Promise<Temporal.Instant | null> => {
  const talk = await sql
    .selectFrom('conversation')
    .select('last_inbound_at')
    .where('citizen_id', '=', citizenId)
    .executeTakeFirst()
  return talk?.last_inbound_at ?? null
}

/**
 * Somebody who may has seen what the citizen answered up to `upTo`. In a case it waits on: for an answer, or for the case
 * to be closed. What was answered since then was not seen, and is told anew.
 */
export const answerSeen = (
  { sql, clock, policy }: Pick<TalkDeps, 'sql' | 'clock' | 'policy'>,
  citizenId: string,
  upTo: Temporal.Instant | null,
): Promise<{ notices: boolean }> =>
  transact(sql, async (tx) => {
    const now = clock.now()
    const { open } = await loadCaseFacts(tx, citizenId, now, policy.hours.zone)
    const talk = await tx
      .updateTable('conversation')
      .set(open ? { answer_seen_at: now } : { answered_at: null, answer_seen_at: null })
      .where('citizen_id', '=', citizenId)
      .where('answered_at', 'is not', null)
      .returning('last_inbound_at')
      .executeTakeFirst()
    const heard = talk?.last_inbound_at
    if (!heard || (upTo && Temporal.Instant.compare(heard, upTo) <= 0)) return { notices: false }
    return answered(tx, citizenId, now, policy.hours.zone)
  })

/** A person's time with a citizen has passed without a hand-back: cards no longer name them. @returns whether one is to be drawn. */
export const talksOver = async ({
  sql,
  clock,
  policy,
}: Pick<TalkDeps, 'sql' | 'clock' | 'policy'>): Promise<boolean> => {
  const now = clock.now()
  const over = await sql.selectFrom('conversation').select('citizen_id').where('person_until', '<=', now).execute()
  let drawn = false
  for (const { citizen_id: citizenId } of over)
    drawn =
      (await transact(sql, async (tx) => {
        const { open } = await loadCaseFacts(tx, citizenId, now, policy.hours.zone)
        const ended = await tx
          .updateTable('conversation')
          .set({ person_until: null, person_id: null })
          .where('citizen_id', '=', citizenId)
          .where('person_until', '<=', now)
          .executeTakeFirst()
        return ended.numUpdatedRows > 0n && open ? (await applyCase(tx, moved(open), now)).notices : false
      })) || drawn
  return drawn
}

/**
 * The companion has the citizen again: routine goes on, what was held for the person leaves (merged, where it can be),
 * and a question that was interrupted is asked again.
 */
export const handBack = ({ sql, clock, policy }: TalkDeps, it: Talker): Promise<Talked> =>
  transact(sql, async (tx): Promise<Talked> => {
    const { citizenId } = it
    const now = clock.now()
    const asked = await allowed(tx, it, now, policy)
    if (it.by !== undefined && !asked) return { done: false, why: 'forbidden' }
    const { open } = await loadCaseFacts(tx, citizenId, now, policy.hours.zone)
    const talk = await tx
      .updateTable('conversation')
      .set((eb) => ({
        version: eb('version', '+', 1),
        person_until: null,
        person_id: null,
        // The question is still theirs to answer, where a case is open.
        answered_at: open ? eb.ref('answered_at') : null,
        routine_stopped_at: open ? eb.ref('routine_stopped_at') : null,
      }))
      .where('citizen_id', '=', citizenId)
      .returning('suspended')
      .executeTakeFirst()
    await tx
      .updateTable('outbox')
      .set({ due_at: now })
      .where('citizen_id', '=', citizenId)
      .where('state', '=', 'held')
      .where('reason', '=', 'person-writes')
      .execute()
    await logged(tx, it, 'hand-back', now, open)
    if (open) {
      const { followUps, notices } = await applyCase(tx, handedBack(open, asked?.who?.id ?? null, now), now)
      return { done: true, after: { followUps, notices } }
    }
    const again = talk?.suspended
      ? [await armFollowUp(tx, { citizenId, kind: 'go-on', ref: citizenId, dueAt: now })]
      : []
    return { done: true, after: { followUps: again, notices: false } }
  })

/** A person has the citizen, or something still waits for them to hand back. */
export const isWithPerson = async (sql: Sql, citizenId: string, now: Temporal.Instant): Promise<boolean> => {
  const talk = await sql
    .selectFrom('conversation')
    .select(['person_until', 'routine_stopped_at', 'answered_at', 'suspended'])
    .where('citizen_id', '=', citizenId)
    .executeTakeFirst()
  if (!talk) return false
  const { person_until: until, ...waits } = talk
  return (until && Temporal.Instant.compare(until, now) > 0) || Object.values(waits).some((one) => one !== null)
}

const allowed = async (tx: Sql, { by, citizenId, caseId }: Talker, now: Temporal.Instant, policy: CasePolicy) => {
  if (by === undefined) return undefined
  const asked = await accessTo(tx, { by, citizenId, ...(caseId && { caseId }), now, zone: policy.hours.zone })
  return asked.talk ? asked : undefined
}

const logged = (
  tx: Sql,
  { by, citizenId }: Talker,
  action: string,
  at: Temporal.Instant,
  open: CaseFacts['open'],
): Promise<void> => audit(tx, { actor: by ?? 'cli', action, citizenId, ...(open && { caseId: open.id }), at })
