import type { App, ViewSubmitAction } from '@slack/bolt'
import type { Ending } from '../core/case-acts.ts'
import { MEETINGS, type MeetingEnd, SNOOZES, type Snooze } from '../core/snooze.ts'
import type { Log } from '../lib/log.ts'
import { ACTION } from './card.ts'
import { type EndingFacts, INPUT, type Memory, meetingView, readView, resolveView, VIEW } from './endings.ts'
import { type Wording, wordingFor } from './notice.ts'
import {
  type Acted,
  type CasePress,
  openView,
  placeOf,
  type Reader,
  readPress,
  refusalOf,
  settleDirect,
  whisper,
} from './press.ts'
import { webApiErrorOf } from './web-api-error.ts'

/** One act on a case. `by` is the Slack user's id. */
export interface Act {
  caseId: string
  by: string
  seenVersion: number
}

export interface CardDeps extends Reader {
  acknowledge(act: Act): Promise<Acted>
  unacknowledge(act: Act): Promise<Acted>
  stillOnIt(act: Act): Promise<Acted>
  reopen(act: Act): Promise<Acted>
  snooze(act: Act & { until: Snooze }): Promise<Acted>
  meeting(act: Act & { until: MeetingEnd }): Promise<Acted>
  resolve(act: Act & Ending): Promise<Acted>
  /** What the window that closes a case shows, to who may close it. */
  ending(
    act: Omit<Act, 'seenVersion'>,
  ): Promise<({ ok: true } & EndingFacts) | { ok: false; why: 'gone' | 'forbidden' }>
  /** Something was written: cards are drawn anew, the citizen is told. */
  afterCommit(): Promise<unknown>
  log: Log
  wording: Wording
}

/**
 * Hangs the buttons of cards and direct messages on the app. The state decides; who comes second, or may not, is told so
 * and nobody else.
 */
export const listenToCards = (app: App, deps: CardDeps): void => {
  app.action(ACTION.open, ({ ack }) => ack())

  const on = (action: string, act: (press: CasePress) => Promise<Acted | undefined>): void => {
    app.action(action, async ({ ack, body, client }) => {
      const press = readPress(body)
      if (!press) return stranger({ ack, body, client }, deps)
      // Answered when it is written: a press that could not be is shown as failed to who pressed.
      const acted = await act(press)
      await ack()
      if (acted) await told(client, press, acted, deps)
      else await outdated(client, press.place, deps)
    })
  }
  on(ACTION.acknowledge, deps.acknowledge)
  on(ACTION.unacknowledge, deps.unacknowledge)
  on(ACTION.passOn, deps.unacknowledge)
  on(ACTION.stillOnIt, deps.stillOnIt)
  on(ACTION.reopen, deps.reopen)
  on(ACTION.snooze, async (press) => {
    const until = SNOOZES.find((one) => one === press.value)
    return until && deps.snooze({ ...press, until })
  })

  app.action(ACTION.meeting, async ({ ack, body, client }) => {
    const press = readPress(body)
    if (!press) return stranger({ ack, body, client }, deps)
    const minutes = MEETINGS.find((one) => String(one) === press.value)
    const acted = minutes && (await deps.meeting({ ...press, until: { minutes } }))
    await ack()
    if (acted) return told(client, press, acted, deps)
    if (press.value !== 'until') return outdated(client, press.place, deps)
    const wording = await wordsFor(press.by, deps)
    await openView(client, press, meetingView(memoryOf(press), wording), { wording, log: deps.log })
  })

  app.action(ACTION.resolve, async ({ ack, body, client }) => {
    const press = readPress(body)
    if (!press) return stranger({ ack, body, client }, deps)
    await ack()
    const [wording, facts] = await Promise.all([wordsFor(press.by, deps), deps.ending(press)])
    if (!facts.ok) return told(client, press, { done: false, why: facts.why }, deps)
    await openView(client, press, resolveView(facts, memoryOf(press), undefined, wording), { wording, log: deps.log })
  })

  // The note follows the outcome that was chosen.
  app.action(INPUT.outcome, async ({ ack, body, client }) => {
    await ack()
    const view = 'view' in body ? readView(body.view) : undefined
    if (!view?.outcome) return
    const by = body.user.id
    const [wording, facts] = await Promise.all([wordsFor(by, deps), deps.ending({ caseId: view.memory.caseId, by })])
    if (!facts.ok) return
    try {
      await client.views.update({ view_id: view.id, view: resolveView(facts, view.memory, view.outcome, wording) })
    } catch (error) {
      deps.log.warn({ code: webApiErrorOf(error).code }, 'the note could not follow the outcome')
    }
  })

  app.view<ViewSubmitAction>(VIEW.resolve, async ({ ack, body, view: given, client }) => {
    const view = readView(given)
    const { outcome, filed, assessed } = view ?? {}
    if (!view || !outcome || !filed) return ack()
    const by = body.user.id
    const { memory } = view
    const acted = await deps.resolve({ ...memory, by, outcome, filed, assessed: assessed ?? false })
    await finish(
      client,
      { ack, by, memory, block: acted.done || acted.why !== 'not-assessed' ? 'outcome' : 'assessed' },
      acted,
      deps,
    )
  })

  app.view<ViewSubmitAction>(VIEW.meeting, async ({ ack, body, view: given, client }) => {
    const view = readView(given)
    if (!view?.at) return ack()
    const by = body.user.id
    const { memory } = view
    const acted = await deps.meeting({ ...memory, by, until: { at: view.at } })
    await finish(client, { ack, by, memory, block: 'at' }, acted, deps)
  })
}

