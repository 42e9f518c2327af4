import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { CaseState } from '../../src/core/case.ts'
import { OUTCOMES } from '../../src/core/case.ts'
import { SNOOZES, SNOOZES_OF } from '../../src/core/snooze.ts'
import { acknowledgeCase, climbCase, resolveCase, snoozeCase } from '../../src/db/case-actions.ts'
import { ACTION, COLOUR } from '../../src/slack/card.ts'
import { INPUT } from '../../src/slack/endings.ts'
import type { SlackMessage } from '../support/slack.ts'
import { buttonsOf, type Desk, LOW, openDesk, S2, S3, text, wordsIn } from './desk.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk?.close())
beforeEach(() => desk.clear())

const A = ACTION
/** Brings a new case into a state and draws it. */
const into = async (state: CaseState, news: Parameters<Desk['raised']>[0] = LOW) => {
  const it = await desk.raised(news)
  const act = { caseId: it.id, by: desk.people.bo }
  if (state === 'acknowledged' || state === 'snoozed') await acknowledgeCase(desk.actions, act)
  if (state === 'snoozed') await snoozeCase(desk.actions, { ...act, until: 'tomorrow' })
  if (state === 'resolved') await resolveCase(desk.actions, { ...act, outcome: 'met', assessed: true })
  await desk.notify()
  return { it: await desk.caseOf(it.id), card: await desk.cardOf(it.alias) }
}
/** Presses with what Slack gives to open a window; the answer, and what was opened. */
const press = async (who: string, on: SlackMessage, action: string, value?: string) => {
  const before = desk.town.views.length
  const trigger = await desk.town.trigger(who)
  const answer = await desk.deliver(desk.town.press(who, on, action, { trigger, ...(value && { value }) }))
  // What goes on after the answer.
  await desk.slack.stop()
  return { answer, view: desk.town.views.slice(before).at(-1) }
}
const filled = (outcome = 'met', over: object = {}) => ({
  outcome: { [INPUT.outcome]: { selected_option: { value: outcome } } },
  filed: { [INPUT.filed]: { selected_option: { value: 'filed' } } },
  ...over,
})

test.each([
  ['open', [A.acknowledge, A.meeting, A.details, A.reply, A.resolve]],
  ['acknowledged', [A.resolve, A.details, A.reply, A.snooze, A.unacknowledge]],
  ['snoozed', [A.acknowledge, A.details, A.reply, A.resolve]],
  ['resolved', [A.details, A.reopen]],
] as const)('a card that is %s has its own colour and the buttons that fit', async (state, buttons) => {
  const { card } = await into(state)
  expect(card.colour).toBe(COLOUR[state])
  expect(buttonsOf(card)).toEqual(buttons)
})

test('what is acute cannot be put aside', async () => {
  expect(buttonsOf((await into('open', S3)).card)).not.toContain(A.snooze)
  expect(buttonsOf((await into('acknowledged', S3)).card)).not.toContain(A.snooze)
})

test('what is for today is not put off to next week, nor by who has not seen it, and the grey card says what comes', async () => {
  const { it, card } = await into('acknowledged')
  const offered = (shown: SlackMessage) =>
    JSON.stringify(shown.blocks.flatMap((block) => block.elements ?? []).find((one) => one.action_id === A.snooze))
  expect(offered(card)).toContain(SNOOZES_OF.today.at(-1))
  expect(offered(card)).not.toContain('monday')
  // A card from before the rule.
  await press('bo', card, A.snooze, 'monday')
  const snoozed = await desk.caseOf(it.id)
  expect(snoozed.snoozedUntil?.toString()).toBe('2026-11-24T08:00:00Z')
  expect(wordsIn(await desk.cardOf(it.alias))).toContain('Sagen åbner igen tirs. 24. nov., 09.00, og bo får besked')
  const unseen = await into('acknowledged')
  await press('bo', unseen.card, A.unacknowledge)
  await press('bo', unseen.card, A.snooze, 'hour')
  expect((await desk.caseOf(unseen.it.id)).state).toBe('open')
  expect((await desk.town.whispers())[0]).toEqual({ to: 'bo', text: text('staff.unseen', {}, 'da') })
  expect(offered((await into('acknowledged', { ...LOW, level: 'soon' })).card)).toContain(SNOOZES.at(-1))
})

