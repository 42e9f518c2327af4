import type { Lists } from './data.ts'
import { slotOf, slotsFor } from './strings.ts'

/** Lists (some may be missing) as flat data. */
export const flatten = (lists: readonly (readonly number[] | undefined)[], count = lists.length): Lists => {
  const starts = new Int32Array(count + 1)
  for (let n = 0; n < count; n++) starts[n + 1] = starts[n]! + (lists[n]?.length ?? 0)
  const values = new Int32Array(starts[count]!)
  for (let n = 0; n < count; n++) {
    const list = lists[n]
    if (list) values.set(list, starts[n])
  }
  return { starts, values }
}

/** Lists one after the other, laid flat as they come. */
export class FlatLists {
  readonly #starts = [0]
  readonly #values: number[] = []

  push(list: readonly number[]): void {
    for (const value of list) this.#values.push(value)
    this.#starts.push(this.#values.length)
  }

  finish(): Lists {
    return { starts: Int32Array.from(this.#starts), values: Int32Array.from(this.#values) }
  }
}

/** Values by hash, in their order; as many lists as a power of two. Who looks up checks what is found. */
export const hashed = (entries: readonly { hash: number; value: number }[]): Lists => {
  const lists: number[][] = []
  const size = slotsFor(entries.length)
  for (const { hash, value } of entries) {
    const slot = slotOf(hash, size - 1)
    const list = lists[slot]
    if (list) list.push(value)
    else lists[slot] = [value]
  }
  return flatten(lists, size)
}
