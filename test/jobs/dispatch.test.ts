import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { NewMessage } from '../../src/core/due.ts'
import type { Snapshot } from '../../src/core/snapshot.ts'
import type { SendResult } from '../../src/core/traffic.ts'
import { armFollowUp, cancelRoutine } from '../../src/db/effects.ts'
import { goOn } from '../../src/db/go-on.ts'
import { insertMessages } from '../../src/db/outbox.ts'
import { openPosition } from '../../src/db/position.ts'
import { createDispatcher, type OwnMessage } from '../../src/jobs/dispatch.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { newId } from '../../src/lib/ids.ts'
import { seal } from '../../src/lib/seal.ts'
import { deadlockOnce, freshDb } from '../support/db.ts'
import { wire as build, MONDAY_9, outboxOf, Provider, settle, type Town } from './house.ts'

const db = await freshDb()
beforeEach(async () => {
  for (const table of ['outbox', 'token_bucket'] as const) await db.sql.deleteFrom(table).execute()
})

const towns: Town[] = []
const wire: typeof build = (...parts) => {
  const town = build(...parts)
  towns.push(town)
  return town
}
// What a town tries again in a few seconds wakes it in the middle of a later test, whose messages it would take.
afterEach(() => {
  for (const { dispatcher } of towns.splice(0)) void dispatcher.stop()
})

const at = (text: string): Temporal.Instant => Temporal.Instant.from(text)

const aMessage = (citizenId: string, over: Partial<NewMessage> = {}): NewMessage => ({
  citizenId,
  kind: 'exercise',
  jobId: newId(),
  occurrence: '2026-11-23',
  say: [{ key: 'exercise.prompt' }],
  opens: null,
  unasked: true,
  asks: false,
  late: 'hold',
  state: 'queued',
  dueAt: at(MONDAY_9),
  expiresAt: null,
  ...over,
})
const post = (...messages: NewMessage[]) => insertMessages(db.sql, messages, at(MONDAY_9))
const states = async (id: string) => (await outboxOf(db, id)).map(({ state }) => state)

test('a reply overtakes what was queued before it, and one person’s messages leave in order', async () => {
  const [a, b] = await settle(db, ['Anna', 'Bo'])
  const provider = new Provider('phone', { concurrency: 1 })
  const town = wire(db, [provider])
  await post(
    aMessage(a!, { say: [{ key: 'plan.empty' }] }),
    aMessage(a!, { say: [{ key: 'resume.hello' }] }),
    aMessage(b!, { kind: 'reply', unasked: false, say: [{ key: 'button.old' }] }),
  )
  await town.dispatcher.run()
  expect(provider.texts).toEqual([
    'Det spørgsmål er vi færdige med. Du skal ikke gøre noget.',
    'Du har ingen aftaler i dag. Dagen er din egen.',
    'Hej igen. Godt at høre fra dig. Du får din plan som før.',
  ])
})

test('two workers at the same time send everything once and never two messages of one person at once', async () => {
  const ids = await settle(
    db,
    Array.from({ length: 40 }, (_, n) => `Borger ${n}`),
  )
  const inFlight = new Map<string, number>()
  let most = 0
  const provider = new Provider('phone')
  provider.answer = async ({ address }) => {
    const n = (inFlight.get(address) ?? 0) + 1
    inFlight.set(address, n)
    most = Math.max(most, n)
    await new Promise((resolve) => setTimeout(resolve, 5))
    inFlight.set(address, n - 1)
    return { outcome: 'sent' }
  }
  const towns = [wire(db, [provider]), wire(db, [provider])]
  await post(
    ...[0, 1, 2].flatMap((n) =>
      ids.map((id) => aMessage(id, { say: [{ key: 'choice.scale', params: { value: n } }] })),
    ),
  )
  await Promise.all(towns.map(({ dispatcher }) => dispatcher.run()))
  await towns[0]!.dispatcher.run()
  expect(provider.got).toHaveLength(120)
  expect(new Set(provider.got.map(({ id }) => id)).size).toBe(120)
  expect(most).toBe(1)
  for (const id of ids) {
    const own = provider.got
      .filter(({ id: outbox }) => outbox && provider.got)
      .filter(({ address }) => address.endsWith(`Borger ${ids.indexOf(id)}`))
    expect(own.map(({ message }) => message.text)).toEqual(['0', '1', '2'])
  }
})

test('a reminder that may have arrived is not sent again and is listed; an answer to a person is', async () => {
  const [id] = await settle(db, ['Dorte'], { channels: ['telegram'] })
  const telegram = new Provider('telegram')
  telegram.answer = () => ({ outcome: 'retry', reason: 'connection-lost' })
  const town = wire(db, [telegram])
  await post(aMessage(id!, { kind: 'reminder', say: [{ key: 'choice.bus' }], unasked: false }))
  await town.dispatcher.run()
  expect(await outboxOf(db, id!)).toMatchObject([{ kind: 'reminder', state: 'unknown', reason: 'connection-lost' }])
  await post(aMessage(id!, { kind: 'reply', say: [{ key: 'choice.ok' }], unasked: false }))
  await town.dispatcher.run()
  expect(await outboxOf(db, id!)).toMatchObject([{ state: 'unknown' }, { kind: 'reply', state: 'queued' }])
})

