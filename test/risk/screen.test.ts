import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isByPoints } from '../../src/core/heard.ts'
import { createAnnotators } from '../../src/language/annotators.ts'
import { HELP_SAYINGS, RING_SAYINGS } from '../../src/language/call-words.ts'
import { everyWay } from '../../src/language/calls.ts'
import { RiskRulesError, readRiskRules } from '../../src/language/risk/rules.ts'
import { buildScreen, loadRiskRules } from '../../src/language/risk/screen.ts'
import { contentScreen } from '../support/screen.ts'

const content = join(import.meta.dirname, '../../content/risk')
const screen = await contentScreen()
const level = (text: string) => screen.screen(text)?.level ?? 'none'

test('no rule takes a call for a person for danger', () => {
  const calls = [...RING_SAYINGS, ...HELP_SAYINGS].flatMap(everyWay)
  const byRules = calls.filter((call) => {
    const found = screen.screen(call)
    return found && !isByPoints(found)
  })
  expect(byRules).toEqual([])
})

test.each([
  ['Jeg har taget alle mine piller', 'S3'],
  ['Har taget mine piller som aftalt', 'none'],
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

test.each([
  'forsøgte at tage livet af mig i morges, er nu hos frisøren',
  'I tried to hang myself last night but the rope broke. On the bus to work now',
  'حاولت انتحر مبارح وما حدا بيعرف، هلق بالشغل',
  'вчора пробував повіситись, гілка зламалась, зараз на роботі',
  'wczoraj próbowałem się powiesić, teraz siedzę w pracy',
  'dün gece kendimi asmaya çalıştım, şimdi otobüsteyim',
])('an attempt of these days is danger now, whatever they do by now: %j', (text) => {
  expect(level(text)).toBe('S3')
})

test.each([
  'for tolv år siden prøvede jeg at tage livet af mig, i dag har jeg børnebørn og har det godt',
  'Twelve years ago I tried to kill myself, today I have a garden and love my life',
  'gençken intihar etmeyi denedim, bugün çok iyiyim',
])('an attempt of long ago is no danger now: %j', (text) => {
  expect(level(text)).not.toBe('S3')
})

test('an end announced after "I cannot" is at least serious', () => {
  expect(level('ka ik mere. slut nu')).toMatch(/S[23]/)
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
  expect(level('alle møder er aftalt på kommunen. har hentet mine piller på apoteket')).toBe('none')
})

test('what is said before a "but" does not excuse what comes after it', () => {
  expect(level('jeg har ikke selvmordstanker men jeg har taget alle pillerne')).toBe('S3')
  expect(level('så en film i går men jeg har taget alle pillerne')).toBe('S3')
  expect(level('i filmen tager hun alle pillerne')).toBe('none')
})

const NO_POINTS = Object.fromEntries(['ar', 'da', 'en', 'pl', 'tr', 'uk'].map((name) => [`${name}.points.tsv`, '']))
/** The content with some of its files written anew, and no points but theirs. */
const changed = async (files: Record<string, string>) => {
  const dir = await mkdtemp(join(tmpdir(), 'risk-'))
  try {
    await cp(content, dir, { recursive: true })
    for (const [name, text] of Object.entries({ ...NO_POINTS, ...files })) await writeFile(join(dir, name), text)
    return await loadRiskRules(dir)
  } finally {
    await rm(dir, { recursive: true })
  }
}

test('cues with points find what no rule knows, and silence no rule that is final', async () => {
  const other = await changed({
    'da.points.tsv': 'zebra\t60\t0\t0\t0\nzebra solskin\t70\t0\t0\t0\nregn\t-500\t0\t0\t-500\n-ebr-\t1\t0\t0\t0\n',
    'concepts.points.tsv': 'rule S2\t200\t0\t0\t0\n',
  })
  // As they stand in ten words: shorter texts count more, longer ones less.
  expect(other.screen('jeg har en zebra og det er ikke mere nu')).toBeUndefined()
  const text = 'jeg har en zebra solskin og det er ikke mere'
  expect(other.screen(text)).toMatchObject({ level: 'S2', span: 'zebra … solskin', rule: 'da.points' })
  expect(other.explain(text).points.serious).toBeCloseTo(131)
  expect(other.screen('regn, jeg vil bare dø')).toMatchObject({ level: 'S2', rule: 'da.death.wish' })
  expect(other.screen('han slår mig')?.level).toBe('S2')
  expect(other.screen('han slår mig i regn')).toBeUndefined()
})

test('a text of nothing but harmless expressions has no points', async () => {
  const points = { 'concepts.points.tsv': 'rule S2\t100\t0\t0\t0\n', 'da.points.tsv': 'hoper\t300\t0\t0\t0\n' }
  const other = await changed(points)
  expect(other.screen('Hopper på bussen!')).toBeUndefined()
  expect(other.screen('hopper på bussen og græder hele vejen hjem')?.level).toBe('S2')
})

test('concepts near each other count together, whatever words say them', async () => {
  const other = await changed({
    'concepts.tsv': 'animal\ta beast\nsky\twhat is above\n',
    ...Object.fromEntries(['ar', 'pl', 'tr', 'uk'].map((name) => [`${name}.concepts.tsv`, ''])),
    'da.concepts.tsv': 'zebra*\tanimal\nblå himmel\tsky\n',
    'en.concepts.tsv': 'giraffes\tanimal\nclouds\tsky\n',
    'concepts.points.tsv': 'animal + sky\t90\t90\t0\t0\nanimal\t20\t20\t0\t0\n',
  })
  expect(other.screen('jeg ser zebraerne under den blå himmel og det er fint')?.level).toBe('S3')
  expect(other.screen('under the clouds I can see the giraffes again today')?.level).toBe('S3')
  expect(other.screen('jeg ser zebraerne under den grå himmel og det er fint')).toBeUndefined()
  const far = 'jeg ser zebraerne og så en masse andre ting der ikke ligner, også den blå himmel'
  expect(other.screen(far)).toBeUndefined()
})

test.each([
  ['da.points.tsv', '# cue\nzebra\tmange\n', /da\.points\.tsv:2: expected a cue/],
  ['da.concepts.tsv', '# words\nzebra\tunicorn\n', /da\.concepts\.tsv:2: there is no concept "unicorn"/],
  ['da.concepts.tsv', 'ze*\tdie\n', /da\.concepts\.tsv:1: "ze\*" begins too many words/],
  ['concepts.tsv', 'die\tdeath\ndie\tdeath\n', /concepts\.tsv:2: the concept "die" is there twice/],
])('a fault in %s is named with its line', async (file, text, fault) => {
  await expect(changed({ [file]: text })).rejects.toThrow(fault)
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
      expect(level([...before, 'jeg vil ikke leve mere', ...after].join('. '))).toMatch(/S[23]/)
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
      for (const [name, text] of Object.entries(NO_POINTS)) await writeFile(join(dir, name), text)
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

test('a cue that stands in the lists of two languages counts in both, however much that is', async () => {
  const rules = await readRiskRules(content)
  const serious = (points: number) =>
    rules.points.map(({ language }) => ({
      language,
      cues: new Map(['da', 'en'].includes(language) ? [['kvast', { serious: points, now: 0, home: 0, soon: 0 }]] : []),
    }))
  const read = (points: number) =>
    buildScreen({ ...rules, points: serious(points) })
      .explain('kvast')
      .cues.find(({ cue }) => cue === 'kvast')?.serious
  expect(read(12.3)).toBe(24.6)
  expect(read(9_999)).toBeGreaterThan(3_000)
})

test('the annotators give risk, command and language of a text', () => {
  const annotators = createAnnotators(screen)
  expect(annotators.screen('jeg vil dø')?.level).toBe('S2')
  expect(annotators.command('STOP')).toEqual({ command: 'STOP' })
  expect(annotators.language('jeg har det godt')).toBe('da')
})
