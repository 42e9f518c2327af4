/** A questionnaire as dialogs and scoring see it. Texts are in the catalogue under `instrument.<name>.…`. */
export interface Instrument {
  name: string
  /** Number of items; texts are `instrument.<name>.item.1` … */
  items: number
  /** Lowest and highest answer. */
  min: number
  max: number
  /** Answers that have words of their own, `instrument.<name>.option.<value>`, in the order they are shown. Empty: a bare scale. */
  options: number[]
  /** The score is the sum of the answers times this; 0: no score, each answer stands for itself. */
  factor: number
  /** Days between two, at least. */
  everyDays: number
  /** May an item be skipped? */
  skippable: boolean
  /** May all items be answered in one line ("5 6 4")? */
  oneLine: boolean
}

/** The score (0–100 for WHO-5), or undefined where the instrument has none or an answer is missing. */
export const scoreOf = (instrument: Instrument, answers: readonly (number | null)[]): number | undefined => {
  if (instrument.factor === 0 || answers.length !== instrument.items) return undefined
  let sum = 0
  for (const answer of answers) {
    if (answer === null) return undefined
    sum += answer
  }
  return sum * instrument.factor
}