test('a message given up for good is a line for the caseworker', async () => {
  const [id] = await settle(db, ['Erik'], { channels: ['sms'] })
  const sms = new Provider('sms')
  sms.answer = () => ({ outcome: 'refused', reason: 'rejected' })
  const town = wire(db, [sms])
  await post(aMessage(id!, { kind: 'reminder', say: [{ key: 'choice.bus' }], unasked: false }))
  await town.dispatcher.run()
  expect(await outboxOf(db, id!)).toMatchObject([{ state: 'failed', reason: 'rejected' }])
  expect(await db.sql.selectFrom('staff_note').select('what').where('citizen_id', '=', id!).execute()).toEqual([
    { what: 'undeliverable' },
  ])
})

test('a refused address is closed, the message goes by the next channel, and the caseworker gets one line', async () => {
  const [id] = await settle(db, ['Carla'], { channels: ['telegram', 'sms'] })
  const telegram = new Provider('telegram')
  telegram.answer = () => ({ outcome: 'refused', reason: 'blocked' })
  const sms = new Provider('sms')
  sms.answer = () => ({ outcome: 'sent', providerId: 'k-1', segments: 1 })
  const town = wire(db, [telegram, sms])
  await post(aMessage(id!, { kind: 'reminder', say: [{ key: 'choice.bus' }], unasked: false }))
  await town.dispatcher.run()
  expect(sms.texts).toEqual(['BUS'])
  expect(telegram.texts).toEqual(['Jeg nåede ikke bussen'])
  expect(await outboxOf(db, id!)).toMatchObject([{ state: 'sent', channel: 'sms', provider_id: 'k-1', attempts: 1 }])
  const channels = await db.sql
    .selectFrom('citizen_channel')
    .select(['channel', 'state'])
    .where('citizen_id', '=', id!)
    .orderBy('ord')
    .execute()
  expect(channels).toEqual([
    { channel: 'telegram', state: 'blocked' },
    { channel: 'sms', state: 'ok' },
  ])
  const notes = await db.sql.selectFrom('staff_note').select('what').where('citizen_id', '=', id!).execute()
  expect(notes).toEqual([{ what: 'undeliverable' }])

  sms.answer = () => ({ outcome: 'refused', reason: 'unknown-number' })
  await post(aMessage(id!))
  await town.dispatcher.run()
  expect((await outboxOf(db, id!)).at(-1)).toMatchObject({ state: 'failed', reason: 'no-channel' })
})

test('what a provider does not take is tried again later each time, and then has failed', async () => {
  const [id] = await settle(db, ['Dora'])
  const provider = new Provider('phone')
  provider.answer = () => ({ outcome: 'retry', reason: '503' })
  const town = wire(db, [provider])
  await post(aMessage(id!))
  const waits: number[] = []
  for (let n = 0; n < 8; n++) {
    await town.dispatcher.run()
    const [row] = await outboxOf(db, id!)
    if (row!.state === 'failed') break
    waits.push(row!.due_at.since(town.clock.now()).total('seconds'))
    town.clock.set(row!.due_at)
  }
  expect(waits).toEqual([30, 300, 600, 1800, 3600, 7200])
  expect(await outboxOf(db, id!)).toMatchObject([{ state: 'failed', reason: 'provider' }])
})

test('a 429 silences the whole channel until then, and does not count as a try', async () => {
  const ids = await settle(db, ['Eva', 'Finn'], { channels: ['telegram'] })
  const provider = new Provider('telegram', { perSecond: 30 })
  const town = wire(db, [provider])
  provider.answer = () => ({ outcome: 'retry', reason: '429', notBefore: town.clock.now().add({ seconds: 20 }) })
  await post(aMessage(ids[0]!))
  await town.dispatcher.run()
  await post(aMessage(ids[1]!))
  town.clock.advance({ seconds: 5 })
  await town.dispatcher.run()
  expect(provider.got).toHaveLength(1)
  provider.answer = () => ({ outcome: 'sent' })
  town.clock.advance({ seconds: 16 })
  await town.dispatcher.run()
  expect(provider.got).toHaveLength(3)
  expect(await outboxOf(db, ids[0]!)).toMatchObject([{ state: 'sent', attempts: 1 }])
})

test('bulk leaves a fifth of the rate to answers', async () => {
  const ids = await settle(
    db,
    Array.from({ length: 12 }, (_, n) => `Rate ${n}`),
    { channels: ['sms'] },
  )
  await db.sql.deleteFrom('token_bucket').execute()
  const provider = new Provider('sms', { perSecond: 10 })
  const town = wire(db, [provider])
  await post(...ids.map((id) => aMessage(id)))
  await town.dispatcher.run()
  expect(provider.got).toHaveLength(8)
  const [late] = await settle(db, ['Rate sidst'], { channels: ['sms'] })
  await post(aMessage(late!, { kind: 'reply', unasked: false }))
  await town.dispatcher.run()
  expect(provider.got).toHaveLength(9)
  town.clock.advance({ seconds: 1 })
  await town.dispatcher.run()
  expect(provider.got).toHaveLength(13)
})

