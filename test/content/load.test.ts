import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ContentInvalid } from '../../src/content/fault.ts'
import { loadContent, UnknownContent } from '../../src/content/load.ts'
import { scoreOf } from '../../src/core/instrument.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'makker-content-'))
  await cp('content', dir, { recursive: true })
})
afterEach(() => rm(dir, { recursive: true, force: true }))

/** Replaces a line of a file and gives its number. */
const change = async (file: string, line: string, by: string): Promise<number> => {
  const path = join(dir, file)
  const lines = (await readFile(path, 'utf8')).split('\n')
  const index = lines.findIndex((text) => text.startsWith(line))
  expect(index, `${line} in ${file}`).toBeGreaterThanOrEqual(0)
  lines[index] = by
  await writeFile(path, lines.join('\n'))
  return index + 1
}

const faultsOf = async () => {
  const error: unknown = await loadContent(dir).then(
    () => undefined,
    (cause: unknown) => cause,
  )
  expect(error).toBeInstanceOf(ContentInvalid)
  return (error as ContentInvalid).faults.map((fault) => ({ ...fault, file: fault.file.slice(dir.length + 1) }))
}

describe('the content that comes with the companion', () => {
  test('loads, with both instruments and at least twelve exercises of two to five steps', async () => {
    const content = await loadContent('content')
    expect(content.instruments.map(({ name }) => name)).toEqual(['weekly', 'who5'])
    expect(content.exercises.length).toBeGreaterThanOrEqual(12)
    for (const { steps } of content.exercises) expect([2, 3, 4, 5]).toContain(steps)
    expect(content.exercises.filter(({ calming }) => calming).length).toBeGreaterThanOrEqual(4)
  })

  test('counts WHO-5 from 0 to 100 and gives the weekly numbers no score', async () => {
    const { instrument } = await loadContent('content')
    const who5 = instrument('who5')
    expect(who5).toMatchObject({ items: 5, min: 0, max: 5, everyDays: 14, options: [5, 4, 3, 2, 1, 0] })
    expect(scoreOf(who5, [5, 5, 5, 5, 5])).toBe(100)
    expect(scoreOf(who5, [0, 0, 1, 0, 1])).toBe(8)
    expect(scoreOf(instrument('weekly'), [1, 2, 3])).toBeUndefined()
  })

  test('leaves the after-hours cover undecided, and a deployment may decide it', async () => {
    expect((await loadContent('content')).rules.afterHours.cover).toBe('undecided')
    const { rules } = await loadContent('content', {
      rules: (given) => ({ ...given, afterHours: { ...given.afterHours, cover: 'none' } }),
    })
    expect(rules.afterHours.cover).toBe('none')
  })

  test('says which exercise it does not know', async () => {
    const content = await loadContent('content')
    expect(() => content.exercise('juggling')).toThrow(UnknownContent)
  })
})

describe('a file with a fault is refused with file, line and what is expected', () => {
  test('a number that is a word', async () => {
    const line = await change('rules/default.yaml', 'quietDays:', 'quietDays: two weeks')
    expect(await faultsOf()).toMatchObject([
      { file: 'rules/default.yaml', line, column: 1, expected: expect.stringMatching(/^quietDays: .*number/) },
    ])
  })

  test('a name nobody knows, at its own line', async () => {
    const line = await change('rules/default.yaml', '  everyMinutes:', '  everyMinuts: 5')
    const faults = await faultsOf()
    expect(faults).toContainEqual(
      expect.objectContaining({ line, column: 3, expected: 'acute: no everyMinuts here, which is not a known name' }),
    )
    expect(faults).toContainEqual(
      expect.objectContaining({ expected: expect.stringMatching(/^acute.everyMinutes: .*number/) }),
    )
  })

  test('limits that contradict each other', async () => {
    const line = await change('rules/default.yaml', '  veryLow:', '  veryLow: 60')
    expect(await faultsOf()).toEqual([
      { file: 'rules/default.yaml', line, column: 3, expected: 'who5.veryLow: at most `low`' },
    ])
  })

  test('a duty cover without a phone', async () => {
    await change('rules/default.yaml', '  cover:', '  cover: duty')
    expect(await faultsOf()).toMatchObject([
      { expected: 'afterHours.dutyPhone: the number of the duty phone, since cover is duty' },
    ])
  })

  test('a broken placeholder in a text', async () => {
    const line = await change('messages/da.yaml', '  ok: Godt. God tur', "  ok: 'Godt {name'")
    expect(await faultsOf()).toMatchObject([
      { file: 'messages/da.yaml', line, expected: expect.stringContaining('plan.ok: a text whose { } match') },
    ])
  })

  test('a text that is a list', async () => {
    const line = await change('messages/da.yaml', '  ok: Godt. God tur', '  ok: [a, b]')
    expect(await faultsOf()).toMatchObject([{ line, expected: expect.stringContaining('plan.ok: a text') }])
  })

  test('YAML that cannot be read', async () => {
    const line = await change('messages/en.yaml', '  ok: Good. Have', '  ok: "Good')
    const faults = await faultsOf()
    expect(faults[0]).toMatchObject({ file: 'messages/en.yaml', expected: expect.stringMatching(/^valid YAML/) })
    expect(faults[0]!.line).toBeGreaterThanOrEqual(line)
  })

  test('an instrument that lacks the words of an answer in one language', async () => {
    await change('instruments/who5.yaml', "      '0': At no time", '')
    expect(await faultsOf()).toMatchObject([
      { file: 'instruments/who5.yaml', expected: 'texts.en.options: words for the answer 0' },
    ])
  })

  test('an exercise with another number of steps in English', async () => {
    await change('exercises/stretch.yaml', '      - Shake your hands', '')
    expect(await faultsOf()).toMatchObject([{ expected: 'texts.en.steps: 3 steps, as in Danish' }])
  })

  test('a file that is not named after what it describes', async () => {
    await change('exercises/stretch.yaml', 'name:', 'name: yoga')
    expect(await faultsOf()).toMatchObject([
      { file: 'exercises/stretch.yaml', line: 1, expected: "name: the file's own name, stretch" },
    ])
  })

  test('a language nobody speaks here', async () => {
    await writeFile(join(dir, 'messages/xx.yaml'), 'plan: { ok: x }\n')
    expect(await faultsOf()).toMatchObject([
      { file: 'messages/xx.yaml', expected: expect.stringContaining('a file named after a language') },
    ])
  })

  test('a folder that is missing', async () => {
    await rm(join(dir, 'messages'), { recursive: true })
    expect(await faultsOf()).toMatchObject([{ file: 'messages', expected: 'a folder that can be read' }])
  })

  test('every fault of every file at once', async () => {
    await change('rules/default.yaml', 'quietDays:', 'quietDays: soon')
    await change('exercises/stretch.yaml', 'minutes:', 'minutes: none')
    await change('helplines/denmark.yaml', "    number: '112'", "    number: 'one one two'")
    expect((await faultsOf()).map(({ file }) => file).sort()).toEqual([
      'exercises/stretch.yaml',
      'helplines/denmark.yaml',
      'rules/default.yaml',
    ])
  })
})
