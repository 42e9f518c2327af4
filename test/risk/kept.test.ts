import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SOURCES } from '../../src/language/risk/cache.ts'
import { readLabelled } from '../../src/language/risk/measure.ts'
import { loadRiskRules, type RiskScreen } from '../../src/language/risk/screen.ts'
import { contentScreen } from '../support/screen.ts'

const content = join(import.meta.dirname, '../../content/risk')
const engine = join(import.meta.dirname, '../../src/language/risk')
let dir: string
let told: string[]
const rules = () => join(dir, 'rules')
const cacheDir = () => join(dir, 'data/cache')
const load = () => loadRiskRules(rules(), { cacheDir: cacheDir(), report: (what) => told.push(what) })
const kept = async () => (await readdir(cacheDir())).map((name) => join(cacheDir(), name))

/** Everything the engine knows, in three phrases. */
const SMALL = `language: da
words: { want: vil|ønsker (rigtig gerne) }
negations: ikke
fillers: bare
rules:
  - { id: da.wish, level: S2, class: death-wish, phrases: "{want} dø$ | ^orker .. mere & =piller" }
  - { id: da.mord, level: S1, class: other, phrases: selvmord* }
`

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'risk-kept-'))
  await mkdir(join(dir, 'data'))
  await mkdir(rules())
  await writeFile(join(rules(), 'da.yaml'), SMALL)
  told = []
})
afterEach(() => rm(dir, { recursive: true }))

test('kept rules stay as they are when they are read', async () => {
  await load()
  const [file] = await kept()
  const written = await readFile(file!)
  await load()
  expect(told).toEqual([])
  expect(await readFile(file!)).toEqual(written)
})

test('a screen from kept rules finds exactly what one from the rule files finds', { timeout: 60_000 }, async () => {
  const built = await loadRiskRules(content)
  const again = await contentScreen()
  const texts: string[] = []
  for (const name of ['phrases-held.tsv', 'phrases-tune.tsv']) {
    texts.push(...readLabelled(await readFile(join(import.meta.dirname, name), 'utf8')).map(({ text }) => text))
  }
  const same = (text: string): void => {
    expect(again.explain(text)).toEqual(built.explain(text))
  }
  // Some: an explanation is slower than an answer.
  for (const text of texts.filter((_, i) => i % 100 === 0)) {
    if (JSON.stringify(again.explain(text)) !== JSON.stringify(built.explain(text))) same(text)
  }
  const words = fc.constantFrom(...new Set(texts.join(' ').split(' ')))
  const some = fc.oneof(
    fc.array(words, { maxLength: 40 }).map((all) => all.join(' ')),
    fc.tuple(fc.constantFrom(...texts), fc.nat(), fc.nat()).map(([text, from, to]) => {
      // Two letters swapped, or a piece taken out.
      const [at, end] = [from % (text.length + 1), to % (text.length + 1)]
      return text.slice(0, Math.min(at, end)) + text.slice(Math.max(at, end))
    }),
    fc.string({ unit: 'binary' }),
  )
  fc.assert(fc.property(some, same), { numRuns: 200 })
})

const wish = (screen: RiskScreen) => screen.screen('jeg vil bare dø')

test('a changed rule is in force at the next start, and what was kept for the old one is gone', async () => {
  expect(wish(await load())?.level).toBe('S2')
  const before = await kept()
  await writeFile(join(rules(), 'da.yaml'), SMALL.replace('level: S2', 'level: S3'))
  expect(wish(await load())?.level).toBe('S3')
  const after = await kept()
  expect(after).toHaveLength(1)
  expect(after).not.toEqual(before)
})

test.each<[string, (file: Buffer) => Buffer]>([
  ['cut off', (file) => file.subarray(0, file.length - 9)],
  ['emptied', () => Buffer.alloc(0)],
  ['damaged in one bit', (file) => file.fill(file[file.length >> 1]! ^ 4, file.length >> 1, (file.length >> 1) + 1)],
])('a kept file that was %s is not used, said once and replaced', async (_, spoil) => {
  await load()
  const [file] = await kept()
  const good = await readFile(file!)
  await writeFile(file!, spoil(Buffer.from(good)))
  expect(wish(await load())?.level).toBe('S2')
  expect(told).toEqual(['unusable'])
  expect(await readFile(file!)).toEqual(good)
})

test('a kept file of other rules is not used under this name', async () => {
  await load()
  const [file] = await kept()
  const old = await readFile(file!)
  await writeFile(join(rules(), 'da.yaml'), SMALL.replace('level: S2', 'level: S3'))
  await load()
  const [now] = await kept()
  await writeFile(now!, old)
  expect(wish(await load())?.level).toBe('S3')
  expect(told).toEqual(['unusable'])
})

test('where nothing can be kept the rules are compiled in memory', async () => {
  await rm(join(dir, 'data'), { recursive: true })
  expect(wish(await load())?.level).toBe('S2')
  expect(told).toEqual([])
  // A file where the folder should be: nobody can write into it, root neither.
  await writeFile(join(dir, 'data'), '')
  await chmod(join(dir, 'data'), 0o400)
  expect(wish(await load())?.level).toBe('S2')
  expect(told).toContain('not-kept')
})

test('a faulty rule is named also when another process compiles it', async () => {
  await writeFile(join(rules(), 'da.yaml'), SMALL.replace('S2', 'S9'))
  await expect(load()).rejects.toThrow(/da\.yaml:\d+: rules/)
  expect(told).toEqual([])
})

test('where no process can be had the rules are compiled in this one, and that is said', async () => {
  const { execPath } = process
  process.execPath = join(dir, 'no-node')
  try {
    expect(wish(await load())?.level).toBe('S2')
  } finally {
    process.execPath = execPath
  }
  expect(told).toEqual(['not-aside'])
})

test('rules are kept apart by every source file that decides how they are compiled', async () => {
  const reached = new Set<string>()
  const follow = async (file: string): Promise<void> => {
    if (reached.has(file)) return
    reached.add(file)
    const source = await readFile(file, 'utf8')
    for (const [, names, from] of source.matchAll(/^import (type )?[^']*'(\.[^']+)'/gm)) {
      if (names === undefined) await follow(join(dirname(file), from!))
    }
  }
  await follow(join(engine, 'compile.ts'))
  await follow(join(engine, 'pack.ts'))
  expect([...SOURCES].sort()).toEqual([...reached].map((file) => relative(engine, file)).sort())
})