test('a reply beyond the rate leaves as soon as the rate allows, not at the next tick', async () => {
  const [id] = await settle(db, ['Frida'], { channels: ['sms'] })
  const provider = new Provider('sms', { perSecond: 10 })
  const town = wire(db, [provider], { clock: systemClock })
  const now = systemClock.now()
  await db.sql.deleteFrom('token_bucket').execute()
  await db.sql.insertInto('token_bucket').values({ name: 'sms', tokens: -10, refilled_at: now }).execute()
  await post(aMessage(id!, { kind: 'reply', unasked: false, dueAt: now }))
  const [row] = await outboxOf(db, id!)
  const lease = { lease_by: town.me, lease_until: now.add({ seconds: 30 }) }
  await db.sql.updateTable('outbox').set(lease).where('id', '=', row!.id).execute()
  const message = { text: 'svar', choices: [] }
  const own = {
    id: row!.id,
    citizenId: id!,
    kind: 'reply',
    channel: 'sms',
    channelId: id!,
    address: 'x',
    message,
  } as const
  await town.dispatcher.sendOwn([own])
  expect(provider.got).toHaveLength(0)
  await expect.poll(() => provider.got.length, { timeout: 4_000 }).toBe(1)
})

/** Replies of one turn, leased to the process that answers. */
const replies = async ({ me, clock }: Town, citizenId: string, texts: readonly string[]): Promise<OwnMessage[]> => {
  const key = await db.vault.keyFor(citizenId)
  const { id: channelId } = await db.sql
    .selectFrom('citizen_channel')
    .select('id')
    .where('citizen_id', '=', citizenId)
    .executeTakeFirstOrThrow()
  const own = texts.map((text): OwnMessage => {
    const message = { text, choices: [] }
    return { ...{ id: newId(), citizenId, channelId, message }, kind: 'reply', channel: 'phone', address: 'x' }
  })
  const now = clock.now()
  await db.sql
    .insertInto('outbox')
    .values(
      own.map(({ id, kind, channel, message }) => ({
        ...{
          id,
          kind,
          channel,
          citizen_id: citizenId,
          channel_id: channelId,
          priority: 1,
          due_at: now,
          created_at: now,
        },
        text_sealed: seal(key, JSON.stringify(message), 'outbox.text'),
        ...{ lease_by: me, lease_until: now.add({ seconds: 30 }) },
      })),
    )
    .execute()
  return own
}

test('the second reply waits for the first, however often the first is refused for a moment', async () => {
  const [id] = await settle(db, ['Fatma'])
  const provider = new Provider('phone')
  const answers: SendResult[] = [
    { outcome: 'retry', reason: '503' },
    { outcome: 'retry', reason: '503' },
    { outcome: 'retry', reason: '429', notBefore: at(MONDAY_9).add({ minutes: 2 }) },
  ]
  provider.answer = () => answers.shift() ?? { outcome: 'sent' }
  const town = wire(db, [provider])
  await town.dispatcher.sendOwn(await replies(town, id!, ['første', 'anden', 'tredje']))
  for (const seconds of [0, 5, 10, 36, 60, 121]) {
    town.clock.set(at(MONDAY_9).add({ seconds }))
    await town.dispatcher.run()
  }
  expect(provider.texts).toEqual(['første', 'første', 'første', 'første', 'anden', 'tredje'])
})

test('what a later turn answers does not wait for one that the provider has refused for a moment', async () => {
  const [id] = await settle(db, ['Frank'])
  const provider = new Provider('phone')
  provider.answer = () => ({ outcome: 'retry', reason: '503' })
  const town = wire(db, [provider])
  await town.dispatcher.sendOwn(await replies(town, id!, ['i går']))
  town.clock.advance({ seconds: 1 })
  provider.answer = () => ({ outcome: 'sent' })
  const now = town.clock.now()
  await insertMessages(db.sql, [aMessage(id!, { kind: 'reply', unasked: false, dueAt: now })], now)
  await town.dispatcher.run()
  expect(await states(id!)).toEqual(['queued', 'sent'])
})

