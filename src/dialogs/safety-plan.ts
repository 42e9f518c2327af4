import { z } from 'zod'
import type { Effect } from '../core/effect.ts'
import type { Say } from '../core/message.ts'
import { hasPlan, PLAN_PARTS, type PlanPart, type SafetyPlan } from '../core/safety-plan.ts'
import { defineDialog, missed, type Outcome, positions } from './conversation.ts'
import type { Ears } from './ears.ts'
import type { DialogFacts } from './facts.ts'
import { msg, words } from './saying.ts'

/** Its memory is the stored plan: each answer is saved as it is given, so nothing is lost by an interruption. */
type Data = Record<string, never>
type StepName = PlanPart | 'offer' | 'shown' | 'sure'
const at = positions<Data, StepName>('safety-plan', 1)

/** Longer than this is hard to read on a hard day. Characters. */
const LONGEST = 200
/** A plan is offered again after this many days. */
const OFFER_AGAIN = 28

/** SIKKERHEDSPLAN: shown when there is one, else begun; while somebody is worried about it is not the time to make one. */
export const openSafetyPlan = (facts: DialogFacts): Outcome => {
  const { safetyPlan, routineStopped } = facts
  if (hasPlan(safetyPlan)) {
    const calm = !routineStopped
    return { ...(calm && { at: at('shown', {}) }), say: [shown(safetyPlan, facts, calm)] }
  }
  if (routineStopped) return { say: [msg('safety-plan.not-now', undefined, words('ro'))] }
  return asks('signs', facts, [msg('safety-plan.intro')])
}

/** A caseworker's offer, as an unasked message. */
export const offerSafetyPlan = (): Outcome => ({ at: at('offer', {}), say: [offer()] })

const offer = (): Say => msg('safety-plan.offer', undefined, words('yes', 'no'))

/** After something that helped: a line about the plan, when there is none and it was not offered lately. */
export const mentionSafetyPlan = ({ safetyPlan, routineStopped, now, citizen }: DialogFacts): Outcome | undefined => {
  const last = safetyPlan?.offeredOn
  if (PLAN_PARTS.some((part) => safetyPlan?.[part]) || routineStopped) return undefined
  const today = now.toZonedDateTimeISO(citizen.zone).toPlainDate()
  if (last && Temporal.PlainDate.from(last).until(today, { largestUnit: 'days' }).days < OFFER_AGAIN) return undefined
  return { say: [msg('safety-plan.mention')], effects: [save({ ...safetyPlan, offeredOn: today.toString() })] }
}

const shown = (plan: SafetyPlan, { openCase }: DialogFacts, calm: boolean): Say => {
  const params = Object.fromEntries(PLAN_PARTS.map((part) => [part, plan[part] ?? 'none']))
  if (calm) return msg('safety-plan.shown', params, words('change', 'remove', 'ok'))
  return msg('safety.plan', { ...params, danger: openCase?.discreet ? 'none' : 'yes' }, words('ro'))
}

const save = (plan: SafetyPlan): Effect => ({ do: 'save-safety-plan', plan })

/** One short question; what is there already is said, and stays when the question is left out. */
const question = (part: PlanPart, { safetyPlan }: DialogFacts): Say => {
  const now = safetyPlan?.[part]
  return msg(`safety-plan.${part}`, { now: now ?? 'none' }, now ? words('skip', 'remove') : words('skip'))
}

const asks = (part: PlanPart, facts: DialogFacts, before: Say[] = []): Outcome => ({
  at: at(part, {}),
  say: [...before, question(part, facts)],
})

/** On to the next part, or the end. */
const on = (part: PlanPart, facts: DialogFacts, plan: SafetyPlan | undefined): Outcome => {
  const after: DialogFacts = { ...facts, safetyPlan: plan }
  const effects = plan && plan !== facts.safetyPlan ? [save(plan)] : []
  const next = PLAN_PARTS[PLAN_PARTS.indexOf(part) + 1]
  if (next) return { ...asks(next, after), effects }
  return { say: [msg(hasPlan(plan) ? 'safety-plan.done' : 'safety-plan.empty')], effects }
}

const part = (name: PlanPart, ears: Ears) => ({
  ask: (_: Data, facts: DialogFacts) => [question(name, facts)],
  hear(_: Data, heard: Parameters<Ears['choice']>[0], facts: DialogFacts): Outcome {
    const { [name]: now, ...rest } = facts.safetyPlan ?? {}
    const said = ears.choice(heard, 'skip', 'remove', 'no', 'dont-know')
    if (said === 'remove' && now !== undefined) return on(name, facts, rest)
    if (said) return on(name, facts, facts.safetyPlan)
    const text = heard.text.trim().replace(/\s+/g, ' ')
    if (text === '') return missed(question(name, facts))
    if (text.length > LONGEST) return missed(msg('safety-plan.too-long', undefined, words('skip')))
    return on(name, facts, { ...rest, [name]: text })
  },
  undo(_: Data, facts: DialogFacts) {
    const before = PLAN_PARTS[PLAN_PARTS.indexOf(name) - 1]
    return before && asks(before, facts)
  },
})

export const createSafetyPlan = (ears: Ears) =>
  defineDialog<Data, StepName>({
    name: 'safety-plan',
    version: 1,
    data: z.record(z.string(), z.never()),
    steps: {
      offer: {
        ask: () => [offer()],
        hear(_, heard, facts) {
          switch (ears.choice(heard, 'yes', 'no')) {
            case 'yes':
              return asks('signs', facts, [msg('safety-plan.intro')])
            case 'no':
              return { say: [msg('safety-plan.another-time')] }
            default:
              return missed(msg('choice.unknown', undefined, words('yes', 'no')))
          }
        },
      },
      signs: part('signs', ears),
      helps: part('helps', ears),
      call: part('call', ears),
      first: part('first', ears),
      shown: {
        fleeting: true,
        ask: () => [],
        hear(_, heard, facts) {
          switch (ears.choice(heard, 'change', 'remove', 'ok')) {
            case 'change':
              return asks('signs', facts)
            case 'remove':
              return { at: at('sure', {}), say: [sure()] }
            case 'ok':
              return { say: [msg('safety-plan.kept')] }
            default:
              return { passed: true, say: [] }
          }
        },
      },
      sure: {
        fleeting: true,
        ask: () => [sure()],
        hear(_, heard) {
          switch (ears.choice(heard, 'yes', 'no')) {
            case 'yes':
              return { say: [msg('safety-plan.deleted')], effects: [save({})] }
            case 'no':
              return { say: [msg('safety-plan.kept')] }
            default:
              return missed(msg('choice.unknown', undefined, words('yes', 'no')))
          }
        },
      },
    },
  })

const sure = (): Say => msg('safety-plan.sure', undefined, words('yes', 'no'))
