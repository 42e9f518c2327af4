/** How long the risk screen takes per character: npx node bench/risk.ts. Target: ≤ 1 µs a character, linear. */
import { join } from 'node:path'
import { loadRiskRules } from '../src/language/risk/screen.ts'
import { stopwatch } from '../src/lib/clock.ts'

const loading = stopwatch()
const screen = await loadRiskRules(join(import.meta.dirname, '../content/risk'))
console.log(`rules loaded in ${loading().toFixed(0)} ms`)

const everyday = 'Hej Lone, jeg kommer lidt senere i morgen, bussen kører ikke, og jeg har det ok i dag. Vi ses kl 10!'
const hostile: Record<string, (length: number) => string> = {
  'everyday text': (n) => everyday.repeat(Math.ceil(n / everyday.length)).slice(0, n),
  'one letter': (n) => 'a'.repeat(n),
  'no spaces': (n) => 'jegvilikkelevemere'.repeat(Math.ceil(n / 18)).slice(0, n),
  'beginnings of phrases': (n) =>
    'jeg vil ikke kan ikke orker har taget alle han '.repeat(Math.ceil(n / 47)).slice(0, n),
  'fillers after a beginning': (n) => `vil ${'bare '.repeat(n)}`.slice(0, n),
  'near misses': (n) => 'selvmrod sevlmord taegt ikek livte ihjlle '.repeat(Math.ceil(n / 42)).slice(0, n),
  'marks on one letter': (n) => `a${'\u0301\u0323'.repeat(n / 2)}`.slice(0, n),
  pictures: (n) => '😂💊'.repeat(n / 4),
  arabic: (n) => 'لا أريد أن أعيش وبالموت والحبوب '.repeat(Math.ceil(n / 32)).slice(0, n),
  'full stops': (n) => 'ikke.mere.'.repeat(n / 10),
}

const measured = (text: string, times: number): number => {
  const elapsed = stopwatch()
  for (let i = 0; i < times; i++) screen.screen(text)
  return elapsed() / times
}

for (let i = 0; i < 3000; i++) screen.screen(everyday)
for (const [name, make] of Object.entries(hostile)) {
  const figures = [100, 1_000, 10_000, 100_000].map((length) => {
    const times = Math.max(1, Math.round(200_000 / length))
    measured(make(length), Math.max(1, Math.ceil(times / 5)))
    const ms = measured(make(length), times)
    return `${length}: ${((ms * 1000) / length).toFixed(3)} µs/char (${ms.toFixed(3)} ms)`
  })
  console.log(`${name.padEnd(26)} ${figures.join('  ')}`)
}
