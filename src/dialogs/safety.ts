import { z } from 'zod'
import type { CaseLevel } from '../core/case.ts'
import { LANGUAGES, type Language } from '../core/citizen.ts'
import type { Effect } from '../core/effect.ts'
import { type Heard, isByPoints, type ReasonClass, type RiskFinding, type RiskLevel } from '../core/heard.ts'
import type { Say } from '../core/message.ts'
import { hasPlan } from '../core/safety-plan.ts'
import { defineDialog, type Outcome, passed, positions } from './conversation.ts'
import type { Ears } from './ears.ts'
import { beginExercise } from './exercise.ts'
import { type DialogFacts, isHad } from './facts.ts'
import { freeText, keep } from './free-text.ts'
import { isByDay } from './human.ts'
import { isPlainTime } from './plain-time.ts'
import { msg, words } from './saying.ts'

const Data = z.object({
  level: z.enum(['S1', 'S2', 'S3']),
  /** Other words came, or the time is known: nothing more is asked. */
  settled: z.boolean().optional(),
  /** It was answered with no: a yes that comes after it is heard until a person has taken over. */
  denied: z.boolean().optional(),
})
type Data = z.infer<typeof Data>
type StepName = 'unsure' | 'time' | 'offer'
const at = positions<Data, StepName>('safety', 1)

const CASE: Record<RiskLevel, CaseLevel> = { S3: 'acute', S2: 'today', S1: 'soon' }

const stops = (level: RiskLevel): boolean => level !== 'S1'

const raise = (level: RiskLevel, reason: ReasonClass, language?: Language | null): Effect[] => [
  { do: 'raise', level: CASE[level], class: reason, risk: level, ...(language !== undefined && { language }) },
  ...(stops(level) ? ([{ do: 'stop-routine' }] satisfies Effect[]) : []),
]

/** Nothing a partner may read, whatever the level; once that is so, nothing about a child or a flight from home either. */
const isHidden = (reason: ReasonClass, { openCase }: DialogFacts): boolean =>
  reason === 'violence' ||
  reason === 'threat' ||
  (openCase?.discreet === true && (reason === 'child' || reason === 'shelter'))

/** Children in a home with violence: the task to decide whether to notify, beside what calls everybody. */
const alsoChild = ({ level, children }: RiskFinding): Effect[] =>
  children && stops(level) ? [{ do: 'raise', level: CASE[level], class: 'child' }] : []

const OWN_TEXT: Partial<Record<ReasonClass, string>> = {
  child: 'safety.child',
  shelter: 'safety.shelter',
  food: 'safety.food',
}

/** What may mean that somebody thinks of taking their own life: asked once, directly. */
const ASKED: Record<RiskLevel, readonly ReasonClass[]> = {
  S3: [],
  S2: ['death-wish', 'self-harm', 'hopeless', 'other'],
  S1: ['death-wish', 'self-harm', 'hopeless'],
}

/** The reply to a finding of the risk screen. What was open waits (the router sees to it). */
export const answerRisk = (risk: RiskFinding, heard: Heard, facts: DialogFacts): Outcome => {
  const { level } = risk
  const data = { level }
  const raised = raise(level, risk.class, writtenIn(risk, heard, facts))
  const effects: Effect[] = [...raised, ...alsoChild(risk), { do: 'keep-text' }]
  if (isHidden(risk.class, facts)) return { at: at('time', data), say: [msg('safety.violence')], effects }
  // Who writes about a child is not the one who needs a line for the suicidal.
  if (level === 'S3' && risk.class === 'child')
    return { at: at('offer', data), say: [msg('safety.child', clock(facts))], effects }
  if (level === 'S3') return { at: at('offer', data), say: acute(facts), effects }
  const own = OWN_TEXT[risk.class]
  // A bed for tonight is for who has none, and not for a letter about the rent.
  const soon = level === 'S1' && { ...reader(facts), shelter: 'none' }
  const reply = own ? [msg(own, soon || clock(facts))] : soon ? [msg('safety.s1', soon)] : serious(facts)
  // Once while a person is being called is enough.
  const known = facts.routineStopped || (level === 'S1' && facts.openCase !== undefined)
  if (known || !ASKED[level].includes(risk.class)) return { say: reply, effects }
  return { at: at('unsure', data), say: [...reply, unsure()], effects }
}

/**
 * The language somebody writes in when it is bad: by the text as a whole, else by the rule that found it (its id begins
 * with its language). Null: their own, or one that we have no words for. Undefined: it cannot be told.
 */
const writtenIn = (
  { rule }: RiskFinding,
  heard: Heard,
  { citizen, languages }: DialogFacts,
): Language | null | undefined => {
  const found = LANGUAGES.find((language) => rule.startsWith(`${language}.`))
  // A guess at a language does not outweigh what was found in their own; and points say little of the language.
  if (found === citizen.language) return null
  const written = heard.language ?? (isByPoints({ rule }) ? undefined : found)
  if (!written) return undefined
  return written !== citizen.language && languages.includes(written) ? written : null
}

