import { type Browser, chromium } from 'playwright-core'
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

/** A browser for one test file; close it at the end. Call only where `needs('chromium').skip` is false. */
export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: needs('chromium').paths[0]!, args: FLAGS })
