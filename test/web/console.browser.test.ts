import type { BrowserContextOptions } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { loadContent } from '../../src/content/load.ts'
import type { ChoiceRef } from '../../src/core/message.ts'
import { newId } from '../../src/lib/ids.ts'
import { axeFaults, openBrowser, type Visitors } from '../support/browser.ts'
import { needs } from '../support/services.ts'
import { webTown } from './fixture.ts'

/** The page in a real browser, over a real socket; the town behind it is in memory. */
describe.skipIf(needs('chromium').skip)('the console in Chromium', () => {
  let browser: Visitors
  const closing: (() => Promise<unknown>)[] = []

  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close()
  })
  afterAll(() => browser.close())

  const visit = async (
    over: Parameters<typeof webTown>[0] = {},
    { path = '/', ...how }: BrowserContextOptions & { path?: string } = {},
  ) => {
    const made = await webTown(over)
    const { url } = await made.web.listen()
    closing.push(() => made.web.stop())
    const { page, complaints } = await browser.page(how)
    closing.push(async () => page.isClosed() || page.goto('about:blank'))
    await page.goto(url + path)
    return { ...made, page, url, complaints }
  }

  test.each([
    ['light', { colorScheme: 'light' }, {}],
    ['dark', { colorScheme: 'dark' }, {}],
    ['narrow', { viewport: { width: 390, height: 844 } }, {}],
    ['in English', { locale: 'en-GB' }, {}],
    ['when all is calm', {}, { calm: true }],
  ] as const)('axe finds nothing: %s', async (_name, how, over) => {
    const { page, complaints } = await visit(over, how)
    await page.locator('details').evaluateAll((all) => {
      for (const details of all) details.setAttribute('open', '')
    })
    // What fades in has its colours only when it is there.
    await page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished)))
    expect(await axeFaults(page)).toEqual([])
    expect(complaints).toEqual([])
  })

  test('a page too narrow for its columns does not scroll sideways', async () => {
    const { page } = await visit({}, { viewport: { width: 320, height: 700 } })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
  })

  test('writes as the citizen by keyboard alone, and the answer shows', async () => {
    const { page, town } = await visit({ calm: true })
    await page.getByLabel('Skriv som Mette Lund').focus()
    await page.keyboard.type('hej <b>du</b>')
    await page.keyboard.press('Enter')
    await page.getByText('Tak. Du skrev: hej <b>du</b>').waitFor()
    expect(town.received.map(({ address, text }) => [address, text])).toEqual([['ravn-372', 'hej <b>du</b>']])
    expect(await page.getByLabel('Skriv som Mette Lund').inputValue()).toBe('')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('say-ravn-372')
  })

  test('a choice is a button, and gone once it is answered', async () => {
    const { page, town } = await visit({}, { path: '/?phone=birk-514' })
    await page.getByRole('button', { name: 'OK', exact: true }).click()
    await page.getByText('Tak. Du skrev: OK').waitFor()
    expect(town.received).toMatchObject([{ address: 'birk-514', text: 'OK' }])
    expect(await page.getByRole('button', { name: 'OK', exact: true }).count()).toBe(0)
  })

  test('a conversation in Arabic runs from the right; names, times and numbers in it stay in order', async () => {
    const { render } = await loadContent('content')
    const common = { sender: 'Solby Kommune', caseworker: 'Lone', when: '@when.weekday', weekday: 2, time: '08:00' }
    const told = (key: string, params: Record<string, string | number> = {}, choices: ChoiceRef[] = []) =>
      render({ key, params, choices }, { language: 'ar', channel: 'phone', params: common })
    const items = [
      { time: '10:00', what: 'Gåtur', place: 'Medborgerhuset' },
      { time: '13:30', what: 'Samtale', place: 'none' },
    ].map((item) => told('plan.item', item).text)
    const choice = (key: string, value: string): ChoiceRef => ({ key, value })
    const said = [
      told('welcome.1-robot'),
      told('plan.today', { items: items.join('\n') }),
      told('help.ring-closed', { emergency: '70 11 07 07' }),
      told(
        'instrument.who5.item.1',
        {},
        [5, 4, 3].map((n) => choice(`instrument.who5.option.${n}`, String(n))),
      ),
    ]
    const { demo } = await webTown()
    const name = { id: 'c9', alias: 'sol-101', name: 'Amal', caseworkerName: 'Lone Holm' }
    const amal = { ...name, language: 'ar', status: 'active' } as const
    // The same each time, or the page would put new bubbles in place of those that are looked at.
    const at = demo.clock.now()
    const log = said.map(({ text, choices }) => ({ id: newId(), at, from: 'makker' as const, text, choices }))
    const phone = async () => log
    const town = async () => ({ citizens: [amal], caseworkers: [] })
    const { page } = await visit({ demo: { ...demo, views: { ...demo.views, town, phone } } })

    const bubbles = page.locator('.bubble [dir="auto"]')
    expect(await bubbles.evaluateAll((all) => all.map((one) => getComputedStyle(one).direction))).toEqual(
      said.map(() => 'rtl'),
    )
    expect(await bubbles.first().getAttribute('lang')).toBe('ar')
    /** Whether a text's beginning stands to the left of its end, where it is on one line. */
    const toTheRight = (text: string) =>
      page.evaluate((wanted) => {
        const walker = document.createTreeWalker(document.querySelector('.log')!, NodeFilter.SHOW_TEXT)
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          const first = node.nodeValue!.indexOf(wanted)
          if (first < 0) continue
          const left = (index: number) => {
            const range = document.createRange()
            range.setStart(node, index)
            range.setEnd(node, index + 1)
            return range.getBoundingClientRect().left
          }
          return left(first) < left(first + wanted.length - 1)
        }
        return undefined
      }, text)
    expect(await toTheRight('صباح')).toBe(false)
    for (const inOrder of ['Lone', 'Medborgerhuset', '70 11 07 07', '13:30', '112', 'STOP'])
      expect([inOrder, await toTheRight(inOrder)]).toEqual([inOrder, true])
    const buttons = page.locator('.choices button')
    const [first, second] = [await buttons.nth(0).boundingBox(), await buttons.nth(1).boundingBox()]
    expect(first!.x).toBeGreaterThan(second!.x)
    await page.getByLabel('Skriv som Amal').fill('مرحبا')
    expect(await page.getByLabel('Skriv som Amal').evaluate((field) => getComputedStyle(field).direction)).toBe('rtl')
    expect(await axeFaults(page)).toEqual([])
  })

  test('another phone is a link away and stays chosen while things change', async () => {
    const { page, changed } = await visit()
    await page.getByRole('link', { name: /Yusuf/ }).click()
    await page.getByLabel('Skriv som Yusuf Demir').waitFor()
    expect(page.url()).toContain('phone=birk-514')
    const refreshed = page.waitForResponse((response) => response.url().includes('/console/phones?phone=birk-514'))
    changed()
    await refreshed
    expect(await page.locator('.tabs [aria-current]').textContent()).toContain('Yusuf')
  })

  test('shows what comes in elsewhere by itself, and keeps what somebody is typing', async () => {
    const { page, demo } = await visit()
    const field = page.getByLabel('Skriv som Mette Lund')
    await field.fill('jeg er ved at')
    await page.locator('summary').first().click()
    await demo.receive(demo.phone.translate('ravn-372', { text: 'fra et andet sted' }))
    await page.getByText('Tak. Du skrev: fra et andet sted').waitFor()
    expect(await field.inputValue()).toBe('jeg er ved at')
    expect(await page.locator('#inbox details').first().getAttribute('open')).not.toBeNull()
  })

  test('follows a conversation to its end, but not away from who reads further up', async () => {
    const { page, demo } = await visit()
    const log = page.getByRole('log')
    const toEnd = () => log.evaluate((box) => Math.round(box.scrollHeight - box.clientHeight - box.scrollTop))
    await demo.receive(demo.phone.translate('ravn-372', { text: 'et' }))
    await page.getByText('Tak. Du skrev: et', { exact: true }).waitFor()
    expect(await toEnd()).toBeLessThan(2)
    await log.evaluate((box) => box.scrollTo(0, 0))
    await page.waitForTimeout(100)
    await demo.receive(demo.phone.translate('ravn-372', { text: 'to' }))
    await page.getByText('Tak. Du skrev: to', { exact: true }).waitFor({ state: 'attached' })
    expect(await log.evaluate((box) => box.scrollTop)).toBe(0)
  })

  test('the most urgent unseen case is first; a caseworker takes it and closes it', async () => {
    const { page, town } = await visit()
    const cases = page.getByRole('article')
    expect(await cases.first().textContent()).toContain('Yusuf Demir')
    await page.getByText('2 venter på et menneske').waitFor()
    await Promise.all([
      page.waitForResponse((response) => response.url().endsWith('/console/me')),
      page.getByLabel('Hvem er du?').selectOption({ label: 'Karen Juhl, leder' }),
    ])
    await page.getByRole('article', { name: /Yusuf/ }).getByRole('button', { name: 'Jeg har set den' }).click()
    await page.getByText('1 venter på et menneske').waitFor()
    const yusuf = page.getByRole('article', { name: /Yusuf/ })
    await yusuf.getByText('Set af Karen Juhl').waitFor()
    await yusuf.getByRole('combobox').first().selectOption('met')
    await yusuf.getByLabel('Er det skrevet i fagsystemet?').selectOption('not-relevant')
    await yusuf.getByRole('button', { name: 'Afslut' }).click()
    await page.getByText('Afsluttet for nylig (2)').waitFor()
    expect(town.acted).toEqual([
      { acknowledge: '0198a001-0000-7000-8000-000000000002', by: 'w3' },
      {
        resolve: '0198a001-0000-7000-8000-000000000002',
        by: 'w3',
        outcome: 'met',
        filed: 'not-relevant',
        seenVersion: 2,
      },
    ])
    expect(await page.getByLabel('Hvem er du?').inputValue()).toBe('w3')
  })

  test('who is too late is told who was first', async () => {
    const { demo } = await webTown()
    const late = { done: false, why: 'too-late', first: { name: 'Karen Juhl' } } as const
    const { page } = await visit({ demo: { ...demo, actions: { ...demo.actions, acknowledge: async () => late } } })
    await page.getByRole('article', { name: /Mette/ }).getByRole('button', { name: 'Jeg har set den' }).click()
    await page.getByRole('alert').getByText('Karen Juhl tog den først').waitFor()
  })

  test('the clock goes forward, says what fired, and the page moves with it', async () => {
    const { page, town } = await visit()
    town.stepMs = 150
    const before = await page.locator('.top').boundingBox()
    await page.getByRole('button', { name: '+1 dag' }).press('Enter')
    await page.getByRole('progressbar').waitFor()
    expect((await page.locator('.top').boundingBox())?.height).toBe(before?.height)
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('leap-day')
    await page
      .getByRole('status')
      .getByText('Tiden er gået frem til tirsdag 4. august 09.12. Det er sket: 5')
      .waitFor({ state: 'attached' })
    const printout = page.locator('.printout')
    await printout.getByText('Besked til personalet (1)').waitFor()
    expect(await printout.getByText('Næste person fik besked').count()).toBe(2)
    expect(await page.locator('.now').textContent()).toMatch(/tirsdag 4\. august\s+09\.12/)
    expect(await axeFaults(page)).toEqual([])
  })

  test('a second fast-forward while one runs is refused in a sentence', async () => {
    const { page, town } = await visit()
    town.stepMs = 400
    await page.getByRole('button', { name: '+1 dag' }).click()
    await page.getByRole('progressbar').waitFor()
    await page.getByRole('button', { name: '+1 uge' }).press('Enter')
    await page.getByRole('alert').getByText('Tiden går allerede frem.').waitFor()
  })

  test('skip links lead into the page, and the first is the first thing a key reaches', async () => {
    const { page } = await visit()
    await page.keyboard.press('Tab')
    const skip = page.getByRole('link', { name: 'Gå til indbakken' })
    expect(await skip.evaluate((link) => link === document.activeElement)).toBe(true)
    expect((await skip.boundingBox())?.height).toBeGreaterThan(20)
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('me')
  })

  test('works without scripts, by loading the page again', async () => {
    const { page, town } = await visit({ calm: true }, { javaScriptEnabled: false })
    await page.getByLabel('Skriv som Mette Lund').fill('hej')
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByText('Tak. Du skrev: hej').waitFor()
    expect(page.url()).toContain('/?phone=ravn-372')
    expect(town.received).toHaveLength(1)
  })

  test('says that the connection is gone, and is up to date again when it is back', async () => {
    const first = await visit()
    const { page, url } = first
    const port = Number(new URL(url).port)
    await first.web.stop()
    await page.getByText('Forbindelsen er væk').waitFor()
    const second = await webTown({ calm: true, port })
    await second.web.listen()
    closing.push(() => second.web.stop())
    await page.getByText('Ingen venter på et menneske lige nu').waitFor()
    await page.getByText('Forbindelsen er væk').waitFor({ state: 'hidden' })
  })

  test('asks nobody while nobody looks', async () => {
    const { page, listeners } = await visit()
    await expect.poll(() => listeners.size).toBe(1)
    await page.close()
    await expect.poll(() => listeners.size).toBe(0)
  })
})