type Client = App['client']

/** Drawn by an older version of ours, or changed on the way. */
const stranger = async (
  { ack, body, client }: { ack: () => Promise<void>; body: unknown; client: Client },
  deps: CardDeps,
): Promise<void> => {
  deps.log.warn('a press from Slack that is none of ours')
  await ack()
  const place = placeOf(body)
  if (place) await outdated(client, place, deps)
}

/** Nothing came of it, and who pressed is not left to guess. */
const outdated = async (client: Client, place: CasePress['place'], deps: CardDeps): Promise<void> => {
  const { text, language } = await wordsFor(place.user, deps)
  await whisper(client, place, text('staff.outdated', {}, language), deps.log)
}

const memoryOf = ({ caseId, seenVersion, place, text }: CasePress): Memory => ({
  ...{ caseId, seenVersion, place },
  // A window keeps 3,000 characters.
  text: text.slice(0, 1_500),
})

const wordsFor = async (by: string, { languageOf, wording }: CardDeps): Promise<Wording> =>
  wordingFor(wording, await languageOf(by))

/** After a press: everybody sees what came of it, or who pressed alone why nothing did. */
const told = async (
  client: Client,
  { by, place, text }: Pick<CasePress, 'by' | 'place' | 'text'>,
  acted: Acted,
  deps: CardDeps,
): Promise<void> => {
  if (acted.done) await deps.afterCommit()
  else {
    const wording = await wordsFor(by, deps)
    const line = refusalOf(acted, by, wording) ?? wording.text('staff.already', {}, wording.language)
    await whisper(client, place, line, deps.log)
  }
  if (acted.done || acted.why === 'too-late' || acted.why === 'gone') await settleDirect(client, place, text, deps.log)
}

/** After a window was sent: it closes, or says in the field what is wrong. */
const finish = async (
  client: Client,
  {
    ack,
    by,
    memory,
    block,
  }: {
    ack: (answer?: { response_action: 'errors'; errors: Record<string, string> }) => Promise<void>
    by: string
    memory: Memory
    block: string
  },
  acted: Acted,
  deps: CardDeps,
): Promise<void> => {
  const refusal = acted.done ? undefined : refusalOf(acted, by, await wordsFor(by, deps))
  if (refusal) await ack({ response_action: 'errors', errors: { [block]: refusal } })
  else await ack()
  if (acted.done) await told(client, { by, place: memory.place, text: memory.text }, acted, deps)
}
