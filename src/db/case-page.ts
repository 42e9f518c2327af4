import type { Access } from '../core/access.ts'
import type { Case } from '../core/case.ts'
import type { CasePage, PageResult, Trigger } from '../core/case-page.ts'
import { hasPlan } from '../core/safety-plan.ts'
import { open } from '../lib/seal.ts'
import { listCaseEvents } from './case-events.ts'
import { listCheckIns } from './check-ins.ts'
import { showCitizen } from './citizens.ts'
import { listPlanItems } from './plan-items.ts'
import type { Sql } from './pool.ts'
import { openSafetyPlan } from './safety-plans.ts'
import { TRANSCRIPT } from './second-looks.ts'
import { readMessages } from './transcript.ts'
import type { Vault } from './vault.ts'

const MESSAGES = 12
const RESULTS = 60

/** @returns undefined when there is no such citizen. Whoever calls this has checked the access and logs the look. @throws KeyGone */
export const loadCasePage = async (
  sql: Sql,
  vault: Vault,
  citizenId: string,
  access: Access,
  it: Case | undefined,
): Promise<CasePage | undefined> => {
  const citizen = await showCitizen(sql, vault, citizenId)
  if (!citizen) return undefined
  const key = await vault.keyFor(citizenId)
  const content = access.see === 'content'
  const [plan, results, addresses, conversation, names, safety, messages] = await Promise.all([
    listPlanItems(sql, vault, citizenId),
    content ? listCheckIns(sql, vault, { citizenId, limit: RESULTS }) : [],
    sql
      .selectFrom('citizen_channel')
      .select(['channel', 'state', 'address_sealed'])
      .where('citizen_id', '=', citizenId)
      .orderBy('ord')
      .execute(),
    sql
      .selectFrom('conversation')
      .select(['person_until', 'person_id', 'answered_at', 'routine_stopped_at'])
      .where('citizen_id', '=', citizenId)
      .executeTakeFirstOrThrow(),
    sql.selectFrom('caseworker').select(['id', 'name']).execute(),
    sql.selectFrom('citizen').select('safety_plan_sealed as sealed').where('id', '=', citizenId).executeTakeFirst(),
    content ? readMessages(sql, vault, { citizenId, limit: MESSAGES }) : [],
  ])
  return {
    access,
    case: it,
    events: it ? ((await listCaseEvents(sql, [it.id])).get(it.id) ?? []) : [],
    citizen,
    addresses: addresses.map(({ channel, state, address_sealed }) => ({
      channel,
      state,
      address: open(key, address_sealed, 'citizen_channel.address'),
    })),
    triggers: content && it ? await triggersOf(sql, key, it, results) : [],
    results: results.filter(({ state }) => state === 'completed').reverse(),
    plan,
    hasSafetyPlan: Boolean(safety?.sealed && hasPlan(openSafetyPlan(key, safety.sealed))),
    messages: messages.reverse(),
    talk: {
      until: conversation.person_until,
      personId: conversation.person_id,
      answeredAt: conversation.answered_at,
      routineStopped: conversation.routine_stopped_at !== null,
    },
    names: Object.fromEntries(names.map(({ id, name }) => [id, name])),
  }
}

/** A reason, the words and the finished check-in of one turn carry the same instant. */
const triggersOf = async (
  sql: Sql,
  key: Buffer,
  { citizenId, reasons }: Case,
  results: readonly PageResult[],
): Promise<Trigger[]> => {
  if (reasons.length === 0) return []
  const heard = await sql
    .selectFrom('inbox')
    .select(['received_at as at', 'text_sealed as sealed', 'kind'])
    .where('citizen_id', '=', citizenId)
    .where(
      'received_at',
      'in',
      reasons.map(({ at }) => at),
    )
    .execute()
  return reasons.map(({ class: reason, at }) => {
    const { sealed: words, kind } = heard.find((one) => one.at.equals(at)) ?? {}
    const checkIn = results.find(({ completedAt }) => completedAt?.equals(at)) ?? null
    return {
      class: reason,
      at,
      // The digits that finished a check-in say nothing beside its answers.
      words: words && !checkIn ? open(key, words, 'inbox.text') : null,
      ...(kind === TRANSCRIPT && { spoken: true as const }),
      checkIn,
    }
  })
}
