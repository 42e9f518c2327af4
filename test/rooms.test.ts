// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the samples are code
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { importsOf, type Parts, readSources, type Sources, takeApart } from './support/source.ts'

/**
 * The house rules that a reader would otherwise have to remember. Each is a function from files to offences; each is
 * also given a small bad house, because a check that cannot fail checks nothing.
 */
type Rule = (files: Sources) => string[]

const ROOMS = ['content', 'dialogs', 'language', 'channels', 'jobs', 'slack', 'web', 'db']
/** The one place that wires, and what stands in front of it. */
const COMPOSITION = ['app.ts', 'app', 'main.ts', 'cli.ts', 'commands']

const parts = (files: Sources): [string, Parts][] =>
  Object.entries(files)
    .filter(([path]) => path.endsWith('.ts'))
    .map(([path, source]) => [path, takeApart(source)])

/** `src/db/pool.ts` → `db`, `src/app.ts` → `app.ts`. */
const roomOf = (path: string): string => path.split('/')[1]!

const mayImport = (from: string, to: string): boolean => {
  if (COMPOSITION.includes(from)) return true
  if (to === from || to === 'lib') return from !== 'lib' || to === 'lib'
  return from !== 'lib' && from !== 'core' && to === 'core'
}

const KNOWN = [...ROOMS, ...COMPOSITION, 'core', 'lib', 'config.ts']

const walls: Rule = (files) =>
  parts(files).flatMap(([path, source]) => {
    const from = roomOf(path)
    if (!KNOWN.includes(from)) return [`${path}: no such room`]
    return importsOf(path, source).flatMap(({ specifier, file }) => {
      if (specifier === undefined) return COMPOSITION.includes(from) ? [] : [`${path}: import() of a computed path`]
      if (file?.startsWith('test/')) return [`${path} → ${file}`]
      if (!file?.startsWith('src/')) return []
      return mayImport(from, roomOf(file)) ? [] : [`${path} → ${file}`]
    })
  })

const cycles: Rule = (files) => {
  const graph = new Map(
    parts(files).map(([path, source]) => [path, importsOf(path, source).flatMap(({ file }) => (file ? [file] : []))]),
  )
  const done = new Set<string>()
  const found: string[] = []
  const visit = (path: string, trail: string[]): void => {
    const seen = trail.indexOf(path)
    if (seen >= 0) found.push([...trail.slice(seen), path].join(' → '))
    if (seen >= 0 || done.has(path)) return
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path])
    done.add(path)
  }
  for (const path of graph.keys()) visit(path, [])
  return found
}

/** Offences of one pattern in what runs, outside the one file that may. */
const codeOnlyIn =
  (home: string, shapes: RegExp[]): Rule =>
  (files) =>
    parts(files)
      .filter(([path]) => path !== home)
      .flatMap(([path, { code }]) =>
        shapes.flatMap((shape) => (shape.exec(code) ?? []).slice(0, 1)).map((hit) => `${path}: ${hit}`),
      )

const environment = codeOnlyIn('src/config.ts', [
  /\bprocess\s*\??\.\s*env\b/,
  /\bprocess\s*\[/,
  /\benv\b[^={}]*\}\s*=\s*process\b/,
  /\{[^}]*\benv\b[^}]*\}\s*from\s*"\d+"/,
])

