/** Words by number, as flat data: their letters one after the other, and a hash table over them. */
export interface Strings {
  /** UTF-16 units of all words. */
  pool: Uint16Array
  /** Word `n` is `pool[starts[n] .. starts[n + 1])`. */
  starts: Int32Array
  /** Open addressing; a power of two long; the word's number + 1, or 0. */
  slots: Int32Array
}

export const EMPTY_HASH = 0x811c9dc5 | 0

/** FNV-1a, carried on from a hash: `hashOn(hashOn(h, a), b)` is the hash of `a + b`. */
export const hashOn = (hash: number, text: string, from = 0, to = text.length): number => {
  let on = hash
  for (let i = from; i < to; i++) on = Math.imul(on ^ text.charCodeAt(i), 0x01000193)
  return on
}

/** The slot where the search for a hash begins. */
export const slotOf = (hash: number, mask: number): number => (hash ^ (hash >>> 15)) & mask

/** A power of two with room to spare, so that searches stay short. */
export const slotsFor = (count: number): number => 2 ** Math.ceil(Math.log2(2 * count + 2))

/** The number of the word `head + tail` with this hash, or -1. */
export const findString = ({ pool, starts, slots }: Strings, hash: number, head: string, tail = ''): number => {
  const mask = slots.length - 1
  const length = head.length + tail.length
  for (let slot = slotOf(hash, mask); ; slot = (slot + 1) & mask) {
    const id = slots[slot]! - 1
    if (id < 0) return -1
    const at = starts[id]!
    if (starts[id + 1]! - at === length && samePart(pool, at, head) && samePart(pool, at + head.length, tail)) return id
  }
}

/** Whether the pool says `text[from .. to)` at this place. */
export const samePart = (pool: Uint16Array, at: number, text: string, from = 0, to = text.length): boolean => {
  for (let i = from; i < to; i++) if (pool[at + i - from] !== text.charCodeAt(i)) return false
  return true
}

/** Numbers words in the order they come. */
export class StringNumbers {
  readonly #ids = new Map<string, number>()

  of(word: string): number {
    const known = this.#ids.get(word)
    if (known !== undefined) return known
    const id = this.#ids.size
    this.#ids.set(word, id)
    return id
  }

  finish(): Strings {
    const words = [...this.#ids.keys()]
    const starts = new Int32Array(words.length + 1)
    words.forEach((word, id) => {
      starts[id + 1] = starts[id]! + word.length
    })
    const pool = new Uint16Array(starts[words.length]!)
    const slots = new Int32Array(slotsFor(words.length))
    const mask = slots.length - 1
    words.forEach((word, id) => {
      for (let i = 0; i < word.length; i++) pool[starts[id]! + i] = word.charCodeAt(i)
      let slot = slotOf(hashOn(EMPTY_HASH, word), mask)
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = id + 1
    })
    return { pool, starts, slots }
  }
}
