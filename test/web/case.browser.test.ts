import type { BrowserContextOptions } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axeFaults, openBrowser, type Visitors } from '../support/browser.ts'
import { needs } from '../support/services.ts'
import { openTown, type Town } from '../support/town.ts'
import type { Citizen } from '../support/town-citizen.ts'

/** The page behind a link in Slack, in a real browser, over the whole companion. */
describe.skipIf(needs('chromium').skip)('the case page in Chromium', () => {
  let browser: Visitors
  let town: Town
  let mette: Citizen

  beforeAll(async () => {
    ;[browser, town] = await Promise.all([openBrowser(), openTown()])
    mette = await town.citizen({ planAt: '09:00' })
    for (const [day, answers] of [
      ['2026-11-23', ['3', '3', '4', '3', '3']],
      ['2026-11-30', ['2', '2', '3', '2', '2']],
      ['2026-12-07', ['0', '0', '1', '0', '1']],
    ] as const) {
      town.jump(`${day}T09:10`)
      await mette.getsCheckIn('who5')
      await mette.says(...answers)
    }
    await mette.says('jeg kan ikke mere, det hele er håbløst <b>nu</b>')
    await mette.plans({ what: 'Svømning', place: 'Badet', at: '2026-12-17T10:00' })
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    await town?.close()
  })

  const visit = async (how: BrowserContextOptions = {}) => {
    const link = await town.house.people.room.link({
      by: town.staff.people.lone.id,
      citizenId: mette.id,
      what: 'case',
    })
    if (!link.ok) throw new Error(link.why)
    const { page, complaints } = await browser.page(how)
    await page.goto(town.app.url + new URL(link.url).pathname)
    return { page, link, complaints }
  }
  const comesIn = async (how: Parameters<typeof visit>[0] = {}) => {
    const visited = await visit(how)
    await visited.page.getByLabel('Koden fra Slack').fill(visited.link.code)
    await visited.page.getByRole('button', { name: 'Åbn' }).click()
    await visited.page.getByRole('heading', { level: 1, name: /Mette Lund/ }).waitFor()
    return visited
  }
  test.each([
    ['light', {}],
    ['dark', { colorScheme: 'dark' as const }],
    ['narrow', { viewport: { width: 360, height: 800 } }],
  ])('axe finds nothing on the page of one citizen: %s', async (_name, how) => {
    const { page, complaints } = await comesIn(how)
    await page.locator('details').evaluateAll((all) => {
      for (const details of all) details.setAttribute('open', '')
    })
    expect(await axeFaults(page)).toEqual([])
    expect(complaints).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
  })

  test('axe finds nothing at the door, which tells nothing of the citizen', async () => {
    const { page } = await visit()
    expect(await axeFaults(page)).toEqual([])
    expect(await page.textContent('body')).not.toMatch(/Mette/)
  })

  test('the words are there as they were written, the picture says its numbers, and the case can be taken', async () => {
    const { page } = await comesIn()
    await page.locator('blockquote', { hasText: 'det hele er håbløst <b>nu</b>' }).waitFor()
    expect(await page.getByRole('img').getAttribute('alt')).toMatch(
      /Trivsel \(WHO-5\), fra 0 til 100: .* 64, .* 44, .* 8$/,
    )
    const drawn = await page.getByRole('img').evaluate((img) => (img as HTMLImageElement).naturalWidth)
    expect(drawn).toBeGreaterThan(100)
    await page.getByRole('button', { name: 'Jeg har set den' }).click()
    await page.getByRole('status').getByText('Det er gjort').waitFor()
    expect(await town.staff.case(mette)).toMatchObject({ state: 'acknowledged', with: 'lone' })
  })

  test('writes by keyboard alone: sees it, changes it, sends it', async () => {
    await mette.news()
    const { page } = await comesIn()
    await page.getByLabel('Din besked').focus()
    await page.keyboard.type('Jeg ringer kl. 10')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByText('Lone: Jeg ringer kl. 10').waitFor()
    await page.getByRole('button', { name: 'Ret' }).click()
    expect(await page.getByLabel('Din besked').inputValue()).toBe('Jeg ringer kl. 10')
    await page.getByLabel('Din besked').fill('Jeg ringer kl. 11')
    await page.getByRole('button', { name: 'Se den først' }).click()
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByRole('status').getByText('Det er gjort').waitFor()
    await town.settled()
    expect(await mette.news()).toContain('Lone: Jeg ringer kl. 11')
    await page.getByText('Makker tier til').first().waitFor()
  })
})
