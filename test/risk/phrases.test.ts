import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { measure, readLabelled } from '../../src/language/risk/measure.ts'
import { contentScreen } from '../support/screen.ts'

const screen = await contentScreen()
const read = (file: string) => readLabelled(readFileSync(join(import.meta.dirname, file), 'utf8'))

/** What each half must reach: danger now found as such and as at least serious, serious texts, those to be looked at soon, everyday texts left. */
interface Floor {
  s3: number
  s3AsS2: number
  s2: number
  s1: number
  none: number
}
/** For all languages together, and for each. */
interface Floors {
  all: Floor
  each: Floor
}
/**
 * What nobody had seen are whole sets of short, typical texts by other hands, measured as they came and never weighed by: all
 * together must reach the targets. A set whose mistakes were looked at joins the half tuned on. The half held back is
 * far from the targets: most of its texts were written to be hard. There, and by language, just under what was reached.
 */
const UNSEEN: Floors = {
  all: { s3: 0.95, s3AsS2: 0.99, s2: 0.97, s1: 0.96, none: 0.97 },
  each: { s3: 0.96, s3AsS2: 0.965, s2: 0.965, s1: 0.94, none: 0.96 },
}
const HELD: Floors = {
  all: { s3: 0.84, s3AsS2: 0.86, s2: 0.88, s1: 0.88, none: 0.925 },
  each: { s3: 0.82, s3AsS2: 0.84, s2: 0.86, s1: 0.84, none: 0.9 },
}
const TUNED: Floors = {
  all: { s3: 0.93, s3AsS2: 0.94, s2: 0.94, s1: 0.93, none: 0.975 },
  each: { s3: 0.9, s3AsS2: 0.92, s2: 0.92, s1: 0.9, none: 0.965 },
}

/** Rules are tuned on one half only; the halves were parted by a hash of the text before any tuning. */
describe.each([
  ['the half tuned on', 'phrases-tune.tsv', TUNED],
  ['the half held back', 'phrases-held.tsv', HELD],
  ['texts nobody had seen', 'phrases-unseen.tsv', UNSEEN],
] as const)('%s', (name, file, floors) => {
  const rows = read(file)
  const { perLevel } = measure(screen, rows)

  test('prints recall and specificity per language and level', () => {
    const share = (n: number, of: number) => (n / of).toFixed(3)
    const lines = perLevel.map(
      ({ language, level, count, exact, atLeast, atLeastS2 }) =>
        `${language.padEnd(4)}${level.padEnd(5)} n=${String(count).padEnd(4)} exact ${share(exact, count)}  at least ${share(atLeast, count)}  at least S2 ${share(atLeastS2, count)}`,
    )
    process.stdout.write(`\n${name}\n${lines.join('\n')}\n`)
    expect(rows.length).toBeGreaterThan(300)
  })

  test.each(['all', 'da', 'en', 'ar', 'uk', 'pl', 'tr'] as const)('holds in %s', (language) => {
    const at = (level: string) => perLevel.find((one) => one.level === level && one.language === language)!
    const floor = language === 'all' ? floors.all : floors.each
    const s3 = at('S3')
    const s2 = at('S2')
    const s1 = at('S1')
    const none = at('none')
    expect(s3.exact / s3.count).toBeGreaterThanOrEqual(floor.s3)
    expect(s3.atLeastS2 / s3.count).toBeGreaterThanOrEqual(floor.s3AsS2)
    expect(s2.atLeast / s2.count).toBeGreaterThanOrEqual(floor.s2)
    expect(s1.atLeast / s1.count).toBeGreaterThanOrEqual(floor.s1)
    expect(none.exact / none.count).toBeGreaterThanOrEqual(floor.none)
  })
})