describe('one send that hangs keeps the dispatcher from nobody else', () => {
  /** Sends to these hang until `free`. */
  const hanging = (...names: string[]) => {
    const provider = new Provider('phone')
    const gate = Promise.withResolvers<SendResult>()
    provider.answer = ({ address }) =>
      names.some((name) => address.endsWith(name)) ? gate.promise : { outcome: 'sent' }
    return { provider, free: () => gate.resolve({ outcome: 'sent' }) }
  }

  test('what is written meanwhile leaves', async () => {
    const [a, b] = await settle(db, ['Gerd', 'Gorm'])
    const { provider, free } = hanging('Gerd')
    const town = wire(db, [provider])
    await post(aMessage(a!))
    const running = town.dispatcher.run()
    await expect.poll(() => states(a!)).toEqual(['sending'])
    await post(aMessage(b!, { kind: 'safety', unasked: false }))
    town.dispatcher.poke()
    await expect.poll(() => states(b!)).toEqual(['sent'])
    expect(await states(a!)).toEqual(['sending'])
    free()
    await running
  })

  test('also what answers a person, when as much as may be is in the air; the rest waits', async () => {
    const [a, b, c, d] = await settle(db, ['Helle', 'Hugo', 'Hjalte', 'Holger'])
    const { provider, free } = hanging('Helle', 'Hugo')
    const town = wire(db, [provider])
    await post(aMessage(a!))
    const running = town.dispatcher.run()
    await expect.poll(() => states(a!)).toEqual(['sending'])
    await post(aMessage(b!))
    town.dispatcher.poke()
    await expect.poll(() => states(b!)).toEqual(['sending'])
    await post(aMessage(c!), aMessage(d!, { kind: 'safety', unasked: false }))
    town.dispatcher.poke()
    await expect.poll(() => states(d!)).toEqual(['sent'])
    town.dispatcher.poke()
    await sleep(100)
    expect(await states(c!)).toEqual(['queued'])
    free()
    await running
    expect(await states(c!)).toEqual(['sent'])
  })
})

test('a crash between `sending` and the answer leaves a reminder unknown and sends a reply again', async () => {
  const [id, other] = await settle(db, ['Gry', 'Hans'])
  const provider = new Provider('phone')
  provider.answer = () => new Promise(() => {})
  const dead = wire(db, [provider])
  await post(aMessage(id!), aMessage(other!, { kind: 'reply', unasked: false }))
  void dead.dispatcher.run()
  await expect.poll(() => states(id!)).toEqual(['sending'])
  await expect.poll(() => states(other!)).toEqual(['sending'])

  const next = new Provider('phone')
  const town = wire(db, [next])
  town.clock.advance({ seconds: 30 })
  await town.dispatcher.run()
  expect(next.got).toHaveLength(0)
  town.clock.advance({ seconds: 31 })
  await town.dispatcher.run()
  expect(await states(id!)).toEqual(['unknown'])
  expect(await states(other!)).toEqual(['sent'])
  expect(next.got).toHaveLength(1)
})

test('what was sent while the database was away for a moment is written when it is back, and not sent again', async () => {
  const [id] = await settle(db, ['Hanne'])
  const provider = new Provider('phone')
  const town = wire(db, [provider])
  const { writeOutcomes } = town.dispatchDeps.outbox
  let away = 2
  town.dispatchDeps.outbox.writeOutcomes = async (...args) => {
    if (away-- > 0) throw new Error('Connection terminated')
    return writeOutcomes(...args)
  }
  const dispatcher = createDispatcher(town.dispatchDeps)
  await post(aMessage(id!, { kind: 'reply', unasked: false }))
  await dispatcher.run()
  expect(await states(id!)).toEqual(['sent'])
  expect(provider.got).toHaveLength(1)
})

test('what is marked or written while Postgres ends the first try for a turn is done once more', async () => {
  const [id] = await settle(db, ['Frode'])
  const provider = new Provider('phone')
  const town = wire(db, [provider])
  // It reaps first of all, and not again in this minute.
  await town.dispatcher.run()
  await post(aMessage(id!))
  const marking = await deadlockOnce(db, 'outbox', 'update')
  let writing: typeof marking | undefined
  provider.answer = async () => {
    writing = await deadlockOnce(db, 'outbox', 'update')
    return { outcome: 'sent' }
  }
  await town.dispatcher.run()
  expect(await marking()).toBeGreaterThan(1)
  expect(await writing?.()).toBe(2)
  expect(await states(id!)).toEqual(['sent'])
  expect(provider.got).toHaveLength(1)
})

test('a message that one process holds twice after a long pause, by the old claim and by a new one, is sent once', async () => {
  const [id] = await settle(db, ['Fanny'])
  const town = wire(db, [new Provider('phone')])
  const { outbox } = town.dispatchDeps
  await post(aMessage(id!))
  const rates = new Map([['phone', 0]] as const)
  const claim = async () => {
    const now = town.clock.now()
    const leaseUntil = now.add({ seconds: 30 })
    const { idle, readOn } = town.dispatchDeps
    const how = { by: town.me, now, leaseUntil, limit: 10, rates, idle, readOn: (zone: string) => readOn(now, zone) }
    const { claimed, leaseId } = await outbox.claim(how)
    const [row] = claimed.filter((one) => one.citizenId === id)
    const { id: outboxId, citizenId, kind, channel, channelId } = row!
    const text = { textSealed: Buffer.from('sealed'), mark: Buffer.from(leaseId!) }
    return { id: outboxId, citizenId, kind, channel, channelId, leaseId, ...text }
  }
  const before = await claim()
  town.clock.advance({ seconds: 31 })
  const after = await claim()
  expect(after.id).toBe(before.id)
  const now = town.clock.now()
  const marked = await outbox.markSending([before, after], { by: town.me, now, until: now.add({ seconds: 60 }) })
  expect([...marked]).toEqual([after])
})

