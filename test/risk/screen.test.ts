import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createAnnotators } from '../../src/language/annotators.ts'
import { RiskRulesError } from '../../src/language/risk/rules.ts'
import { loadRiskRules } from '../../src/language/risk/screen.ts'

const content = join(import.meta.dirname, '../../content/risk')
const screen = await loadRiskRules(content)
const level = (text: string) => screen.screen(text)?.level ?? 'none'

test.each([
  ['Jeg har taget alle mine piller', 'S3'],
  ['Har taget mine piller som aftalt', 'none'],
  ['ka ik mere. slut nu', 'S2'],
  ['slut nu', 'none'],
  ['Vil ikke mere i dag, tager resten i morgen', 'none'],
  ['Har ikke selvmordstanker', 'none'],
  ['Jeg sover ikke jeg vil ikke leve', 'S2'],
  ['jeg vil dø haha', 'S2'],
])('%j is %s', (text, expected) => {
  expect(level(text)).toBe(expected)
})

test.each([
  'jeg vil bare dø',
  'JEG VIL BARE DØ!!!',
  'jeg vil bare doe',
  'jeg vil bare døøøø',
  'jg vil bar dø',
  'gid jeg var død',
  'jegvil bare dø',
  'jeg vil, bare, dø',
  'jeg 😭 vil bare dø',
  '𝐣𝐞𝐠 𝐯𝐢𝐥 𝐛𝐚𝐫𝐞 𝐝ø',
])('spelling does not hide it: %j', (text) => {
  expect(screen.screen(text)).toMatchObject({ level: 'S2', class: 'death-wish' })
})

test.each([
  ['nie daję rady chcę umrzeć', 'S2'],
  ['nie chcę umrzeć', 'none'],
  ['не маю сил хочу померти', 'S2'],
  ['не хочу померти', 'none'],
  ['ما حدا جنبي بدي موت', 'S2'],
  ['ما بدي موت', 'none'],
])('a "not" that belongs to other words does not hide a wish: %j', (text, expected) => {
  expect(level(text)).toBe(expected)
})

test('two languages in one conversation are both read, whatever the hint', () => {
  expect(screen.screen('I want to die', 'da')?.level).toBe('S2')
  expect(screen.screen('min dag var ok but I want to die', 'tr')?.level).toBe('S2')
})

test('the finding carries the words that triggered it and the rule', () => {
  const finding = screen.screen('Hej. Jeg vil bare dø. Hilsen')
  expect(finding).toMatchObject({ class: 'death-wish', span: 'vil bare dø', rule: 'da.death.wish' })
})

test('an explanation says why a match does not count', () => {
  const { level: found, trace } = screen.explain('jeg har ikke selvmordstanker')
  expect(found).toBe('none')
  expect(trace).toContainEqual(expect.objectContaining({ rule: 'da.death.topic', harmless: 'negation' }))
})

test('a denial does not hide what is said beside it', () => {
  expect(level('jeg har ikke selvmordstanker, men han slår mig')).toBe('S2')
  expect(level('så en film om selvmord. jeg vil ikke leve mere')).toBe('S2')
})

test('the parts of a rule may stand in any order', () => {
  expect(level('pillerne har jeg taget, alle sammen')).toBe('S3')
  expect(level('alle sammen har jeg taget, altså pillerne')).toBe('S3')
  expect(level('alle møder er aftalt. har hentet piller')).toBe('none')
})

test('what is said before a "but" does not excuse what comes after it', () => {
  expect(level('jeg har ikke selvmordstanker men jeg har taget alle pillerne')).toBe('S3')
  expect(level('så en film i går men jeg har taget alle pillerne')).toBe('S3')
  expect(level('i filmen tager hun alle pillerne')).toBe('none')
})

