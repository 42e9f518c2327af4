import { z } from 'zod'
import type { CaseLevel } from '../core/case.ts'
import type { Effect } from '../core/effect.ts'
import type { ReasonClass, RiskFinding, RiskLevel } from '../core/heard.ts'
import type { Say } from '../core/message.ts'
import { defineDialog, type Outcome, passed, positions } from './conversation.ts'
import type { Ears } from './ears.ts'
import { beginExercise } from './exercise.ts'
import type { DialogFacts } from './facts.ts'
import { freeText, keep } from './free-text.ts'
import { msg, words } from './saying.ts'

const Data = z.object({
  level: z.enum(['S1', 'S2', 'S3']),
  /** Other words came, or the time is known: nothing more is asked. */
  settled: z.boolean().optional(),
})
type Data = z.infer<typeof Data>
type StepName = 'unsure' | 'time' | 'offer'
const at = positions<Data, StepName>('safety', 1)

const CASE: Record<RiskLevel, CaseLevel> = { S3: 'acute', S2: 'today', S1: 'soon' }

const stops = (level: RiskLevel): boolean => level !== 'S1'

const raise = (level: RiskLevel, reason: ReasonClass): Effect[] => [
  { do: 'raise', level: CASE[level], class: reason, risk: level },
  ...(stops(level) ? ([{ do: 'stop-routine' }] satisfies Effect[]) : []),
]

/** Nothing a partner may read, whatever the level. */
const hidden = (reason: ReasonClass): boolean => reason === 'violence' || reason === 'threat'

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
export const answerRisk = (risk: RiskFinding, facts: DialogFacts): Outcome => {
  const { level } = risk
  const effects: Effect[] = [...raise(level, risk.class), { do: 'keep-text' }]
  if (hidden(risk.class)) return { at: at('time', { level }), say: [msg('safety.violence')], effects }
  if (level === 'S3') return { at: at('offer', { level }), say: acute(facts), effects }
  const reply = msg(OWN_TEXT[risk.class] ?? (level === 'S1' ? 'safety.s1' : `safety.s2.${clock(facts)}`))
  // Once while a person is being called is enough.
  const known = facts.routineStopped || (level === 'S1' && facts.openCase !== undefined)
  if (known || !ASKED[level].includes(risk.class)) return { say: [reply], effects }
  return { at: at('unsure', { level }), say: [reply, unsure()], effects }
}

const clock = ({ staffed }: DialogFacts): 'staffed' | 'closed' => (staffed ? 'staffed' : 'closed')

const RO = words('ro')

/** With a duty rota somebody is told at any hour; else the truth is that nobody reads now. */
const acute = ({ staffed, rules }: DialogFacts): Say[] =>
  staffed || rules.afterHours.cover === 'duty'
    ? [msg('safety.s3.staffed', { cover: rules.afterHours.cover }, RO)]
    : [msg('safety.s3.closed-1'), msg('safety.s3.closed-2', undefined, RO)]

const unsure = (): Say => msg('safety.unsure', undefined, words('yes', 'no', 'dont-know'))

/** A person has taken over since: the question is no longer ours. A concern (S1) never stopped anything. */
const over = ({ level }: Data, { routineStopped, openCase }: DialogFacts): boolean =>
  stops(level) ? !routineStopped : openCase === undefined

export const createSafety = (ears: Ears) =>
  defineDialog<Data, StepName>({
    name: 'safety',
    version: 1,
    data: Data,
    goesOn: (data, _, facts) => !over(data, facts),
    steps: {
      unsure: {
        // Asked once, never again; the answer is still heard.
        ask: () => [],
        hear(data, heard, facts) {
          switch (ears.choice(heard, 'yes', 'no', 'dont-know')) {
            case 'yes':
              return worse(data.level === 'S2' ? 'S3' : 'S2')
            case 'dont-know':
              return worse('S2')
            case 'no':
              // Closes nothing and lowers nothing; the caseworker reads it beside the first message.
              return { say: [msg('safety.no')], effects: keep() }
            default:
              if (over(data, facts) || (data.settled && !stops(data.level))) return passed
              return { at: at('unsure', { ...data, settled: true }), ...freeText(heard, facts) }
          }
        },
      },
      time: {
        ask: () => [],
        hear(data, heard, facts) {
          const time = ears.time(heard)
          if (time) {
            return {
              at: at('time', { ...data, settled: true }),
              say: [msg('safety.violence-time')],
              effects: [
                { do: 'wish', wish: 'ring' },
                { do: 'tell-caseworker', what: 'needs', detail: time },
                { do: 'keep-text' },
              ],
            }
          }
          if (over(data, facts)) return passed
          // Whatever is said here may be read by somebody else: the plain thanks, without a word of danger.
          const reply = data.settled ? 'free.thanks' : 'safety.violence'
          return { at: at('time', { ...data, settled: true }), say: [msg(reply)], effects: keep() }
        },
      },
      offer: {
        fleeting: true,
        ask: () => [],
        hear: (_, heard, facts) => (ears.choice(heard, 'ro') ? beginExercise(facts) : passed),
      },
    },
  })

/** Yes, and "I do not know", are taken at their most serious. */
const worse = (level: 'S2' | 'S3'): Outcome => ({
  say: [msg('safety.yes')],
  effects: [...raise(level, 'death-wish'), { do: 'keep-text' }],
})
