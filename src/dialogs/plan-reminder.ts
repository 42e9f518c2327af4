import { z } from 'zod'
import type { Effect } from '../core/effect.ts'
import type { Say } from '../core/message.ts'
import type { PlanEntry } from '../core/snapshot.ts'
import { defineDialog, missed, type Outcome, positions } from './conversation.ts'
import type { Ears } from './ears.ts'
import type { DialogFacts } from './facts.ts'
import { msg, words } from './saying.ts'

/** References only: a scheduled message opens it, and its position is stored in the clear. */
const Data = z.object({
  itemId: z.string(),
  /** The local date of the occurrence. */
  occurrence: z.string(),
})
type Data = z.infer<typeof Data>
const at = positions<Data, 'reply'>('plan-reminder', 1)

const CHOICES = words('ok', 'no', 'bus')

/** Opened by the message before an item. Its words (time, what, place, travel) are filled in when it leaves. */
export const beginPlanReminder = (item: Data): Outcome => ({
  at: at('reply', item),
  say: [msg('plan.reminder', undefined, CHOICES)],
})

const reminder = (entry: PlanEntry): Say =>
  msg(
    'plan.reminder',
    { time: timeOf(entry), what: entry.what, place: entry.place ?? 'none', travel: entry.travel ?? 'none' },
    CHOICES,
  )

const timeOf = ({ startsLocal }: PlanEntry): string => startsLocal.slice(11, 16)

const find = ({ itemId, occurrence }: Data, { plan }: DialogFacts): PlanEntry | undefined =>
  plan.find((entry) => entry.id === itemId && entry.occurrence === occurrence)

const notUnderstood = (): Say => msg('plan.not-understood', undefined, CHOICES)

export const createPlanReminder = (ears: Ears) =>
  defineDialog<Data, 'reply'>({
    name: 'plan-reminder',
    version: 1,
    data: Data,
    // "Today at ten" is true on that day only.
    goesOn: (data, _, facts) =>
      find(data, facts) !== undefined &&
      data.occurrence === facts.now.toZonedDateTimeISO(facts.citizen.zone).toPlainDate().toString(),
    steps: {
      reply: {
        ask(data, facts) {
          const entry = find(data, facts)
          // Gone from the plan, or long past: an answer is still taken, the words are not repeated.
          return [entry ? reminder(entry) : notUnderstood()]
        },
        hear(data, heard, facts) {
          const said = ears.choice(heard, 'ok', 'no', 'bus', 'not-coming')
          const answer = said === 'not-coming' ? 'no' : said
          if (!answer) return missed(notUnderstood())
          const { itemId, occurrence } = data
          const entry = find(data, facts)
          return {
            say: [receipt(answer, entry)],
            effects: [{ do: 'answer-plan-item', itemId, occurrence, answer }, ...tell(answer, entry)],
          }
        },
      },
    },
  })

/** What a "no" means is the item's own: a real cancellation, one that is only passed on, or nothing. */
const receipt = (answer: 'ok' | 'no' | 'bus', entry: PlanEntry | undefined): Say => {
  if (answer !== 'no') return msg(`plan.${answer}`)
  return entry ? msg(`plan.no.${entry.absence}`, { time: timeOf(entry) }) : msg('plan.no.none')
}

const tell = (answer: 'ok' | 'no' | 'bus', entry: PlanEntry | undefined): Effect[] => {
  if (answer === 'bus') return [{ do: 'tell-caseworker', what: 'missed-bus' }]
  // With `none` nobody expects to be told, and the text does not say so.
  return answer === 'no' && entry && entry.absence !== 'none' ? [{ do: 'tell-caseworker', what: 'absent' }] : []
}