describe('every button in every state', () => {
  const steps: [CaseState, string, string | undefined, CaseState][] = [
    ['open', A.acknowledge, undefined, 'acknowledged'],
    ['open', A.meeting, '30', 'open'],
    ['open', A.meeting, 'until', 'open'],
    ['open', A.details, undefined, 'open'],
    ['open', A.reply, undefined, 'open'],
    ['open', A.resolve, undefined, 'resolved'],
    ['acknowledged', A.resolve, undefined, 'resolved'],
    ...SNOOZES_OF.today.map((value): [CaseState, string, string, CaseState] => [
      ...(['acknowledged', A.snooze, value, 'snoozed'] as const),
    ]),
    ['acknowledged', A.unacknowledge, undefined, 'open'],
    ['snoozed', A.acknowledge, undefined, 'acknowledged'],
    ['snoozed', A.resolve, undefined, 'resolved'],
    ['resolved', A.reopen, undefined, 'open'],
  ]
  test.each(steps)('%s, %s %s leads to %s', async (state, action, value, then) => {
    const { it, card } = await into(state)
    const { answer, view } = await press('bo', card, action, value)
    expect(answer).toEqual({ status: 200, body: '' })
    if (view?.callback_id === 'case-resolve')
      expect((await desk.deliver(desk.town.window('bo', view, filled()))).body).toBe('')
    if (view?.callback_id === 'case-meeting-until')
      await desk.deliver(desk.town.window('bo', view, { at: { [INPUT.at]: { selected_time: '10:45' } } }))
    await desk.slack.stop()
    expect((await desk.caseOf(it.id)).state).toBe(then)
    expect((await desk.cardOf(it.alias)).colour).toBe(COLOUR[then])
  })

  test('pressed on an old card, the state decides, and nothing breaks', async () => {
    const { it, card } = await into('open')
    await resolveCase(desk.actions, { caseId: it.id, by: desk.people.mette, outcome: 'met' })
    const before = (await desk.town.whispers()).length
    for (const [action, value] of [[A.acknowledge], [A.meeting, '60'], [A.meeting, '30']] as const)
      expect((await press('bo', card, action, value)).answer.status).toBe(200)
    expect((await desk.caseOf(it.id)).state).toBe('resolved')
    const said = (await desk.town.whispers()).slice(0, -before || undefined)
    expect(said).toEqual(
      Array.from({ length: 3 }, () => ({ to: 'bo', text: text('staff.lost-race', { who: 'mette' }, 'da') })),
    )
  })
})