test('what was claimed by a process that died before `sending` is sent by another after the lease', async () => {
  const [id] = await settle(db, ['Ida'])
  const provider = new Provider('phone')
  const town = wire(db, [provider])
  await post(aMessage(id!))
  await town.dispatchDeps.outbox.claim({
    by: 'a process that dies',
    now: town.clock.now(),
    leaseUntil: town.clock.now().add({ seconds: 30 }),
    limit: 500,
    rates: new Map([['phone', 0]]),
    idle: Temporal.Duration.from('PT30M'),
    readOn: () => '2026-11-23',
  })
  await town.dispatcher.run()
  expect(provider.got).toHaveLength(0)
  town.clock.advance({ seconds: 31 })
  await town.dispatcher.run()
  expect(provider.got).toHaveLength(1)
})

test('after STOP only answers and a person’s words leave', async () => {
  const [id] = await settle(db, ['Jens'])
  await db.sql.updateTable('citizen').set({ status: 'stopped' }).where('id', '=', id!).execute()
  const provider = new Provider('phone')
  const town = wire(db, [provider])
  const kinds = ['exercise', 'reminder', 'check-in', 'plan', 'notice', 'safety', 'reply', 'person'] as const
  await post(...kinds.map((kind) => aMessage(id!, { kind, unasked: false })))
  await town.dispatcher.run()
  const sent = (await outboxOf(db, id!)).filter(({ state }) => state === 'sent').map(({ kind }) => kind)
  expect(sent.toSorted()).toEqual(['person', 'reply', 'safety'])
  expect((await outboxOf(db, id!)).filter(({ state }) => state === 'cancelled')).toHaveLength(5)
})

test('what was held for the morning leaves as one message', async () => {
  const [id] = await settle(db, ['Karen'])
  const provider = new Provider('phone')
  const town = wire(db, [provider], { now: '2026-11-22T22:00:00Z' })
  const opens = {
    dialog: 'check-in',
    step: 'item',
    version: 1,
    data: { checkInId: newId(), instrument: 'weekly', answers: [] },
  }
  const due = { dueAt: at('2026-11-22T22:00:00Z') }
  await post(
    aMessage(id!, { ...due, kind: 'check-in', say: [{ key: 'check-in.expired' }], opens, asks: true }),
    aMessage(id!, { ...due, say: [{ key: 'plan.empty' }] }),
    aMessage(id!, { ...due, late: 'drop', say: [{ key: 'plan.empty' }] }),
  )
  await town.dispatcher.run()
  expect(provider.got).toHaveLength(0)
  expect((await outboxOf(db, id!)).map(({ state, reason }) => [state, reason])).toEqual([
    ['held', 'quiet-hours'],
    ['held', 'quiet-hours'],
    ['cancelled', 'quiet-hours'],
  ])
  town.clock.set('2026-11-23T06:59:00Z')
  await town.dispatcher.run()
  expect(provider.got).toHaveLength(0)
  town.clock.set('2026-11-23T07:00:00Z')
  await town.dispatcher.run()
  expect(provider.texts).toEqual([
    'Du har ingen aftaler i dag. Dagen er din egen.\n\nJeg har lukket mine spørgsmål for denne gang. Det er helt fint. Vi prøver igen en anden gang.',
  ])
  expect((await outboxOf(db, id!)).map(({ state, reason }) => [state, reason]).slice(0, 2)).toEqual([
    ['sent', null],
    ['cancelled', 'merged'],
  ])
})

test('a message waits for a running conversation and for a person who writes, and a late one has expired', async () => {
  const [id] = await settle(db, ['Lise'])
  const provider = new Provider('phone')
  const town = wire(db, [provider])
  await db.sql
    .updateTable('conversation')
    .set({
      open: JSON.stringify({ dialog: 'welcome', step: 'time', version: 1 }),
      asked_at: at('2026-11-23T07:50:00Z'),
      last_inbound_at: at('2026-11-23T07:50:00Z'),
      person_until: at('2026-11-23T09:00:00Z'),
    })
    .where('citizen_id', '=', id!)
    .execute()
  await post(aMessage(id!), aMessage(id!, { kind: 'reminder', expiresAt: at('2026-11-23T08:30:00Z') }))
  await town.dispatcher.run()
  expect((await outboxOf(db, id!)).map(({ state, reason }) => [state, reason])).toEqual([
    ['held', 'person-writes'],
    ['expired', 'person-writes'],
  ])
  town.clock.set('2026-11-23T09:00:00Z')
  await db.sql
    .updateTable('conversation')
    .set({ last_inbound_at: at('2026-11-23T08:59:00Z') })
    .where('citizen_id', '=', id!)
    .execute()
  await town.dispatcher.run()
  expect((await outboxOf(db, id!))[0]).toMatchObject({ state: 'held', reason: 'conversation' })
  town.clock.advance({ hours: 2 })
  await town.dispatcher.run()
  expect(provider.got).toHaveLength(1)
})