/** Whether a text may speak of people at work now. */
const clock = ({ staffed }: DialogFacts): { staffed: 'yes' | 'no' } => ({ staffed: staffed ? 'yes' : 'no' })

/** Nobody will say again that they have seen a case that is theirs; they are told at once. */
const reader = (facts: DialogFacts) => (isHad(facts) ? { staffed: 'had' } : clock(facts))

/** The exercise is offered with the plan, where there is one. */
const offers = ({ safetyPlan }: DialogFacts) => ({ plan: hasPlan(safetyPlan) ? 'own' : 'none' })

const RO = words('ro')

/** Half of those in a crisis open their own plan or an exercise, and few ring a number: so it comes first. */
const ownPlan = ({ safetyPlan }: DialogFacts): Say[] =>
  hasPlan(safetyPlan) ? [msg('safety.own-plan', undefined, words('plan', 'ro'))] : []

/** With a duty rota somebody is told at any hour; else the truth is that nobody reads now. */
const acute = (facts: DialogFacts): Say[] => {
  const { cover } = facts.rules.afterHours
  const plan = ownPlan(facts)
  return facts.staffed || cover === 'duty'
    ? [msg('safety.s3.staffed', { cover }, plan.length > 0 ? undefined : RO), ...plan]
    : [
        msg('safety.s3.closed-1', offers(facts)),
        ...plan,
        msg('safety.s3.closed-2', undefined, plan.length > 0 ? undefined : RO),
      ]
}

/** The caseworker is told while at work; a duty phone is for what cannot wait until then. */
const serious = (facts: DialogFacts): Say[] =>
  facts.staffed
    ? [msg('safety.s2.staffed'), ...ownPlan(facts)]
    : [msg('safety.s2.closed', offers(facts)), ...ownPlan(facts), msg('safety.s3.closed-2')]

const unsure = (): Say => msg('safety.unsure', undefined, words('yes', 'no', 'dont-know'))

/** A person has taken over since: the question is no longer ours. A concern (S1) never stopped anything. */
const over = ({ level }: Data, { routineStopped, openCase }: DialogFacts): boolean =>
  stops(level) ? !routineStopped : openCase === undefined

/** "nej jeg mente ja": the last word is what was meant. No word that ends a plain no, such as "tak" and "jo". */
const TAKEN_BACK = /[\s,.]+(ja|yes|evet|نعم)[\s.!]*$/iu

export const createSafety = (ears: Ears) => {
  const hearUnsure = (data: Data, heard: Heard, facts: DialogFacts): Outcome => {
    if (data.denied && over(data, facts)) return passed
    const said = ears.choice(heard, 'yes', 'no', 'dont-know')
    switch (said === 'no' && TAKEN_BACK.test(heard.text) ? 'yes' : said) {
      case 'yes':
        return worse(data.level, data.level === 'S2' ? 'S3' : 'S2', facts)
      case 'dont-know':
        return worse(data.level, 'S2', facts)
      case 'no':
        // Closes nothing and lowers nothing; the caseworker reads it beside the first message.
        return {
          ...(stops(data.level) && { at: at('unsure', { ...data, settled: true, denied: true }) }),
          ...{ say: [msg('safety.no')], effects: keep() },
        }
      default:
        if (over(data, facts) || (data.settled && !stops(data.level))) return passed
        return { at: at('unsure', { ...data, settled: true }), ...freeText(heard, facts) }
    }
  }

  const hearTime = (data: Data, heard: Heard, facts: DialogFacts): Outcome => {
    const time = isPlainTime(heard.text) ? ears.time(heard) : undefined
    if (time && isByDay(time)) {
      return {
        at: at('time', { ...data, settled: true }),
        say: [msg('safety.violence-time')],
        effects: [
          // The card says nothing of ringing: whoever rings has read when.
          { do: 'tell-caseworker', what: 'needs', detail: time },
          { do: 'keep-text' },
        ],
      }
    }
    if (over(data, facts)) return passed
    // Whatever is said here may be read by somebody else: the plain thanks, without a word of danger.
    const reply = data.settled ? 'free.thanks' : 'safety.violence'
    return { at: at('time', { ...data, settled: true }), say: [msg(reply)], effects: keep() }
  }

  return defineDialog<Data, StepName>({
    name: 'safety',
    version: 1,
    data: Data,
    goesOn: (data, _, facts) => !over(data, facts),
    steps: {
      unsure: {
        // Asked once, never again; the answer is still heard.
        ask: () => [],
        hear: hearUnsure,
      },
      time: {
        ask: () => [],
        hear: hearTime,
      },
      offer: {
        fleeting: true,
        ask: () => [],
        hear: (_, heard, facts) => (ears.choice(heard, 'ro') ? beginExercise(facts) : passed),
      },
    },
  })
}

/** Yes, and "I do not know", are taken at their most serious. The plan was offered with an S2 already. */
const worse = (before: RiskLevel, level: 'S2' | 'S3', facts: DialogFacts): Outcome => ({
  say: [msg('safety.yes', clock(facts)), ...(before === 'S1' ? ownPlan(facts) : [])],
  effects: [...raise(level, 'death-wish'), { do: 'keep-text' }],
})