describe('closing', () => {
  test('shows a neutral note with the case number, which follows the outcome', async () => {
    const { it, card } = await into('acknowledged')
    const { view } = await press('bo', card, A.resolve)
    const note = (shown = view) => shown!.blocks.at(-1)?.element?.initial_value ?? ''
    expect(note().split('\n')).toHaveLength(5)
    expect(note()).toContain('2026-1234')
    for (const word of [it.alias, 'trivsel']) expect(note()).not.toContain(word)
    for (const outcome of OUTCOMES) {
      await desk.deliver(
        desk.town.window('bo', view!, filled(outcome), {
          action_id: INPUT.outcome,
          block_id: 'outcome',
          value: outcome,
        }),
      )
      await desk.slack.stop()
      expect(note(desk.town.views.at(-1))).toContain(text(`staff.outcome.${outcome}`, {}, 'da'))
    }
    await desk.deliver(desk.town.window('bo', view!, filled('passed-on')))
    await desk.slack.stop()
    expect(await desk.caseOf(it.id)).toMatchObject({ state: 'resolved', outcome: 'passed-on', filed: 'filed' })
    expect(wordsIn(await desk.cardOf(it.alias))).toMatch(
      /Afsluttet af bo man\. 23\. nov\., \d\d\.\d\d\. Givet videre\./,
    )
  })

  test('asks about a child whether notifying was considered, and refuses until it was', async () => {
    const { it, card } = await into('acknowledged', { ...S2, class: 'child' })
    expect(wordsIn(card)).toContain('§ 133')
    const { view } = await press('bo', card, A.resolve)
    const refused = await desk.deliver(desk.town.window('bo', view!, filled()))
    expect(JSON.parse(refused.body)).toMatchObject({
      response_action: 'errors',
      errors: { assessed: expect.any(String) },
    })
    const assessed = { assessed: { [INPUT.assessed]: { selected_options: [{ value: 'yes' }] } } }
    await desk.deliver(desk.town.window('bo', view!, filled('met', assessed)))
    expect((await desk.caseOf(it.id)).state).toBe('resolved')
  })

  test('of a case that was opened anew meanwhile is refused in the window', async () => {
    const { it, card } = await into('acknowledged')
    const { view } = await press('bo', card, A.resolve)
    await desk.raise(it.citizenId, S2)
    const refused = await desk.deliver(desk.town.window('bo', view!, filled()))
    expect(JSON.parse(refused.body)).toMatchObject({ errors: { outcome: text('staff.news', {}, 'da') } })
    expect((await desk.caseOf(it.id)).state).toBe('open')
  })

  test('that took too long to open says so in a direct line', async () => {
    const { card } = await into('acknowledged')
    await desk.deliver(desk.town.press('bo', card, A.resolve, { trigger: 'long-gone' }))
    await desk.slack.stop()
    expect((await desk.town.directs('bo')).at(-1)?.text).toBe(text('staff.press-again', {}, 'da'))
  })

  test('is not opened for a stranger, nor by a window that was forged', async () => {
    const { it, card } = await into('acknowledged')
    const { view } = await press('ulla', card, A.resolve)
    expect(view).toBeUndefined()
    const own = (await press('bo', card, A.resolve)).view!
    const refused = await desk.deliver(desk.town.window('ulla', own, filled()))
    expect(JSON.parse(refused.body)).toMatchObject({ errors: { outcome: text('staff.forbidden', {}, 'da') } })
    expect((await desk.deliver(desk.town.window('bo', { ...own, private_metadata: '{}' }, filled()))).status).toBe(200)
    expect((await desk.caseOf(it.id)).state).toBe('acknowledged')
  })
})

test.each([
  ['back: 9:00 the next day is 25 hours later', '2026-10-24T07:00:00Z', '2026-10-25T08:00:00Z'],
  ['forward: 9:00 the next day is 23 hours later', '2027-03-27T08:00:00Z', '2027-03-28T07:00:00Z'],
])('what is put aside is open again at 9:00 by the clock, also when it goes %s', async (_when, saturday, sunday) => {
  desk.clock.set(saturday)
  const { it, card } = await into('acknowledged')
  await press('bo', card, A.snooze, 'tomorrow')
  const snoozed = await desk.caseOf(it.id)
  expect(snoozed.snoozedUntil?.toString()).toBe(sunday)
  // Not a second before.
  desk.clock.set(snoozed.snoozedUntil!.subtract({ seconds: 1 }))
  await climbCase(desk.actions, it.id)
  expect((await desk.caseOf(it.id)).state).toBe('snoozed')
  desk.clock.set(snoozed.snoozedUntil!)
  await climbCase(desk.actions, it.id)
  await desk.notify()
  expect((await desk.directTo('bo', it.alias)).map((message) => message.text)).toEqual([
    text('staff.direct.woke', { level: 'I dag', alias: it.alias, class: 'Lav trivsel' }, 'da'),
  ])
  expect((await desk.cardOf(it.alias)).colour).toBe(COLOUR.open)
})

