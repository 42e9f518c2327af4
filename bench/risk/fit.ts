/** A linear sum weighed by dual coordinate descent (squared hinge, L2). Deterministic. */

/** Numbers of cues, and their values. */
export interface Row {
  cues: Int32Array
  values: Float64Array
}
export interface Sum {
  weights: Float64Array
  bias: number
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

/** `is` and `cost` by row (more cost: errors in that row weigh more); `size`: how many cues there are. */
export const weigh = (
  rows: readonly Row[],
  is: readonly boolean[],
  cost: readonly number[],
  { size, rounds }: { size: number; rounds: number },
): Sum => {
  const weights = new Float64Array(size)
  let bias = 0
  const duals = new Float64Array(rows.length)
  const squares = rows.map(({ values }) => values.reduce((sum, value) => sum + value * value, 1))
  const order = Int32Array.from(rows.keys())
  const next = sequence(7)
  for (let round = 0; round < rounds; round++) {
    for (let i = order.length - 1; i > 0; i--) {
      const j = Math.floor(next() * (i + 1))
      const other = order[i]!
      order[i] = order[j]!
      order[j] = other
    }
    for (const i of order) {
      const row = rows[i]!
      const sign = is[i] ? 1 : -1
      const soft = 1 / (2 * cost[i]!)
      const slope = sign * (sumOf(row, weights) + bias) - 1 + duals[i]! * soft
      const before = duals[i]!
      duals[i] = Math.max(0, before - slope / (squares[i]! + soft))
      const change = (duals[i]! - before) * sign
      if (change === 0) continue
      for (let k = 0; k < row.cues.length; k++) weights[row.cues[k]!]! += change * row.values[k]!
      bias += change
    }
  }
  return { weights, bias }
}

export const sumOf = ({ cues, values }: Row, weights: Float64Array): number => {
  let sum = 0
  for (let k = 0; k < cues.length; k++) sum += weights[cues[k]!]! * values[k]!
  return sum
}