test('a second question puts an idle check-in aside and carries its own id', async () => {
  const [id] = await settle(db, ['Mona'])
  const provider = new Provider('phone')
  const town = wire(db, [provider])
  await db.sql
    .updateTable('conversation')
    .set({
      open: JSON.stringify({ dialog: 'check-in', step: 'item', version: 1 }),
      opened: JSON.stringify({ checkInId: 'c-1' }),
      asked_at: at('2026-11-22T16:00:00Z'),
    })
    .where('citizen_id', '=', id!)
    .execute()
  const opens = {
    dialog: 'plan-reminder',
    step: 'reply',
    version: 1,
    data: { itemId: newId(), occurrence: '2026-11-23' },
  }
  await post(aMessage(id!, { kind: 'reminder', opens }))
  await town.dispatcher.run()
  const [row] = await outboxOf(db, id!)
  const conversation = await db.sql
    .selectFrom('conversation')
    .selectAll()
    .where('citizen_id', '=', id!)
    .executeTakeFirstOrThrow()
  expect(conversation).toMatchObject({
    version: 1,
    open: { dialog: 'plan-reminder', step: 'reply', version: 1, question: row!.id },
    opened: opens.data,
    suspended: { dialog: 'check-in', data: { checkInId: 'c-1' } },
  })
})

test('a question about safety is put aside on top of what waited, and nothing that waited is lost', async () => {
  const [id] = await settle(db, ['Mads'])
  const key = await db.vault.keyFor(id!)
  const memory = (data: object) => seal(key, JSON.stringify(data), 'conversation.position')
  const town = wire(db, [new Provider('phone')])
  await db.sql
    .updateTable('conversation')
    .set({
      open: JSON.stringify({ dialog: 'safety', step: 'unsure', version: 1 }),
      open_sealed: memory({ level: 'S1' }),
      suspended: JSON.stringify({ dialog: 'check-in', step: 'item', version: 1 }),
      suspended_sealed: memory({ checkInId: 'c-1', answers: [4, 5], under: { dialog: 'exercise', data: {} } }),
      asked_at: at('2026-11-22T16:00:00Z'),
    })
    .where('citizen_id', '=', id!)
    .execute()
  const opens = { dialog: 'plan-reminder', step: 'reply', version: 1, data: { itemId: newId(), occurrence: 'o' } }
  await post(aMessage(id!, { kind: 'reminder', opens }))
  await town.dispatcher.run()
  const row = await db.sql
    .selectFrom('conversation')
    .selectAll()
    .where('citizen_id', '=', id!)
    .executeTakeFirstOrThrow()
  expect(openPosition(key, row.open, row.open_sealed, row.opened)).toMatchObject(opens)
  expect(openPosition(key, row.suspended, row.suspended_sealed, null)).toEqual({
    dialog: 'safety',
    step: 'unsure',
    version: 1,
    data: {
      level: 'S1',
      under: {
        dialog: 'check-in',
        step: 'item',
        version: 1,
        data: { checkInId: 'c-1', answers: [4, 5], under: { dialog: 'exercise', data: {} } },
      },
    },
  })
})

