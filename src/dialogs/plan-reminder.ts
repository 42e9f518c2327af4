import { z } from 'zod'
import { dayOf } from '../core/common-params.ts'
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

const reminder = (entry: PlanEntry, facts: DialogFacts): Say =>
  msg(
    'plan.reminder',
    {
      time: timeOf(entry),
      day: dayOfEntry(entry, facts),
      what: entry.what,
      place: entry.place ?? 'none',
      travel: entry.travel ?? 'none',
    },
    CHOICES,
  )

const timeOf = ({ startsLocal }: PlanEntry): string => startsLocal.slice(11, 16)

const dayOfEntry = ({ occurrence }: PlanEntry, { now, citizen }: DialogFacts): string =>
  dayOf(occurrence, now, citizen.zone)

const find = ({ itemId, occurrence }: Data, { plan }: DialogFacts): PlanEntry | undefined =>
  plan.find((entry) => entry.id === itemId && entry.occurrence === occurrence)

const notUnderstood = (): Say => msg('plan.not-understood', undefined, CHOICES)

export const createPlanReminder = (ears: Ears) =>
  defineDialog<Data, 'reply'>({
    name: 'plan-reminder',
    version: 1,
    data: Data,
    // Once the day is over there is nothing left to say about it.
    goesOn: (data, _, facts) =>
      find(data, facts) !== undefined && dayOf(data.occurrence, facts.now, facts.citizen.zone) !== 'other',
    steps: {
      reply: {
        ask(data, facts) {
          const entry = find(data, facts)
          // Gone from the plan, or long past: an answer is still taken, the words are not repeated.
          return [entry ? reminder(entry, facts) : notUnderstood()]
        },
        hear(data, heard, facts) {
          // "Nie wiem" begins with a no and is none.
          const said = ears.choice(heard, 'ok', 'no', 'bus', 'not-coming', 'dont-know')
          const answer = said === 'not-coming' ? 'no' : said
          if (!answer || answer === 'dont-know') return missed(notUnderstood())
          const { itemId, occurrence } = data
          const entry = find(data, facts)
          return {
            say: [receipt(answer, entry, facts)],
            effects: [{ do: 'answer-plan-item', itemId, occurrence, answer }, ...tell(answer, entry)],
          }
        },
      },
    },
  })

/** What a "no" means is the item's own: a real cancellation, one that is only passed on, or nothing. */
const receipt = (answer: 'ok' | 'no' | 'bus', entry: PlanEntry | undefined, facts: DialogFacts): Say => {
  if (answer !== 'no') return msg(`plan.${answer}`)
  return entry
    ? msg(`plan.no.${entry.absence}`, { time: timeOf(entry), day: dayOfEntry(entry, facts) })
    : msg('plan.no.none')
}

const tell = (answer: 'ok' | 'no' | 'bus', entry: PlanEntry | undefined): Effect[] => {
  if (answer === 'bus') return [{ do: 'tell-caseworker', what: 'missed-bus' }]
  // With `none` nobody expects to be told, and the text does not say so.
  return answer === 'no' && entry && entry.absence !== 'none' ? [{ do: 'tell-caseworker', what: 'absent' }] : []
}
