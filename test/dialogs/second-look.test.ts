import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Opinion } from '../../src/core/opinion.ts'
import type { Snapshot } from '../../src/core/snapshot.ts'
import type { Inbound } from '../../src/core/traffic.ts'
import type { Reply, SecondOrder } from '../../src/core/turn-order.ts'
import { decide, factsOf, type HearingDeps, rendered } from '../../src/dialogs/hearing.ts'
import { createSecondLooks, type FirstLook } from '../../src/dialogs/second-look.ts'
import { createAnnotators } from '../../src/language/annotators.ts'
import { ManualClock } from '../../src/lib/clock.ts'
import { contentScreen } from '../support/screen.ts'
import { content, factsAt, hear, MONDAY } from './talk.ts'

const { screen } = createAnnotators(await contentScreen())
const { citizen, rules, languages, instrument, exercises, joinedAt } = factsAt(MONDAY)
const PATIENCE = 60
const TIRED = 'jeg har siddet og tænkt på det hele'

const deps: HearingDeps = {
  ...{ municipality: 'Solby Kommune', rules, hear, render: content.render },
  facts: { languages, instrument, exercises },
  hours: { isOpen: () => true, nextOpening: (at) => at },
}

const snapshot: Snapshot = {
  ...{ citizen, name: 'Mette Lund', joinedAt, results: [], plan: [] },
  channel: { id: 'ch', channel: 'telegram', address: '700', state: 'ok' },
  caseworker: { id: 'w1', name: 'Lone Holm', phone: null },
  conversation: { version: 4, routineStoppedAt: null, personUntil: null, lastInboundAt: null },
}

type Outcome = 'written' | 'settled' | 'conflict'

/** Second looks over one citizen whose rows are a list, with a model that takes its time. */
const house = (how: {
  takes?: number
  opinion?: Opinion
  says?: string
  outcomes?: Outcome[]
  /** What has come between. */
  version?: number
}) => {
  const orders: SecondOrder[] = []
  const late: Reply[] = []
  const outcomes = how.outcomes ?? []
  const looks = createSecondLooks<undefined>({
    ...deps,
    ...{ clock: new ManualClock(MONDAY), process: 'me', patience: { reply: PATIENCE, voice: PATIENCE } },
    model: {
      hears: true,
      state: () => 'ready',
      consider: (_, signal) => sleep(how.takes ?? 0, how.opinion, { signal }),
      transcribe: (_, signal) => sleep(how.takes ?? 0, how.says, { signal }),
    },
    fetchVoice: async () => ({ sound: new Uint8Array(3), type: 'audio/ogg' }),
    annotate: async (inbound) => {
      const risk = screen(inbound.text, 'da')
      return { inbound, heard: { text: inbound.text, at: MONDAY, ...(risk && { risk }) } }
    },
    store: {
      load: async () => ({
        ...snapshot,
        conversation: { ...snapshot.conversation, version: how.version ?? snapshot.conversation.version + 1 },
      }),
      async second(order) {
        orders.push(order)
        const outcome = outcomes.shift() ?? 'written'
        return outcome === 'written' ? { outcome, after: undefined } : { outcome }
      },
    },
    afterwards() {},
    late: (_, replies) => void late.push(...replies),
    fault(error) {
      if (!(error instanceof Error && error.name === 'AbortError')) throw error
    },
  })
  const hears = (of: Partial<Inbound>) => {
    const inbound: Inbound = {
      ...{ channel: 'telegram', eventId: '1', address: '700', kind: 'text', text: TIRED, receivedAt: MONDAY },
      ...of,
    }
    const hearing = {
      inbound,
      heard: { text: inbound.text, at: MONDAY },
      snapshot,
      facts: factsOf(deps, snapshot, MONDAY),
    }
    const decision = decide(deps, hearing)
    const replies = rendered(deps, snapshot, decision, MONDAY)
    const look: FirstLook = { ...hearing, decision, replies, inboxId: 'i1', key: Buffer.alloc(32) }
    return { look, want: looks.wants(hearing, decision) }
  }
  return { looks, hears, orders, late }
}

const VOICE: Partial<Inbound> = { kind: 'voice', text: '', voice: { id: 'f' } }
const words = (replies: readonly Reply[]): string => replies.map(({ message }) => message.text).join(' ')

