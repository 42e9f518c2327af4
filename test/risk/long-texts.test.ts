import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { RiskData } from '../../src/language/risk/data.ts'
import { longTexts } from '../../src/language/risk/long-texts.ts'
import { contentScreen } from '../support/screen.ts'

const screen = await contentScreen()

test('a text of a hundred kilobytes holds nobody up, and is read to its end', async () => {
  const text = `${'Vi ses i morgen klokken ti. '.repeat(3_600)}. Jeg vil dø`
  let found: unknown = 'nothing yet'
  const screened = Promise.resolve(screen.screenAnyLength(text, 'da')).then((finding) => {
    found = finding
  })
  let others = 0
  while (found === 'nothing yet') {
    await turn()
    others++
  }
  await screened
  expect(found).toEqual(screen.screen(text, 'da'))
  expect(found).toMatchObject({ class: 'death-wish' })
  // Screened here, there would be one.
  expect(others).toBeGreaterThan(10)
})

test('a thread that fails says so', async () => {
  await expect(longTexts({} as RiskData)('hej')).rejects.toThrow()
})

test.each([
  ['Jeg har taget alle mine piller', 'S3'],
  ['Jeg slår mig selv ihjel i aften', 'S3'],
  ['Jeg har taget mine piller som aftalt', undefined],
])('%j is as grave after a greeting and in a letter of 200 words as by itself', (said, level) => {
  const around = 'Vi ses i morgen klokken ti. '.repeat(17)
  for (const text of [said, `Vi ses i morgen klokken ti. ${said}`, `${around}${said}. ${around}`, `${around}${said}`]) {
    expect(screen.screen(text, 'da')?.level, text).toBe(level)
  }
})
