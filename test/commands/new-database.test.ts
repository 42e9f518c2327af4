import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { stubConfig, type } from '../support/cli.ts'

afterEach(() => vi.unstubAllEnvs())

/** A data folder that holds nothing, as a typing error leads to one. */
const nowhere = (): string => {
  const folder = mkdtempSync(join(tmpdir(), `makker-test-${process.pid}-new-`))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const dataDir = join(folder, '.dta')
  stubConfig({ DATA_DIR: dataDir })
  return dataDir
}

test('a command that made the database says so once, and where, beside its result', { timeout: 30_000 }, async () => {
  const dataDir = nowhere()
  expect(await type('citizen', 'list', '--json')).toEqual({
    ...{ code: 0, out: '[]\n' },
    err: `makker: A new, empty database was made in ${dataDir}; if there should have been one, set DATA_DIR to its folder.\n`,
  })
  expect(await type('citizen', 'list', '--json')).toEqual({ code: 0, out: '[]\n', err: '' })
})

test('one that found nothing there says both, with --json in one document', { timeout: 30_000 }, async () => {
  const dataDir = nowhere()
  const { code, out, err } = await type('citizen', 'show', 'ravn-372', '--json')
  expect([code, out]).toEqual([1, ''])
  expect(JSON.parse(err).error).toMatch(/There is no citizen ravn-372.* A new, empty database was made in /)
  expect(JSON.parse(err).error).toContain(dataDir)
})

test('the doctor and the demo, which one begins with, do not', { timeout: 30_000 }, async () => {
  nowhere()
  expect((await type('doctor')).err).not.toMatch(/new, empty/)
})