test('a better reply replaces exactly those that are held, on exactly the state that was left', async () => {
  const { looks, hears, orders } = house({ opinion: { reflection: 'tired' } })
  const { look, want } = hears({})
  expect(want).toBe('reply')
  expect(words(await looks.begin(look, want!))).toMatch(/^Det lyder, som om du er træt/)
  expect(orders).toMatchObject([{ version: 5, replaces: look.replies.map(({ id }) => id), effects: [] }])
})

test('when the conversation has moved on, or something has left, the held reply leaves as it is', async () => {
  for (const outcome of ['conflict', 'settled'] as const) {
    const { looks, hears, orders } = house({ opinion: { reflection: 'tired' }, outcomes: [outcome] })
    const { look, want } = hears({})
    expect(await looks.begin(look, want!)).toBe(look.replies)
    expect(orders).toHaveLength(1)
  }
})

test('a raise meets a conversation that moves on by looking again, and one that was done by leaving it', async () => {
  const opinion: Opinion = { risk: { level: 'S2', class: 'self-harm' } }
  const again = house({ opinion, outcomes: ['conflict', 'conflict', 'written'] })
  const first = again.hears({})
  expect(words(await again.looks.begin(first.look, first.want!))).toMatch(/112/)
  expect(again.orders).toHaveLength(3)
  const done = house({ opinion, outcomes: ['settled'] })
  const second = done.hears({})
  expect(await done.looks.begin(second.look, second.want!)).toBe(second.look.replies)
})

test('the next message ends the waiting, and only a raise counts from then on', async () => {
  const calm = house({ takes: 30, opinion: { intent: 'week' } })
  const { look, want } = calm.hears({})
  const leaves = calm.looks.begin(look, want!)
  calm.looks.hurry(citizen.id)
  expect(await leaves).toBe(look.replies)
  await sleep(50)
  expect(calm.orders).toEqual([])

  const worse = house({ takes: 30, opinion: { risk: { level: 'S3', class: 'death-wish' } } })
  const other = worse.hears({})
  const left = worse.looks.begin(other.look, other.want!)
  worse.looks.hurry(citizen.id)
  expect(await left).toBe(other.look.replies)
  await sleep(50)
  expect(worse.orders).toMatchObject([{ raises: 'S3', replaces: [] }])
  expect(words(worse.late)).toMatch(/112/)
})

test('what is written down too late counts only when there is danger in it', async () => {
  const calm = house({ takes: PATIENCE + 40, says: 'jeg er glad i dag' })
  const { look, want } = calm.hears(VOICE)
  expect(want).toBe('voice')
  expect(words(await calm.looks.begin(look, want!))).toMatch(/kan ikke høre lyd/)
  await sleep(80)
  expect(calm.orders).toEqual([])

  const danger = house({ takes: PATIENCE + 40, says: 'jeg vil bare dø' })
  const other = danger.hears(VOICE)
  expect(await danger.looks.begin(other.look, other.want!)).toBe(other.look.replies)
  await sleep(80)
  expect(danger.orders).toMatchObject([{ replaces: [], heard: { text: 'jeg vil bare dø', kept: true } }])
  expect(words(danger.late)).toMatch(/112/)
})

test('what was said before something else was asked answers nothing of it, and danger is heard all the same', async () => {
  const calm = house({ says: 'fire', version: 6 })
  const { look, want } = calm.hears(VOICE)
  expect(words(await calm.looks.begin(look, want!))).toMatch(/kan ikke høre lyd/)
  expect(calm.orders).toEqual([])

  const danger = house({ says: 'jeg vil bare dø', version: 6 })
  const other = danger.hears(VOICE)
  expect(words(await danger.looks.begin(other.look, other.want!))).toMatch(/112/)
  expect(danger.orders).toHaveLength(1)
})

test('a stop ends all that is under way, and what is held leaves', async () => {
  const { looks, hears, orders } = house({ takes: 60_000, opinion: { intent: 'week' } })
  const { look, want } = hears({})
  const leaves = looks.begin(look, want!)
  await looks.close()
  expect(await leaves).toBe(look.replies)
  expect(orders).toEqual([])
})
