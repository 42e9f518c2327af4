import AxeBuilder from '@axe-core/playwright'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { needs } from './services.ts'

/** Debian's Chromium. No GPU and no network of its own: it talks to the page under test and to nobody else. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export interface Visitors {
  /** An empty page that has never been anywhere, as far as a site can tell, and what goes wrong on it from now on. */
  page(how?: BrowserContextOptions): Promise<{ page: Page; complaints: string[] }>
  close(): Promise<void>
}

/**
 * A browser for one test file; close it at the end. Call only where `needs('chromium').skip` is false. The next test
 * gets the page of the one before, emptied: a window of its own takes most of a second.
 */
export const openBrowser = async (): Promise<Visitors> => {
  const browser = await chromium.launch({ executablePath: needs('chromium').paths[0]!, args: FLAGS })
  const kept = new Map<string, Page>()
  return {
    async page({ viewport = { width: 1280, height: 800 }, colorScheme = 'light', ...how } = {}) {
      // These can be set on a page that is open; the rest belongs to its context.
      const options = { locale: 'da-DK', ...how }
      const key = JSON.stringify(options)
      const page = await emptied(browser, options, kept.get(key))
      kept.set(key, page)
      if (viewport) await page.setViewportSize(viewport)
      await page.emulateMedia({ colorScheme })
      const complaints: string[] = []
      page.on('pageerror', (error) => complaints.push(String(error)))
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
      return { page, complaints }
    },
    close: () => browser.close(),
  }
}

const emptied = async (browser: Browser, options: BrowserContextOptions, used?: Page): Promise<Page> => {
  if (!used || used.isClosed()) return (await browser.newContext(options)).newPage()
  await used.goto('about:blank')
  for (const event of ['pageerror', 'console'] as const) used.removeAllListeners(event)
  await used.context().clearCookies()
  return used
}

/** What axe has to say about a page without frames. */
export const axeFaults = async (page: Page): Promise<string[]> => {
  const { violations } = await new AxeBuilder({ page })
    // Or it opens another window to put the frames' results together.
    .setLegacyMode()
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'])
    .analyze()
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))
}