test('cues with points raise what no rule knows, and lower nothing', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'risk-'))
  try {
    await cp(content, dir, { recursive: true })
    await writeFile(join(dir, 'da.points.tsv'), 'zebra\t60\t0\t0\nzebra solskin\t50\t0\t0\nregn\t-500\t0\t0\n')
    const other = await loadRiskRules(dir)
    expect(other.screen('en zebra')).toBeUndefined()
    expect(other.screen('en zebra solskin')).toMatchObject({ level: 'S2', span: 'zebra', rule: 'da.points' })
    expect(other.screen('regn, jeg vil bare dø')?.level).toBe('S2')
    await writeFile(join(dir, 'da.points.tsv'), '# cue\nzebra\tmange\n')
    await expect(loadRiskRules(dir)).rejects.toThrow(/da\.points\.tsv:2:/)
  } finally {
    await rm(dir, { recursive: true })
  }
})

test('whatever stands around it, the wish to die is found', () => {
  const around = fc.constantFrom(
    'Hej',
    'tak for i dag',
    'det regner',
    'klokken er 10',
    'jeg sover dårligt',
    '🙂',
    '...',
  )
  fc.assert(
    fc.property(fc.array(around, { maxLength: 4 }), fc.array(around, { maxLength: 4 }), (before, after) => {
      expect(level([...before, 'jeg vil ikke leve mere', ...after].join('. '))).toBe('S2')
    }),
  )
})

test('no text makes it throw, and a finding is always a part of the text', () => {
  const words = fc.constantFrom(
    'jeg',
    'vil',
    'ikke',
    'dø',
    'selv',
    'mord',
    'piller',
    '40',
    'alle',
    '.',
    ',',
    'kan',
    'i',
    'nat',
    'han',
    'slår',
    '💊',
    'أموت',
    'не',
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.array(words, { maxLength: 60 }).map((all) => all.join(' ')),
      ),
      (text) => {
        const finding = screen.screen(text)
        if (finding) for (const part of finding.span.split(' … ')) expect(text).toContain(part)
      },
    ),
    { numRuns: 500 },
  )
})

test('a hostile text of 100 KB costs time in proportion to its length', () => {
  const time = (text: string) => {
    const start = performance.now()
    screen.screen(text)
    return performance.now() - start
  }
  for (const piece of ['jeg vil ikke ', 'vil bare bare bare ', 'selvmrod ', 'aaaaaaaa', 'a\u0301\u0323\u0301']) {
    const small = piece.repeat(Math.ceil(10_000 / piece.length))
    const large = piece.repeat(Math.ceil(100_000 / piece.length))
    time(small)
    const best = Math.min(time(small), time(small), time(small))
    expect(time(large)).toBeLessThan(60 * best + 100)
  }
})

describe('a faulty rule file', () => {
  const broken = async (edit: (yaml: string) => string): Promise<RiskRulesError> => {
    const dir = await mkdtemp(join(tmpdir(), 'risk-'))
    try {
      await cp(content, dir, { recursive: true })
      const file = join(dir, 'en.yaml')
      await writeFile(file, edit(await readFile(file, 'utf8')))
      return await loadRiskRules(dir).then(
        () => Promise.reject(new Error('it loaded')),
        (error) => error,
      )
    } finally {
      await rm(dir, { recursive: true })
    }
  }

  test('is named with the line of the phrase', async () => {
    let line = 0
    const error = await broken((yaml) => {
      line = yaml.split('\n').findIndex((one) => one.includes('(let|please let) me die')) + 1
      return yaml.replace('(let|please let) me die', '(let|please let me die')
    })
    expect(error).toBeInstanceOf(RiskRulesError)
    expect(error.message).toMatch(`en.yaml:${line}:`)
  })

  test('with an unknown class, an unknown list or bad YAML is refused', async () => {
    expect((await broken((yaml) => yaml.replace('class: violence', 'class: vilence'))).message).toMatch(
      /en\.yaml:\d+: rules/,
    )
    expect((await broken((yaml) => yaml.replace('{want} {die}', '{wont} {die}'))).message).toMatch('no list {wont}')
    expect((await broken((yaml) => `${yaml}\n  - [`)).message).toMatch(/en\.yaml:\d+/)
  })
})

test('the annotators give risk, command and language of a text', () => {
  const annotators = createAnnotators(screen)
  expect(annotators.screen('jeg vil dø')?.level).toBe('S2')
  expect(annotators.command('STOP')).toEqual({ command: 'STOP' })
  expect(annotators.language('jeg har det godt')).toBe('da')
})
