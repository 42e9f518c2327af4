import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Cue, cuesOf } from '../../bench/risk/cues.ts'
import { readLabelled } from '../../src/language/risk/measure.ts'
import { readRiskRules } from '../../src/language/risk/rules.ts'
import { buildScreen } from '../../src/language/risk/screen.ts'

test('the screen counts exactly the cues that were weighed', { timeout: 60_000 }, async () => {
  const rules = await readRiskRules(join(import.meta.dirname, '../../content/risk'))
  const screen = buildScreen(rules)
  const phrases = readLabelled(readFileSync(join(import.meta.dirname, 'phrases-tune.tsv'), 'utf8'))
  const some = phrases.filter(({ text }, i) => i % 50 === 0 && text.split(' ').length < 50)
  // Each twice: what only one text says is left out while it is weighed.
  const cues = [...cuesOf(rules, [...some, ...some], 0)]
  const listed = new Map<string, number>()
  for (const { cues: its } of rules.points) {
    for (const [cue, { serious }] of its) listed.set(cue, (listed.get(cue) ?? 0) + serious)
  }
  const pointsOf = ({ kind, name }: Cue) =>
    (kind === 'word' || kind === 'part' || kind === 'pair'
      ? listed.get(name)
      : rules.conceptPoints.get(name)?.serious) ?? 0
  some.forEach(({ text, language }, i) => {
    const sum = cues[i]!.reduce((so, cue) => so + cue.times * pointsOf(cue), 0)
    expect(screen.explain(text, language).points.serious, text).toBeCloseTo(sum, 6)
  })
})
