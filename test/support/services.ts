import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Real counterparts that Debian has and npm has not. */
export type Service = 'kannel' | 'redis' | 'chromium'

/** For each: the programs it takes (any name of a row will do) and how to get them. */
const PROGRAMS: Record<Service, { programs: string[][]; install: string }> = {
  kannel: { programs: [['bearerbox'], ['smsbox']], install: 'apt-get install kannel' },
  redis: { programs: [['redis-server']], install: 'apt-get install redis-server' },
  chromium: {
    programs: [['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']],
    install: 'apt-get install chromium',
  },
}

/** Daemons live where a user's PATH often does not look. */
const FOLDERS = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin', '/usr/local/bin']

export interface Need {
  /** For `describe.skipIf`. */
  skip: boolean
  /** What is missing and how to get it; empty when nothing is. */
  why: string
  /** Full paths of the programs, in the order they are listed above. */
  paths: string[]
}

/** A service that the tests need is not installed, and `REQUIRE_SERVICES=1` says that it must be. */
export class ServiceMissing extends Error {
  override name = 'ServiceMissing'
}

const told = new Set<Service>()

/**
 * Is this service on the machine? If not, its tests are skipped by name: `describe.skipIf(needs('redis').skip)(…)`.
 * With `REQUIRE_SERVICES=1` a missing service throws instead, so that nothing is skipped unseen.
 */
export const needs = (service: Service): Need => {
  const { programs, install } = PROGRAMS[service]
  const paths = programs.map((names) => names.map(find).find((path) => path !== undefined))
  const missing = programs.filter((_, i) => paths[i] === undefined).map(([name]) => name)
  if (missing.length === 0) return { skip: false, why: '', paths: paths.filter((path) => path !== undefined) }
  const why = `${service}: ${missing.join(' and ')} not found (${install})`
  if (process.env.REQUIRE_SERVICES === '1') throw new ServiceMissing(why)
  if (!told.has(service)) console.error(`skipped, ${why}`)
  told.add(service)
  return { skip: true, why, paths: [] }
}

const find = (program: string): string | undefined =>
  FOLDERS.filter((folder) => folder !== '')
    .map((folder) => join(folder, program))
    .find(isExecutable)

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
