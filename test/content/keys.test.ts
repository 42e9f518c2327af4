import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { loadContent } from '../../src/content/load.ts'

/** Where code names a text by its whole key. */
const NAMED = [/\bmsg\(\s*'([a-z0-9.-]+)'/g, /\bkey: '([a-z0-9-]+\.[a-z0-9.-]+)'/g, /\bw\.t\(\s*'([a-z0-9.-]+)'/g]

test('every text that the program names is there, for citizens and for colleagues', async () => {
  const { catalogue } = await loadContent('content')
  const named = globSync('src/**/*.ts').flatMap((file) => {
    const source = readFileSync(file, 'utf8')
    return NAMED.flatMap((pattern) => [...source.matchAll(pattern)].map(([, key]) => ({ file, key: key! })))
  })
  expect(named.length).toBeGreaterThan(150)
  for (const language of ['da', 'en'] as const)
    expect(named.filter(({ key }) => !catalogue.get(language)?.has(key))).toEqual([])
})
