import { CONTEXTS } from './rules.ts'

/** What the rules found counts as cues too: the gravest level reached, and each reason for which a match was excused. */
export const MARKS = [
  'rule S1',
  'rule S2',
  'rule S3',
  'excused idiom',
  'excused exception',
  'excused negation',
  ...CONTEXTS.map((context) => `excused ${context}` as const),
] as const

/** How a cue's two words stand: it is one word or a part; next to each other; one word between. */
export const CUE_ALONE = 0
export const CUE_NEXT = 1
export const CUE_APART = 2
const KINDS = 3

export const cueHash = (first: number, other: number, kind: number): number =>
  Math.imul(Math.imul(Math.imul(first + 1, 0x9e3779b1) ^ (other + 1), 0x85ebca6b) ^ kind, KINDS * 0x42b2ae35)