describe('a question whose message is ended before it has left is not open any more', () => {
  const opens = { dialog: 'check-in', step: 'item', version: 1, data: { checkInId: newId() } }
  const talkOf = (id: string) =>
    db.sql
      .selectFrom('conversation')
      .select(['open', 'opened', 'open_sealed', 'asked_at', 'version'])
      .where('citizen_id', '=', id)
      .executeTakeFirstOrThrow()
  const nothing = { open: null, opened: null, open_sealed: null, asked_at: null }

  test('a claim ends what a try has opened', async () => {
    const [id] = await settle(db, ['Ella'])
    const provider = new Provider('phone')
    provider.answer = () => ({ outcome: 'retry', reason: '503' })
    const town = wire(db, [provider])
    await post(aMessage(id!, { kind: 'check-in', opens }))
    await town.dispatcher.run()
    expect(await talkOf(id!)).toMatchObject({ open: { dialog: 'check-in' } })
    await db.sql.updateTable('citizen').set({ status: 'stopped' }).where('id', '=', id!).execute()
    town.clock.advance({ minutes: 5 })
    await town.dispatcher.run()
    expect(await states(id!)).toEqual(['cancelled'])
    expect(await talkOf(id!)).toMatchObject(nothing)
  })

  test('STOP, a pause or a hold cancels what was to go on', async () => {
    const [id] = await settle(db, ['Egon'])
    const key = await db.vault.keyFor(id!)
    const now = at(MONDAY_9)
    const followUp = await armFollowUp(db.sql, { citizenId: id!, kind: 'go-on', ref: id!, dueAt: now })
    const { version } = await talkOf(id!)
    await goOn(
      {
        ...{ sql: db.sql, vault: db.vault },
        load: async () => ({ conversation: { version } }) as Snapshot,
        takeUp: () => ({ open: opens, suspended: undefined, say: [{ key: 'exercise.prompt' }], kind: 'check-in' }),
      },
      { citizenId: id!, followUpId: followUp.id, now },
    )
    expect(openPosition(key, (await talkOf(id!)).open, (await talkOf(id!)).open_sealed, null)).toMatchObject(opens)
    await cancelRoutine(db.sql, id!, 'paused')
    expect(await states(id!)).toEqual(['cancelled'])
    expect(await talkOf(id!)).toMatchObject({ ...nothing, version: version + 2 })
  })

  test('one that stood five times already and fails as a loop stays open', async () => {
    const [id] = await settle(db, ['Emil'])
    const town = wire(db, [new Provider('phone')])
    for (let n = 0; n < 6; n++) await post(aMessage(id!, { kind: 'reply', unasked: false }))
    const question = (await outboxOf(db, id!)).at(-1)!.id
    const open = JSON.stringify({ dialog: 'check-in', step: 'item', version: 1, question })
    await db.sql.updateTable('conversation').set({ open }).where('citizen_id', '=', id!).execute()
    await town.dispatcher.run()
    expect((await outboxOf(db, id!)).at(-1)).toMatchObject({ state: 'failed', reason: 'loop' })
    expect(await talkOf(id!)).toMatchObject({ open: { dialog: 'check-in', question } })
  })

  test.each([
    ['check-in', 'item', { checkInId: 'c-1', answers: [4, 5, 3] }],
    ['safety', 'unsure', { level: 'S1' }],
  ])('a question of %s that fails in the middle waits, on top of what waited', async (dialog, step, data) => {
    const [id] = await settle(db, ['Elin'])
    const key = await db.vault.keyFor(id!)
    const memory = (of: object) => seal(key, JSON.stringify(of), 'conversation.position')
    await post(aMessage(id!, { kind: 'reply', unasked: false }))
    const [row] = await outboxOf(db, id!)
    await db.sql
      .updateTable('conversation')
      .set({
        open: JSON.stringify({ dialog, step, version: 1, question: row!.id }),
        open_sealed: memory(data),
        suspended: JSON.stringify({ dialog: 'exercise', step: 'before', version: 1 }),
        suspended_sealed: memory({ exercise: 'breath' }),
      })
      .where('citizen_id', '=', id!)
      .execute()
    await db.sql.updateTable('outbox').set({ state: 'failed', reason: 'provider' }).where('id', '=', row!.id).execute()
    expect(await talkOf(id!)).toMatchObject(nothing)
    const { suspended, suspended_sealed } = await db.sql
      .selectFrom('conversation')
      .select(['suspended', 'suspended_sealed'])
      .where('citizen_id', '=', id!)
      .executeTakeFirstOrThrow()
    expect(openPosition(key, suspended, suspended_sealed, null)).toMatchObject({
      ...{ dialog, step },
      data: { ...data, under: { dialog: 'exercise', data: { exercise: 'breath' } } },
    })
  })

  test('another question, or one that did leave, stays', async () => {
    const [id] = await settle(db, ['Else'])
    const town = wire(db, [new Provider('phone')])
    await post(aMessage(id!, { kind: 'check-in', opens }))
    await town.dispatcher.run()
    const asked = await talkOf(id!)
    expect(await states(id!)).toEqual(['sent'])
    await post(aMessage(id!, { opens, dueAt: at('2026-11-23T12:00:00Z') }))
    await cancelRoutine(db.sql, id!, 'paused')
    expect(await states(id!)).toEqual(['sent', 'cancelled'])
    expect(await talkOf(id!)).toEqual(asked)
  })
})

test('a STOP that comes while a claim decides is not undone by it', async () => {
  const [id] = await settle(db, ['Nora'])
  const town = wire(db, [new Provider('phone')], { now: '2026-11-22T22:00:00Z' })
  await post(aMessage(id!, { dueAt: at('2026-11-22T22:00:00Z') }))
  const stopping = await db.pool.connect()
  await stopping.query('begin')
  await stopping.query("update outbox set state = 'cancelled', reason = 'stopped' where citizen_id = $1", [id])
  const claiming = town.dispatcher.run()
  await expect
    .poll(
      async () =>
        (
          await db.pool.query(
            "select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
          )
        ).rowCount,
    )
    .toBeGreaterThan(0)
  await stopping.query('commit')
  stopping.release()
  await claiming
  expect(await states(id!)).toEqual(['cancelled'])
})