describe('are you still on it?', () => {
  const asked = async () => {
    const { it } = await into('acknowledged')
    desk.clock.set(it.nextStepAt!)
    await climbCase(desk.actions, it.id)
    await desk.notify()
    const [question] = await desk.directTo('bo', it.alias)
    expect(buttonsOf(question!)).toEqual([A.stillOnIt, A.passOn, A.resolve, A.open])
    return { it, question: question! }
  }

  test('yes: it stays, and the question loses its buttons', async () => {
    const { it, question } = await asked()
    await press('bo', question, A.stillOnIt)
    expect(await desk.caseOf(it.id)).toMatchObject({ state: 'acknowledged', askedAt: null })
    expect(buttonsOf((await desk.directTo('bo', it.alias))[0]!)).toEqual([])
  })

  test('no: it goes to another at once', async () => {
    const { it, question } = await asked()
    await press('bo', question, A.passOn)
    expect(await desk.caseOf(it.id)).toMatchObject({ state: 'open', assigneeId: desk.people.mette })
    expect((await desk.directTo('mette', it.alias)).at(-1)?.text).toContain('nu er den hos dig')
  })

  test('silence: nobody has it any more, and the next is told', async () => {
    const { it } = await asked()
    desk.clock.set((await desk.caseOf(it.id)).nextStepAt!)
    await climbCase(desk.actions, it.id)
    await desk.notify()
    expect(await desk.caseOf(it.id)).toMatchObject({ state: 'open', acknowledgedBy: null })
    expect((await desk.cardOf(it.alias)).colour).toBe(COLOUR.open)
  })
})

test('everybody is told in their own language', async () => {
  const speaks = (language: 'da' | 'en') =>
    desk.db.sql.updateTable('caseworker').set({ language }).where('id', '=', desk.people.mette).execute()
  await speaks('en')
  const { it, card } = await into('open')
  expect(card.text).toBe(`*Today: ${it.alias}* · Low wellbeing`)
  expect((await desk.directTo('mette', it.alias))[0]?.text).toContain('Press "I have seen it"')
  await acknowledgeCase(desk.actions, { caseId: it.id, by: desk.people.bo })
  await press('mette', card, A.acknowledge)
  expect((await desk.town.whispers())[0]).toEqual({ to: 'mette', text: text('staff.lost-race', { who: 'bo' }, 'en') })
  await speaks('da')
})

test('the longest names and many reasons stay within what Slack takes', async () => {
  await desk.db.sql
    .updateTable('caseworker')
    .set({ name: 'Ø'.repeat(4000) })
    .where('id', '=', desk.people.bo)
    .execute()
  for (const state of ['open', 'acknowledged', 'snoozed', 'resolved'] as const) await into(state)
  await desk.db.sql.updateTable('caseworker').set({ name: 'bo' }).where('id', '=', desk.people.bo).execute()
})

test('a press that does nothing is answered to who pressed: one that was forged, outdated or made twice', async () => {
  const { it, card: before } = await into('open')
  const told = async () => (await desk.town.whispers()).map(({ to, text: line }) => `${to}: ${line}`)
  const heard = async (who: string, on: SlackMessage, action: string, value?: string): Promise<string[]> => {
    const known = (await told()).length
    expect((await press(who, on, action, value)).answer.status).toBe(200)
    const all = await told()
    return all.slice(0, all.length - known)
  }
  const outdated = `bo: ${text('staff.outdated', {}, 'da')}`
  expect(await heard('bo', before, A.acknowledge)).toEqual([])
  expect(await heard('bo', before, A.acknowledge)).toEqual([`bo: ${text('staff.already', {}, 'da')}`])
  await desk.notify()
  const card = await desk.cardOf(it.alias)
  expect(await heard('bo', card, A.snooze, 'next-year')).toEqual([outdated])
  const forged = { ...card, blocks: card.blocks.map((block) => ({ ...block, block_id: 'case:none:1' })) }
  expect(await heard('bo', forged, A.snooze, 'hour')).toEqual([outdated])
  expect((await desk.caseOf(it.id)).state).toBe('acknowledged')
})
