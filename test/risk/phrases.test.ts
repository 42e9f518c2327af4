import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type LevelFigures, measure, readLabelled } from '../../src/language/risk/measure.ts'
import { loadRiskRules } from '../../src/language/risk/screen.ts'

const screen = await loadRiskRules(join(import.meta.dirname, '../../content/risk'))
const read = (file: string) => readLabelled(readFileSync(join(import.meta.dirname, file), 'utf8'))

/** Rules are tuned on one half only; the halves were parted by a hash of the text before any tuning. */
describe.each([
  ['the half tuned on', 'phrases-tune.tsv'],
  ['the half held back', 'phrases-held.tsv'],
])('%s', (name, file) => {
  const rows = read(file)
  const { perLevel } = measure(screen, rows)
  const figures = (level: string, language: LevelFigures['language'] = 'all') =>
    perLevel.find((one) => one.level === level && one.language === language)!

  test('prints recall and specificity per language and level', () => {
    const share = (n: number, of: number) => (n / of).toFixed(3)
    const lines = perLevel.map(
      ({ language, level, count, exact, atLeast, atLeastS2 }) =>
        `${language.padEnd(4)}${level.padEnd(5)} n=${String(count).padEnd(4)} exact ${share(exact, count)}  at least ${share(atLeast, count)}  at least S2 ${share(atLeastS2, count)}`,
    )
    process.stdout.write(`\n${name}\n${lines.join('\n')}\n`)
    expect(rows.length).toBeGreaterThan(300)
  })

  test('danger now is found as danger now, and hardly ever less than serious', () => {
    const s3 = figures('S3')
    expect(s3.exact / s3.count).toBeGreaterThanOrEqual(0.93)
    expect(s3.atLeastS2 / s3.count).toBeGreaterThanOrEqual(0.93)
  })

  test('serious texts are found', () => {
    const s2 = figures('S2')
    expect(s2.atLeast / s2.count).toBeGreaterThanOrEqual(0.92)
  })

  test('everyday texts are left alone', () => {
    const none = figures('none')
    expect(none.exact / none.count).toBeGreaterThanOrEqual(0.97)
  })

  test.each(['da', 'en', 'ar', 'uk', 'pl', 'tr'] as const)('holds in %s', (language) => {
    for (const level of ['S3', 'S2', 'none']) {
      const one = figures(level, language)
      expect([level, one.atLeast / one.count >= 0.8]).toEqual([level, true])
    }
    const none = figures('none', language)
    expect(none.exact / none.count).toBeGreaterThanOrEqual(0.94)
  })
})
