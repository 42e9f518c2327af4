/**
 * What the risk screen costs: npx node bench/risk.ts. CPU time, not time on the clock: others use the machine too.
 * Targets: a start with kept rules ≤ 60 ms, everyday text ≤ 1 µs a character, linear in the length.
 * Beside it a plain alternation of the rules' words as one regular expression, which looks for all its matches too: it
 * knows no order, no slips of spelling and no negations.
 */
import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readRiskRules } from '../src/language/risk/rules.ts'
import { loadRiskRules } from '../src/language/risk/screen.ts'

const rules = join(import.meta.dirname, '../content/risk')
const cpu = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

const dir = await mkdtemp(join(tmpdir(), 'risk-bench-'))
const cacheDir = join(dir, 'kept')
try {
  if (process.argv[2] === 'start') {
    // A process of its own: nothing is warm but what was kept.
    const before = { at: performance.now(), cpu: cpu(), rss: process.memoryUsage.rss() }
    const screen = await loadRiskRules(rules, { cacheDir: process.argv[3]! })
    screen.screen('Hej')
    const rss = (process.memoryUsage.rss() - before.rss) / 1e6
    const figures = [performance.now() - before.at, cpu() - before.cpu, rss]
    process.stdout.write(JSON.stringify(figures))
  } else await report()
} finally {
  await rm(dir, { recursive: true })
}

/** New rules are compiled by a process of their own, which only the clock shows. */
function start(): [clock: number, cpu: number, mb: number] {
  const { stdout, stderr } = spawnSync(process.execPath, [import.meta.filename, 'start', cacheDir], {
    encoding: 'utf8',
  })
  if (stdout === '') throw new Error(stderr)
  return JSON.parse(stdout)
}

async function report(): Promise<void> {
  const show = (name: string, [clock, ms, mb]: [number, number, number]) =>
    console.log(
      `${name.padEnd(26)} ${clock.toFixed(0)} ms on the clock, ${ms.toFixed(0)} ms CPU, ${mb.toFixed(0)} MB more resident`,
    )
  show('start with new rules', start())
  show('start with kept rules', start())

  const screen = await loadRiskRules(rules, { cacheDir })
  const { languages } = await readRiskRules(rules)
  const quoted = (word: string) => word.replace(/[^\p{L}\p{N} ]/gu, '\\$&')
  const lines = languages.flatMap((one) => one.rules.flatMap(({ phrases }) => phrases.map(({ text }) => text)))
  const plain = [...new Set(lines.flatMap((text) => text.split(/[|&]/)))].filter((text) => /^[\p{L} ]+$/u.test(text))
  const alternation = new RegExp(`\\b(?:${plain.map((text) => quoted(text.trim())).join('|')})\\b`, 'giu')

  const everyday =
    'Hej Lone, jeg kommer lidt senere i morgen, bussen kører ikke, og jeg har det ok i dag. Vi ses kl 10!'
  const repeat = (piece: string) => (n: number) => piece.repeat(Math.ceil(n / piece.length)).slice(0, n)
  const texts: Record<string, (length: number) => string> = {
    'everyday text': repeat(everyday),
    'one letter': repeat('a'),
    'no spaces': repeat('jegvilikkelevemere'),
    'beginnings of phrases': repeat('jeg vil ikke kan ikke orker har taget alle han '),
    'fillers after a beginning': (n) => `vil ${'bare '.repeat(n)}`.slice(0, n),
    'near misses': repeat('selvmrod sevlmord taegt ikek livte ihjlle '),
    'marks on one letter': (n) => `a${'\u0301\u0323'.repeat(n / 2)}`.slice(0, n),
    pictures: (n) => '😂💊'.repeat(n / 4),
    arabic: repeat('لا أريد أن أعيش وبالموت والحبوب '),
    'full stops': repeat('ikke.mere.'),
  }
  const measured = (read: (text: string) => unknown, text: string): number => {
    const times = Math.max(1, Math.round(200_000 / text.length))
    for (let i = 0; i < times / 5; i++) read(text)
    const before = cpu()
    for (let i = 0; i < times; i++) read(text)
    return (cpu() - before) / times
  }
  for (let i = 0; i < 3000; i++) screen.screen(everyday)
  console.log(`per text, and as many times a regular expression of ${plain.length} plain alternatives`)
  for (const [name, make] of Object.entries(texts)) {
    const figures = [100, 1_000, 10_000, 100_000].map((length) => {
      const text = make(length)
      const ms = measured((one) => screen.screen(one), text)
      const ratio = ms / measured((one) => one.match(alternation), text)
      return `${length}: ${ms.toFixed(3)} ms (${((ms * 1000) / length).toFixed(2)} µs/char, ×${ratio.toFixed(1)})`
    })
    console.log(`${name.padEnd(26)} ${figures.join('  ')}`)
  }
}
