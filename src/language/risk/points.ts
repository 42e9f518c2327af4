import type { Token } from './tokens.ts'

/** What a cue tells: `serious` of danger at all, `now` of danger now, `home` of somebody at home who does harm. */
export interface Points {
  serious: number
  now: number
  home: number
}

/** The points of a text, and the words that brought most of them. */
export interface Tally extends Points {
  /** Offsets in the text, in its order. */
  spans: { start: number; end: number }[]
}

/** Reaching this many points counts. */
export const ENOUGH = 100
/** Points are counted over so many words at a time, so that a long harmless text does not gather them. */
const WINDOW = 24
const SHOWN = 3

/**
 * The cues at a word: itself, with the next word, and with the one after that. Numbers are all one.
 * `spelt` gives a word as it is listed.
 */
export const cuesAt = (tokens: readonly Token[], at: number, spelt: ReadonlyMap<string, string>): string[] => {
  const word = (i: number): string | undefined => {
    const raw = tokens[i]?.word
    if (raw === undefined) return undefined
    const first = raw.charCodeAt(0)
    return first >= 48 && first <= 57 ? '#' : (spelt.get(raw) ?? raw)
  }
  const here = word(at)
  const next = word(at + 1)
  const third = word(at + 2)
  if (here === undefined) return []
  if (next === undefined) return [here]
  return third === undefined ? [here, `${here} ${next}`] : [here, `${here} ${next}`, `${here} .. ${third}`]
}

/** The windows of a text as [from, to): overlapping by half. */
const windowsOf = (length: number): [number, number][] => {
  const windows: [number, number][] = []
  for (let from = 0; from === 0 || from + WINDOW / 2 < length; from += WINDOW / 2) {
    windows.push([from, Math.min(length, from + WINDOW)])
  }
  return windows
}

/** The list of cues of one language. */
export class PointList {
  readonly #points: ReadonlyMap<string, Points>
  readonly #spelt: ReadonlyMap<string, string>

  constructor(points: ReadonlyMap<string, Points>, spelt: ReadonlyMap<string, string>) {
    this.#points = points
    this.#spelt = spelt
  }

  /** The window with the most points; words that `harmless` names give none. Linear in the number of words. */
  count(tokens: readonly Token[], harmless: (token: Token) => boolean): Tally {
    let best: Tally = { serious: 0, now: 0, home: 0, spans: [] }
    for (const [from, to] of windowsOf(tokens.length)) {
      const seen = new Set<string>()
      const tally = { serious: 0, now: 0, home: 0 }
      const brought: { at: number; points: number }[] = []
      for (let i = from; i < to; i++) {
        if (harmless(tokens[i]!)) continue
        for (const cue of cuesAt(tokens, i, this.#spelt)) {
          const points = this.#points.get(cue)
          if (points === undefined || seen.has(cue)) continue
          seen.add(cue)
          tally.serious += points.serious
          tally.now += points.now
          tally.home += points.home
          brought.push({ at: i, points: points.serious })
        }
      }
      if (tally.serious < best.serious || (tally.serious === best.serious && best.spans.length > 0)) continue
      const top = [...new Set(brought.sort((a, b) => b.points - a.points).map(({ at }) => at))].slice(0, SHOWN)
      const spans = top.sort((a, b) => a - b).map((at) => ({ start: tokens[at]!.start, end: tokens[at]!.end }))
      best = { ...tally, spans }
    }
    return best
  }
}
