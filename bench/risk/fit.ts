/** Linear sums weighed by dual coordinate descent (squared hinge, L2). Deterministic. */

/** Numbers of cues, and their values. */
export interface Row {
  cues: Int32Array
  values: Float64Array
}
export interface Sum {
  weights: Float64Array
  bias: number
}
/** What one sum is to tell: by row, whether it is so, and what an error costs. */
export interface Column {
  is: readonly boolean[]
  cost: readonly number[]
}

/** A fixed sequence of numbers from 0 to 1. */
const sequence = (seed: number) => {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/**
 * One sum a column, all in the same passes over the rows: reading a row from memory is what takes the time, so the
 * weights of a cue for all columns stand side by side. `size`: how many cues there are.
 */
export const weigh = (
  rows: readonly Row[],
  columns: readonly Column[],
  { size, rounds }: { size: number; rounds: number },
): Sum[] => {
  const width = columns.length
  const weights = new Float64Array(size * width)
  const biases = new Float64Array(width)
  const duals = new Float64Array(rows.length * width)
  const signs = Float64Array.from(rows.flatMap((_, row) => columns.map(({ is }) => (is[row] ? 1 : -1))))
  const softs = Float64Array.from(rows.flatMap((_, row) => columns.map(({ cost }) => 1 / (2 * cost[row]!))))
  const squares = rows.map(({ values }) => values.reduce((sum, value) => sum + value * value, 1))
  const order = Int32Array.from(rows.keys())
  const next = sequence(7)
  const changes = new Float64Array(width)
  for (let round = 0; round < rounds; round++) {
    for (let i = order.length - 1; i > 0; i--) {
      const j = Math.floor(next() * (i + 1))
      const other = order[i]!
      order[i] = order[j]!
      order[j] = other
    }
    for (const i of order) {
      const { cues, values } = rows[i]!
      changes.set(biases)
      for (let k = 0; k < cues.length; k++) {
        const at = cues[k]! * width
        const value = values[k]!
        for (let c = 0; c < width; c++) changes[c]! += weights[at + c]! * value
      }
      let some = false
      for (let c = 0; c < width; c++) {
        const one = i * width + c
        const slope = signs[one]! * changes[c]! - 1 + duals[one]! * softs[one]!
        const before = duals[one]!
        duals[one] = Math.max(0, before - slope / (squares[i]! + softs[one]!))
        changes[c] = (duals[one]! - before) * signs[one]!
        biases[c]! += changes[c]!
        some ||= changes[c] !== 0
      }
      if (!some) continue
      for (let k = 0; k < cues.length; k++) {
        const at = cues[k]! * width
        const value = values[k]!
        for (let c = 0; c < width; c++) weights[at + c]! += changes[c]! * value
      }
    }
  }
  return columns.map((_, c) => ({
    weights: Float64Array.from({ length: size }, (_, id) => weights[id * width + c]!),
    bias: biases[c]!,
  }))
}

export const sumOf = ({ cues, values }: Row, weights: Float64Array): number => {
  let sum = 0
  for (let k = 0; k < cues.length; k++) sum += weights[cues[k]!]! * values[k]!
  return sum
}
