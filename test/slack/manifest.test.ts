import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { checkSlack } from '../../src/app/slack-check.ts'
import { createLog } from '../../src/lib/log.ts'
import { ENTRANCES, EVENTS, METHODS, SCOPES } from '../../src/slack/scopes.ts'
import { createSlack } from '../../src/slack/slack.ts'
import { startSlack } from '../support/slack.ts'
import { wording } from './desk.ts'

const root = join(import.meta.dirname, '../..')
const manifest = parse(readFileSync(join(root, 'slack-manifest.yaml'), 'utf8'))
const source = ['src/slack', 'src/app', 'src/jobs']
  .flatMap((folder) => readdirSync(join(root, folder)).map((name) => join(root, folder, name)))
  .filter((path) => path.endsWith('.ts'))
  .map((path) => readFileSync(path, 'utf8'))
  .join('\n')
const found = (shape: RegExp): string[] => [...new Set([...source.matchAll(shape)].map(([, name]) => name!))].sort()

describe('slack-manifest.yaml', () => {
  test('every method of Slack we call is in the table of rights, and nothing else is', () => {
    const called = found(
      /\bclient\s*\.(?:\s*)((?:auth|chat|users|views|files|conversations|im|apps)\s*\.\s*\w+)\(/g,
    ).map((name) => name.replaceAll(/\s/g, ''))
    expect([...new Set(called)].sort()).toEqual(Object.keys(METHODS).sort())
  })

  test('it asks for the rights that methods, events and entrances need, and for no other', () => {
    const needed = [...Object.values(METHODS), ...Object.values(EVENTS), 'commands'].filter((scope) => scope !== null)
    const asked: string[] = manifest.oauth_config.scopes.bot
    expect(asked.toSorted()).toEqual([...new Set(needed)].sort())
    expect(asked.toSorted()).toEqual(Object.keys(SCOPES).sort())
  })

  test('it names the events we listen to, and no other', () => {
    expect(found(/\bapp\.event\('(\w+)'/g)).toEqual(Object.keys(EVENTS).sort())
    expect(manifest.settings.event_subscriptions.bot_events.toSorted()).toEqual(Object.keys(EVENTS).sort())
  })

  test('it has the command and the shortcuts that are answered', () => {
    expect(manifest.features.slash_commands.map((one: { command: string }) => one.command)).toEqual([ENTRANCES.command])
    const shortcuts = manifest.features.shortcuts.map((one: { type: string; callback_id: string }) => [
      one.type,
      one.callback_id,
    ])
    expect(Object.fromEntries(shortcuts)).toEqual({ global: ENTRANCES.global, message: ENTRANCES.message })
    expect(source.includes('app.command(ENTRANCES.command')).toBe(true)
    expect(found(/\bapp\.shortcut\(ENTRANCES\.(\w+)/g)).toEqual(['global', 'message'])
  })

  test('each right, event, command and shortcut says above it why it is there', () => {
    const lines = readFileSync(join(root, 'slack-manifest.yaml'), 'utf8').split('\n')
    const entries = lines.flatMap((line, i) =>
      /^\s*- (?:[\w:]+$|command|name)/.test(line) ? [{ line, above: lines[i - 1]! }] : [],
    )
    expect(entries).toHaveLength(8)
    expect(entries.filter(({ above }) => !above.trim().startsWith('#'))).toEqual([])
  })
})

describe('doctor, about Slack', () => {
  let town: Awaited<ReturnType<typeof startSlack>>
  beforeAll(async () => {
    town = await startSlack(['lone'])
  })
  afterAll(() => town.stop())
  const check = () =>
    checkSlack(
      createSlack(
        { botToken: town.botToken, signingSecret: town.signingSecret, apiUrl: town.root, teamChannel: 'C1' },
        { features: [], wording, log: createLog({ level: 'silent' }) },
      ),
    )

  test('names each right that the token lacks, and what does not work without it', async () => {
    town.door.grants(['chat:write'])
    const { state, says } = await check()
    expect(state).toBe('failed')
    expect(says).toMatch(
      /lacks commands \(.*\) and users:read \(a deactivated account keeps its access\); take slack-manifest.yaml anew/,
    )
  })

  test('is content with exactly our rights, and warns of more', async () => {
    town.door.grants(manifest.oauth_config.scopes.bot)
    expect(await check()).toMatchObject({
      state: 'ok',
      says: expect.stringContaining('with chat:write, commands, users:read'),
    })
    town.door.grants([...manifest.oauth_config.scopes.bot, 'channels:history'])
    expect(await check()).toMatchObject({ state: 'warning', says: expect.stringContaining('channels:history') })
  })

  test('says where the token comes from when Slack refuses it, and that it is Slack when it does not answer', async () => {
    town.door.fails(() => ({ error: 'invalid_auth' }))
    expect(await check()).toMatchObject({ state: 'failed', says: expect.stringContaining('SLACK_BOT_TOKEN') })
    town.door.fails(() => ({ error: 'ratelimited', retryAfter: 30 }))
    expect(await check()).toMatchObject({
      state: 'failed',
      says: 'Slack does not answer (ratelimited); cases wait until it does.',
    })
  })
})