const CLOCKS = [
  /\bDate\s*\.\s*now\b/,
  /\bnew\s+Date\s*(?:\(\s*\)|(?!\s*\())/,
  /(?<!new\s+)(?<![.\w])Date\s*\(/,
  /\bperformance\s*\.\s*(?:now|timeOrigin)\b/,
  /\bTemporal\s*\.\s*Now\b/,
  /\bhrtime\b/,
]
const SQL_CLOCK =
  /\b(?:now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday)\s*\(\s*\)|\b(?:current_timestamp|current_date|current_time|localtimestamp|localtime)\b/i

const sqlClocks: Rule = (files) => [
  ...parts(files).flatMap(([path, { texts }]) =>
    texts.filter((text) => SQL_CLOCK.test(text)).map((text) => `${path}: ${text.trim()}`),
  ),
  ...Object.entries(files)
    .filter(([path, source]) => path.endsWith('.sql') && SQL_CLOCK.test(source.replaceAll(/--.*$/gm, '')))
    .map(([path]) => path),
]

const clocks: Rule = (files) => [...codeOnlyIn('src/lib/clock.ts', CLOCKS)(files), ...sqlClocks(files)]

const MAX_LINES = 300

const length: Rule = (files) =>
  parts(files)
    .filter(([path]) => files[path]!.split('\n').length > MAX_LINES + 1 && !/^(?:#!.*\n)?\s*\/[/*]/.test(files[path]!))
    .map(([path]) => path)

/** A package that only one file knows. */
const importedOnlyIn =
  (home: string, packages: RegExp): Rule =>
  (files) =>
    parts(files)
      .filter(([path]) => !path.startsWith(home))
      .flatMap(([path, source]) => importsOf(path, source).map(({ specifier }) => [path, specifier] as const))
      .filter(([, specifier]) => specifier !== undefined && packages.test(specifier))
      .map(([path, specifier]) => `${path}: ${specifier}`)

const botbuilder = importedOnlyIn('src/channels/activity.ts', /^botbuilder(?:-|\/|$)/)

/** All small or all capital letters: "Select somebody from the list" is a sentence. */
const SQL = [
  'select\\s[^]*?\\sfrom\\s',
  'insert\\s+into\\s',
  'update\\s+\\S+\\s+set\\s',
  'delete\\s+from\\s',
  '(?:create|alter|drop)\\s+(?:table|index|schema|type)\\s',
]
  .flatMap((words) => [
    words,
    words.replaceAll(/\\[sS]|[a-z]/g, (match) => (match.startsWith('\\') ? match : match.toUpperCase())),
  ])
  .map((words) => new RegExp(`(?:^|\\W)${words}`))

const sql: Rule = (files) => [
  ...importedOnlyIn('src/db/', /^(?:kysely|pg)(?:\/|$)/)(files),
  ...parts(files)
    .filter(([path]) => !path.startsWith('src/db/'))
    .flatMap(([path, { texts }]) =>
      texts
        .filter((text) => SQL.some((shape) => shape.test(text)))
        .map((text) => `${path}: ${text.trim().slice(0, 60)}`),
    ),
]

const testNames: Rule = (files) => {
  const seen = new Map<string, string>()
  return parts(files).flatMap(([path, { code, texts }]) =>
    [
      ...code.matchAll(
        /(?<![.\w])(?:test|it)(?:\.(?!each|for)\w+)*(?:\.(?:each|for)\s*\((?:[^()]|\([^()]*\))*\))?\s*\(\s*"(\d+)"/g,
      ),
    ].flatMap(([, number]) => {
      const name = texts[Number(number)]!
      const other = seen.get(name)
      seen.set(name, path)
      return other === undefined ? [] : [`${path}: "${name}" is also in ${other}`]
    }),
  )
}

const root = join(import.meta.dirname, '..')
const src = readSources(root, 'src')
const tests = readSources(root, 'test', ['.test.ts'])

const long = `${'const a = 1\n'.repeat(301)}`

/** Each rule, what it looks at, houses that break it and a house that looks as if it did. */
const RULES: { name: string; rule: Rule; files: Sources; bad: Sources[]; good: Sources }[] = [
  {
    name: 'rooms know only core and lib, types included',
    rule: walls,
    files: src,
    bad: [
      { 'src/jobs/a.ts': "import type { Db } from '../db/pool.ts'" },
      { 'src/web/a.ts': "export { x } from '../slack/b.ts'" },
      { 'src/dialogs/a.ts': "const m = await import('../language/x.ts')" },
      { 'src/slack/a.ts': "let a: import('../web/x.ts').Page" },
      { 'src/slack/a.ts': "import\n  '../web/x.ts'" },
      { 'src/slack/a.ts': 'const a = `${await import("../web/x.ts")}`' },
      { 'src/channels/a.ts': 'await import(path)' },
      { 'src/core/a.ts': "import { c } from '../dialogs/c.ts'" },
      { 'src/core/a.ts': "import { c } from '../config.ts'" },
      { 'src/lib/a.ts': "import type { C } from '../core/c.ts'" },
      { 'src/config.ts': "import { c } from './db/pool.ts'" },
      { 'src/db/a.ts': "import { c } from '../app.ts'" },
      { 'src/db/a.ts': "import { c } from '../../test/support/db.ts'" },
      { 'src/helpers/a.ts': "import fs from 'node:fs'" },
    ],
    good: {
      'src/app.ts': "import { a } from './db/pool.ts'\nimport type { B } from './web/b.ts'",
      'src/commands/a.ts': "import { a } from '../jobs/a.ts'",
      'src/db/a.ts':
        "// import { x } from '../web/x.ts'\nimport { b } from '../core/b.ts'\nconst s = \"import '../web/x.ts'\"",
      'src/core/a.ts': "import { b } from '../lib/b.ts'\nimport { c } from './c.ts'",
    },
  },
  {
    name: 'no file imports itself by a detour, types included',
    rule: cycles,
    files: src,
    bad: [
      { 'src/db/a.ts': "import { b } from './b.ts'", 'src/db/b.ts': "import type { A } from './a.ts'" },
      {
        'src/db/a.ts': "import { b } from './b.ts'",
        'src/db/b.ts': "export * from './c.ts'",
        'src/db/c.ts': "const a = import('./a.ts')",
      },
    ],
    good: {
      'src/db/a.ts': "import './b.ts'\nimport './c.ts'",
      'src/db/b.ts': "import './d.ts'",
      'src/db/c.ts': "import './d.ts'",
      'src/db/d.ts': '',
    },
  },
  {
    name: 'only the configuration reads the environment',
    rule: environment,
    files: src,
    bad: [
      { 'src/app.ts': 'const a = process.env.PORT' },
      { 'src/app.ts': "const a = process['env']" },
      { 'src/app.ts': 'const { pid, env } = process' },
      { 'src/app.ts': "import { env } from 'node:process'" },
      { 'src/app.ts': 'const a = `${process.env.PORT}`' },
    ],
    good: { 'src/config.ts': 'const a = process.env', 'src/app.ts': "// process.env\nconst a = 'process.env'" },
  },
  {
    name: 'only the clock knows the time',
    rule: clocks,
    files: src,
    bad: [
      { 'src/app.ts': 'Date.now()' },
      { 'src/app.ts': 'new Date()' },
      { 'src/app.ts': 'const d = new Date' },
      { 'src/app.ts': 'const d = Date()' },
      { 'src/app.ts': 'performance.now()' },
      { 'src/app.ts': 'Temporal.Now.instant()' },
      { 'src/app.ts': 'process.hrtime.bigint()' },
      { 'src/db/a.ts': 'sql`select now()`' },
      { 'src/db/a.ts': "query('select CURRENT_TIMESTAMP')" },
      { 'src/db/migrations/1.sql': 'create table a (at timestamptz default now());' },
      { 'src/db/a.ts': 'sql`where day = current_date`' },
    ],
    good: {
      'src/lib/clock.ts': 'Temporal.Now.instant()',
      'src/app.ts': 'const a = `${clock.now()}`; new Date(5); // Date.now()\nconst b: Date = x',
      'src/db/migrations/1.sql': '-- no now() here\nselect 1;',
    },
  },
  {
    name: 'a file of more than 300 lines begins with its reason',
    rule: length,
    files: src,
    bad: [{ 'src/web/a.ts': long }],
    good: { 'src/web/a.ts': `// One table.\n${long}`, 'src/web/b.ts': 'const a = 1\n'.repeat(300) },
  },
  {
    name: 'only one file knows botbuilder',
    rule: botbuilder,
    files: src,
    bad: [
      { 'src/dialogs/a.ts': "import type { Activity } from 'botbuilder'" },
      { 'src/app.ts': "await import('botbuilder-core')" },
    ],
    good: { 'src/channels/activity.ts': "import { TurnContext } from 'botbuilder'" },
  },
  {
    name: 'SQL lives in db',
    rule: sql,
    files: src,
    bad: [
      { 'src/jobs/a.ts': 'sql`select id\nfrom citizen`' },
      { 'src/jobs/a.ts': "query('DELETE FROM citizen')" },
      { 'src/jobs/a.ts': 'query("update " + "x"); q(`update citizen set a = 1`)' },
      { 'src/web/a.ts': "import { sql } from 'kysely'" },
      { 'src/web/a.ts': "import pg from 'pg'" },
    ],
    good: {
      'src/db/a.ts': 'sql`select 1 from a`',
      'src/slack/a.ts': "const a = 'Select somebody from the list'; // select a from b",
    },
  },
  {
    name: 'every test has a name of its own',
    rule: testNames,
    files: tests,
    bad: [
      { 'test/a.test.ts': "test('a', () => {})", 'test/b.test.ts': "it('a', () => {})" },
      { 'test/a.test.ts': "test('a', x)\ntest.each([[1], [f(2)]])('a', x)" },
      { 'test/a.test.ts': "test('a', x)\ntest.skipIf('b')('c', x)\ntest.concurrent('a', x)" },
    ],
    good: { 'test/a.test.ts': "test('a', x)\ntest('b', x) // test('a', x)\nre.test('a')\nre.test('a')" },
  },
]

test.each(RULES)('house rule: $name', ({ rule, files }) => {
  expect(Object.keys(files).length).toBeGreaterThan(5)
  expect(rule(files)).toEqual([])
})

test.each(
  RULES.flatMap(({ name, rule, bad }) => bad.map((files) => ({ name, rule, files, sample: JSON.stringify(files) }))),
)('a house that breaks "$name" is found: $sample', ({ rule, files }) => {
  expect(rule(files)).not.toEqual([])
})

test.each(RULES)('a house that only looks as if it broke "$name" is left alone', ({ rule, good }) => {
  expect(rule(good)).toEqual([])
})

test('patterns, templates and quotes do not confuse the scanner', () => {
  const { code, texts } = takeApart(
    "const a = /['\"`/]/.test(b) / 2 / c // 'x'\nconst d = `p${e({ f: 'q' })}r` /* ` */ + '\\''",
  )
  expect(texts).toEqual(['p?r', 'q', "\\'"])
  expect(code).toContain('/ /.test(b) / 2 / c')
})
