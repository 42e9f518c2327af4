/**
 * Whether `a` is `b` with at most one slip: a letter more, less, other, or two swapped
 * (Damerau–Levenshtein distance ≤ 1). Allocates nothing: the risk screen asks it very often.
 */
export const oneSlip = (a: string, b: string): boolean => {
  if (a === b) return true
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  if (long.length - short.length > 1) return false
  let i = 0
  while (i < short.length && short.charCodeAt(i) === long.charCodeAt(i)) i++
  if (short.length !== long.length) return sameFrom(short, i, long, i + 1)
  if (sameFrom(short, i + 1, long, i + 1)) return true
  return (
    short.charCodeAt(i) === long.charCodeAt(i + 1) &&
    short.charCodeAt(i + 1) === long.charCodeAt(i) &&
    sameFrom(short, i + 2, long, i + 2)
  )
}

/** Whether the rests from these places on are equal; both are of equal length. */
const sameFrom = (a: string, i: number, b: string, j: number): boolean => {
  for (let k = 0; i + k < a.length; k++) if (a.charCodeAt(i + k) !== b.charCodeAt(j + k)) return false
  return true
}
