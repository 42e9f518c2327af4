import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CITIZEN_STATUSES, LANGUAGES } from '../../src/core/citizen.ts'
import type { Position } from '../../src/core/dialog.ts'
import type { Heard } from '../../src/core/heard.ts'
import { REASON_CLASSES } from '../../src/core/heard.ts'
import type { State } from '../../src/dialogs/desk.ts'
import type { DialogFacts } from '../../src/dialogs/facts.ts'
import type { HearResult } from '../../src/dialogs/hear.ts'
import { readCommand } from '../../src/language/commands.ts'
import { begin, content, factsAt, hear, MONDAY, walk, withStatus } from './talk.ts'

/** Words that mean something somewhere, beside any text at all. */
const WORDS =
  'ok|ja|nej|ved ikke|bus|ring|sms|vent|spring over|videre|0|3|10|5 6 4|6-7|kl. 9|hej|RO|PAUSE|START|STOP|hjælp|min uge|mine data|forkert nummer|fortryd|slet mig|tak|hvorfor?|dansk|det har været en hård uge'.split(
    '|',
  )
const text = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...WORDS) },
  { weight: 1, arbitrary: fc.string({ maxLength: 40 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
  { weight: 1, arbitrary: fc.constantFrom('constructor', '__proto__', 'toString', '') },
)

interface Said {
  text: string
  risk: Heard['risk']
  tap: boolean
}

const said: fc.Arbitrary<Said> = fc.record({
  text,
  tap: fc.boolean(),
  risk: fc.option(
    fc.record({
      level: fc.constantFrom('S1', 'S2', 'S3'),
      class: fc.constantFrom(...REASON_CLASSES),
      span: fc.constant('x'),
      rule: fc.constant('r'),
    }),
    { nil: undefined, freq: 12 },
  ),
})

const positions: Position[] = [
  begin('check-in', { checkInId: 'k1', instrument: 'who5' }).at,
  begin('check-in', { checkInId: 'k1', instrument: 'weekly' }).at,
  begin('plan-reminder', { itemId: 'p1', occurrence: '2026-11-02' }).at,
  begin('exercise', { exercise: content.exercises[0]!.name }).at,
  ...(['robot', 'voluntary', 'language', 'time'] as const).map((step) => place('welcome', step)),
  place('stop', 'really'),
  place('human', 'wish'),
  ...['offer', 'signs', 'helps', 'call', 'first', 'shown', 'sure'].map((step) => place('safety-plan', step)),
  ...(['unsure', 'time', 'offer'] as const).map((step) => place('safety', step, { level: 'S2' })),
  place('check-in', 'wish', { checkInId: 'k1', instrument: 'who5', answers: [0, 0, 0, 0, 0] }),
  place('gone', 'away'),
]

function place(dialog: string, step: string, data: Record<string, unknown> = {}): Position {
  return { dialog, step, version: 1, data }
}

const state: fc.Arbitrary<State> = fc.record({
  open: fc.option(fc.constantFrom(...positions), { nil: undefined }),
  suspended: fc.option(fc.constantFrom(...positions), { nil: undefined }),
})

const facts: fc.Arbitrary<DialogFacts> = fc
  .record({
    status: fc.constantFrom(...CITIZEN_STATUSES),
    language: fc.constantFrom(...LANGUAGES),
    staffed: fc.boolean(),
    routineStopped: fc.boolean(),
    pending: fc.boolean(),
    planned: fc.boolean(),
    openCase: fc.option(fc.constantFrom('open', 'acknowledged'), { nil: undefined }),
    joined: fc.boolean(),
    discreet: fc.boolean(),
    ownPlan: fc.option(fc.constantFrom({ helps: 'musik' }, { offeredOn: '2026-11-01' }), { nil: undefined }),
    minutes: fc.integer({ min: 0, max: 60 * 24 * 400 }),
  })
  .map((it) =>
    factsAt(MONDAY.add({ minutes: it.minutes }), {
      citizen: withStatus(it.status, it.language),
      staffed: it.staffed,
      routineStopped: it.routineStopped,
      plan: it.planned ? [walk] : [],
      joinedAt: it.joined ? MONDAY : null,
      safetyPlan: it.ownPlan,
      ...(it.pending && { pendingCheckIn: { id: 'k1', instrument: 'weekly' } }),
      ...(it.openCase && { openCase: { level: 'today', state: it.openCase, wish: null, discreet: it.discreet } }),
    }),
  )

const heardOf = ({ text, risk, tap }: Said, at: Temporal.Instant): Heard => ({
  text,
  at,
  ...readCommand(text),
  ...(risk && { risk }),
  ...(tap && { value: text }),
})

/** Says one after the other, and looks at each turn. */
const each = (look: (turn: HearResult, heard: Heard, facts: DialogFacts, before: State) => void): void => {
  fc.assert(
    fc.property(state, facts, fc.array(said, { minLength: 1, maxLength: 8 }), (start, initial, all) => {
      let now: State = start
      let known = initial
      for (const one of all) {
        const heard = heardOf(one, known.now)
        const turn = hear(now, heard, known)
        look(turn, heard, known, now)
        now = JSON.parse(JSON.stringify({ open: turn.open, suspended: turn.suspended }))
        for (const effect of turn.effects) {
          if (effect.do === 'set-status') {
            known = { ...known, citizen: { ...known.citizen, status: effect.status } }
          }
          if (effect.do === 'stop-routine') known = { ...known, routineStopped: true }
        }
      }
    }),
    { numRuns: 600, seed: 20261102 },
  )
}

const keysOf = (turn: HearResult): string[] => turn.say.map(({ key }) => key)
const inDanger = ({ risk }: Heard): boolean => risk?.level === 'S2' || risk?.level === 'S3'

test('an active citizen is always answered, or something is done', () => {
  each((turn, _, { citizen }) => {
    if (citizen.status === 'active') expect(turn.say.length + turn.effects.length).toBeGreaterThan(0)
  })
})

test('what is said exists in the catalogue, for every text and every choice', () => {
  const known = content.catalogue.get('da')!
  each((turn) => {
    for (const { key, params = {}, choices = [] } of turn.say) {
      expect(known.has(key), key).toBe(true)
      for (const choice of choices) expect(known.has(choice.key), choice.key).toBe(true)
      for (const value of Object.values(params)) {
        if (String(value).startsWith('@')) expect(known.has(String(value).slice(1)), String(value)).toBe(true)
      }
    }
  })
})

/** What may be asked for at any time is offered beside a question, and is none. */
const OFFERS = ['ring', 'ro', 'plan']
const asks = ({ choices = [] }: HearResult['say'][number]): boolean =>
  choices.some(({ value }) => !OFFERS.includes(value))

test('at most one question is put in a turn, as its last message, and it is the open one', () => {
  each((turn, heard) => {
    if (heard.risk && heard.command === 'STOP') return
    expect(turn.say.slice(0, -1).some(asks), keysOf(turn).join()).toBe(false)
    if (turn.say.slice(-1).some(asks)) expect(turn.open, keysOf(turn).join()).toBeDefined()
  })
})

test('danger is always raised and stops the routine, whatever is open and whatever the status', () => {
  each((turn, heard) => {
    if (!inDanger(heard)) return
    const level = heard.risk?.level === 'S3' ? 'acute' : 'today'
    expect(turn.effects).toContainEqual(expect.objectContaining({ do: 'raise', level, risk: heard.risk?.level }))
    expect(turn.effects).toContainEqual({ do: 'stop-routine' })
    expect(turn.effects).toContainEqual({ do: 'keep-text' })
    expect(turn.kind).toBe('safety')
  })
})

test('a safety reply is alone: no routine text in the same turn', () => {
  each((turn, heard) => {
    if (!inDanger(heard)) return
    const others = keysOf(turn).filter((key) => !key.startsWith('safety.') && key !== 'stop.confirmed')
    expect(others).toEqual([])
  })
})

test('nothing routine is asked while a person is being called', () => {
  each((turn, heard, { routineStopped }, { open }) => {
    if (!routineStopped || heard.command === 'START' || heard.command === 'HEJ') return
    // An exercise or the safety question itself may go on; what had been put aside may not.
    if (open === undefined) expect(keysOf(turn).filter((key) => key.startsWith('check-in.item'))).toEqual([])
  })
})

test('STOP always stops, and after it there is silence until START, danger or a call for a person', () => {
  each((turn, heard, { citizen, routineStopped }, { open }) => {
    if (heard.command === 'STOP' && (citizen.status === 'active' || citizen.status === 'paused')) {
      expect(turn.effects).toContainEqual({ do: 'set-status', status: 'stopped' })
      expect(keysOf(turn)).toContain('stop.confirmed')
    }
    if (
      citizen.status !== 'stopped' ||
      inDanger(heard) ||
      routineStopped ||
      open?.dialog === 'safety' ||
      open?.dialog === 'human'
    )
      return
    if (['START', 'RING', 'HELP'].includes(heard.command ?? '')) return
    expect([turn.say, turn.effects.length > 0]).toEqual([[], heard.risk !== undefined])
  })
})

test('a question that was answered or interrupted is never lost to danger', () => {
  each((turn, heard, { pendingCheckIn }, { open }) => {
    const asked = open?.dialog === 'check-in' && open.step === 'item' && pendingCheckIn?.id === open.data.checkInId
    if (!asked || !heard.risk || heard.command === 'STOP') return
    expect(JSON.stringify([turn.open, turn.suspended])).toContain('"checkInId":"k1"')
  })
})

test('what is remembered is plain JSON', () => {
  each(({ open, suspended }) => {
    for (const at of [open, suspended]) if (at) expect(JSON.parse(JSON.stringify(at))).toEqual(at)
  })
})

test('the same turn twice is the same turn', () => {
  each((turn, heard, known, before) => expect(hear(before, heard, known)).toEqual(turn))
})
