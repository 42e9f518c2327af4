import { type Position, UNDER } from '../core/dialog.ts'

/** Deeper than real life: what lies below is dropped. */
const DEEPEST = 4

/** Puts a question on top of those that wait. One of the same dialog is replaced: it was overtaken. */
export const wait = (at: Position, waiting: Position | undefined): Position =>
  stack([at, ...list(waiting).filter(({ dialog }) => dialog !== at.dialog)].slice(0, DEEPEST))!

/** The question that waits on top, and what waits below it. */
export const next = (waiting: Position | undefined): { at: Position; rest: Position | undefined } | undefined => {
  const [at, ...rest] = list(waiting)
  return at && { at, rest: stack(rest) }
}

const list = (waiting: Position | undefined): Position[] => {
  if (!waiting) return []
  const { [UNDER]: under, ...data } = waiting.data
  return [{ ...waiting, data }, ...list(under as Position | undefined)]
}

const stack = ([at, ...rest]: Position[]): Position | undefined => {
  if (!at) return undefined
  const under = stack(rest)
  return under ? { ...at, data: { ...at.data, [UNDER]: under } } : at
}