test('a conversation that ends while a claim decides holds nothing back any more', async () => {
  const [id] = await settle(db, ['Nanna'])
  const town = wire(db, [new Provider('phone')])
  await db.sql
    .updateTable('conversation')
    .set({ open: JSON.stringify({ dialog: 'exercise', step: 'before', version: 1 }), last_inbound_at: at(MONDAY_9) })
    .where('citizen_id', '=', id!)
    .execute()
  await post(aMessage(id!, { occurrence: 'manual-1' }))
  const turn = await db.pool.connect()
  await turn.query('begin')
  await turn.query('update conversation set version = version + 1, open = null where citizen_id = $1', [id])
  let over = false
  const claiming = town.dispatcher.run().finally(() => {
    over = true
  })
  await expect
    .poll(async () => {
      const { rowCount } = await db.pool.query(
        "select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
      )
      return over || rowCount
    })
    .toBeTruthy()
  await turn.query('commit')
  turn.release()
  await claiming
  expect(await states(id!)).toEqual(['sent'])
})

test('the same text to one person over and over fails the sixth time', async () => {
  const [id] = await settle(db, ['Niels'])
  const provider = new Provider('phone')
  const town = wire(db, [provider])
  for (let n = 0; n < 7; n++) await post(aMessage(id!, { kind: 'reply', unasked: false, dueAt: town.clock.now() }))
  await town.dispatcher.run()
  expect(provider.got).toHaveLength(5)
  expect((await outboxOf(db, id!)).slice(5)).toMatchObject([
    { state: 'failed', reason: 'loop' },
    { state: 'failed', reason: 'loop' },
  ])
})

test('a provider’s later word is kept, also when it comes before its own answer', async () => {
  const [id] = await settle(db, ['Olga'], { channels: ['sms', 'phone'] })
  const sms = new Provider('sms')
  const phone = new Provider('phone')
  const town = wire(db, [sms, phone])
  sms.answer = async ({ id: outboxId }) => {
    await town.dispatcher.delivery({ channel: 'sms', ref: { outboxId }, state: 'delivered' })
    return { outcome: 'sent', providerId: 'p-77' }
  }
  await post(aMessage(id!))
  await town.dispatcher.run()
  expect(await outboxOf(db, id!)).toMatchObject([{ state: 'delivered', provider_id: 'p-77' }])

  sms.answer = () => ({ outcome: 'sent', providerId: 'p-78' })
  await post(aMessage(id!))
  await town.dispatcher.run()
  const failed = { channel: 'sms', ref: { providerId: 'p-78' }, state: 'failed', reason: 'undeliverable' } as const
  expect(await town.dispatcher.delivery(failed)).toBe(true)
  await town.dispatcher.run()
  expect((await outboxOf(db, id!))[1]).toMatchObject({ state: 'sent', channel: 'phone' })
  expect(phone.got).toHaveLength(1)
  expect(await town.dispatcher.delivery({ ...failed, ref: { providerId: 'nobody knows' } })).toBe(false)
})

test('a question whose number is reported dead before our own answer stays open and goes by the next channel', async () => {
  const [id] = await settle(db, ['Oda'], { channels: ['sms', 'phone'] })
  const [sms, phone] = [new Provider('sms'), new Provider('phone')]
  const town = wire(db, [sms, phone])
  await post(aMessage(id!, { kind: 'reply', unasked: false }))
  const question = (await outboxOf(db, id!))[0]!.id
  const open = JSON.stringify({ dialog: 'exercise', step: 'before', version: 1, question })
  await db.sql.updateTable('conversation').set({ open }).where('citizen_id', '=', id!).execute()
  sms.answer = async ({ id: outboxId }) => {
    await town.dispatcher.delivery({ channel: 'sms', ref: { outboxId }, state: 'failed', reason: 'unknown-number' })
    return { outcome: 'sent', providerId: 'p-79' }
  }
  await town.dispatcher.run()
  await town.dispatcher.run()
  expect(phone.got).toHaveLength(1)
  expect(await outboxOf(db, id!)).toMatchObject([{ state: 'sent', channel: 'phone', provider_id: null }])
  const talk = await db.sql.selectFrom('conversation').select('open').where('citizen_id', '=', id!).executeTakeFirst()
  expect(talk).toMatchObject({ open: { question } })
})

test('an erased citizen’s message fails by itself and holds nobody up', async () => {
  const [id, other] = await settle(db, ['Per', 'Rie'])
  await db.sql.deleteFrom('keys.citizen_key').where('citizen_id', '=', id!).execute()
  db.vault.forget(id!)
  const provider = new Provider('phone')
  const town = wire(db, [provider])
  await post(aMessage(id!), aMessage(other!))
  await town.dispatcher.run()
  expect(provider.got).toHaveLength(1)
  const row = await db.sql
    .selectFrom('outbox')
    .select(['state', 'reason'])
    .where('citizen_id', '=', id!)
    .executeTakeFirst()
  expect(row).toEqual({ state: 'failed', reason: 'words' })
})

test('a house that has no channel yet has nothing to send and no fault', async () => {
  const town = wire(db, [])
  expect(await town.dispatcher.run()).toBe(0)
})
