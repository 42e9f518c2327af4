import { z } from 'zod'
import type { Effect } from '../core/effect.ts'
import type { Instrument } from '../core/instrument.ts'
import { scoreOf } from '../core/instrument.ts'
import type { ChoiceRef, Say } from '../core/message.ts'
import { defineDialog, missed, type Outcome, positions } from './conversation.ts'
import type { Ears } from './ears.ts'
import type { Assess, DialogFacts } from './facts.ts'
import { keep } from './free-text.ts'
import { msg, number, scale, words } from './saying.ts'
import { askWish, hearWish, notAWish } from './wish.ts'

const Data = z.object({
  checkInId: z.string(),
  instrument: z.string(),
  answers: z.array(z.number().nullable()),
  /** "6-7": the two it may have been. */
  either: z.tuple([z.number(), z.number()]).optional(),
})
type Data = z.infer<typeof Data>
type StepName = 'item' | 'which-of' | 'wish'
const at = positions<Data, StepName>('check-in', 1)

/** The first message of a check-in, and where that leaves the conversation: references only, nothing answered. */
export const beginCheckIn = (checkInId: string, instrument: Instrument): Outcome => ({
  at: at('item', { checkInId, instrument: instrument.name, answers: [] }),
  say: [msg(`check-in.${instrument.name}.intro`), item(instrument, 1)],
})

const choicesOf = ({ name, min, max, options, skippable }: Instrument): ChoiceRef[] => [
  ...(options.length > 0
    ? options.map((value) => ({ value: String(value), key: `instrument.${name}.option.${value}` }))
    : scale(min, max)),
  ...(skippable ? words('skip') : []),
]

const item = (instrument: Instrument, n: number): Say =>
  msg(
    'check-in.item',
    { n, total: instrument.items, text: `@instrument.${instrument.name}.item.${n}` },
    choicesOf(instrument),
  )

export const createCheckIn = (ears: Ears, assess: Assess) => {
  const answered = (data: Data, given: (number | null)[], facts: DialogFacts): Outcome => {
    const instrument = facts.instrument(data.instrument)!
    const answers = [...data.answers, ...given]
    const { checkInId } = data
    if (answers.length < instrument.items) {
      return {
        at: at('item', { checkInId, instrument: instrument.name, answers }),
        say: [item(instrument, answers.length + 1)],
        effects: [{ do: 'record-check-in', checkInId, state: 'started', answers }],
      }
    }
    const recorded = record(instrument, checkInId, answers)
    if (answers.every((answer) => answer === null)) return { say: [msg('check-in.skipped')], effects: recorded }
    const { effects, low } = assess(instrument, answers, facts.results, facts.rules, facts.now)
    return low
      ? {
          at: at('wish', { checkInId, instrument: instrument.name, answers }),
          say: [askWish('check-in.thanks-low')],
          effects: [...recorded, ...effects],
        }
      : { say: [msg('check-in.thanks')], effects: [...recorded, ...effects] }
  }

  /** At the start, or where an item cannot be left out, the whole check-in is skipped. It never counts as anything. */
  const skipped = (data: Data, facts: DialogFacts): Outcome => {
    const instrument = facts.instrument(data.instrument)!
    if (instrument.skippable && data.answers.length > 0) return answered(data, [null], facts)
    const left = Array.from({ length: instrument.items - data.answers.length }, () => null)
    return {
      say: [msg('check-in.skipped')],
      effects: record(instrument, data.checkInId, [...data.answers, ...left]),
    }
  }

  /** "nej jeg mente 4": the answer before is another one; the question stays. */
  const corrected = ({ checkInId, instrument, answers }: Data, value: number, facts: DialogFacts): Outcome => {
    const now = [...answers.slice(0, -1), value]
    return {
      at: at('item', { checkInId, instrument, answers: now }),
      say: [msg('check-in.corrected', { value }), item(facts.instrument(instrument)!, now.length + 1)],
      effects: [{ do: 'record-check-in', checkInId, state: 'started', answers: now }],
    }
  }

  const undo = ({ checkInId, instrument, answers }: Data, facts: DialogFacts) => {
    if (answers.length === 0) return undefined
    const left = answers.slice(0, -1)
    return {
      at: at('item', { checkInId, instrument, answers: left }),
      say: [item(facts.instrument(instrument)!, left.length + 1)],
      effects: [{ do: 'record-check-in', checkInId, state: 'started', answers: left }] satisfies Effect[],
    }
  }

  return defineDialog<Data, StepName>({
    name: 'check-in',
    version: 1,
    data: Data,
    exists({ instrument: name, answers, either }, step, facts) {
      if (step === 'which-of' && !either) return false
      const instrument = facts.instrument(name)
      return instrument !== undefined && (step === 'wish' || answers.length < instrument.items)
    },
    goesOn: (data, step, facts) => step === 'wish' || isPending(data, facts),
    steps: {
      item: {
        ask: (data, facts) => [item(facts.instrument(data.instrument)!, data.answers.length + 1)],
        undo,
        hear(data, heard, facts) {
          if (!isPending(data, facts)) return late
          const instrument = facts.instrument(data.instrument)!
          if (instrument.oneLine && data.answers.length === 0) {
            const all = ears.numbers(heard, instrument.items, instrument)
            if (all) return answered(data, all, facts)
          }
          const reading = ears.number(heard, instrument)
          switch (reading.kind) {
            case 'number':
              return reading.corrects && data.answers.length > 0
                ? corrected(data, reading.value, facts)
                : answered(data, [reading.value], facts)
            case 'range': {
              const { a, b } = reading
              return { at: at('which-of', { ...data, either: [a, b] }), say: [which(a, b)] }
            }
            default:
              return ears.choice(heard, 'skip') ? skipped(data, facts) : missed(notANumber(instrument))
          }
        },
      },
      'which-of': {
        ask: ({ either }) => [which(...either!)],
        undo: ({ checkInId, instrument, answers }, facts) => ({
          at: at('item', { checkInId, instrument, answers }),
          say: [item(facts.instrument(instrument)!, answers.length + 1)],
        }),
        hear(data, heard, facts) {
          if (!isPending(data, facts)) return late
          const instrument = facts.instrument(data.instrument)!
          const reading = ears.number(heard, instrument)
          if (reading.kind === 'number') return answered(data, [reading.value], facts)
          return ears.choice(heard, 'skip') ? skipped(data, facts) : missed(notANumber(instrument))
        },
      },
      wish: {
        takes: ['RING'],
        ask: () => [askWish('check-in.thanks-low')],
        hear: (_, heard, facts) => hearWish(ears, heard, facts) ?? missed(notAWish()),
      },
    },
  })
}

/** Not expired, and not overtaken by another one. */
const isPending = ({ checkInId }: Data, { pendingCheckIn }: DialogFacts): boolean => pendingCheckIn?.id === checkInId

/** Closed meanwhile: the words go to the caseworker instead. */
const late: Outcome = { say: [msg('check-in.late')], effects: keep() }

const notANumber = (instrument: Instrument): Say =>
  msg('check-in.not-understood', { min: instrument.min, max: instrument.max }, choicesOf(instrument))

const which = (a: number, b: number): Say => msg('check-in.which-of', { a, b }, [number(a), number(b)])

const record = (instrument: Instrument, checkInId: string, answers: (number | null)[]): Effect[] => {
  const score = scoreOf(instrument, answers)
  return [
    { do: 'record-check-in', checkInId, state: 'completed', answers, ...(score !== undefined && { score }) },
    { do: 'cancel-follow-ups', ref: checkInId },
  ]
}
