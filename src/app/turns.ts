import { setTimeout as sleep } from 'node:timers/promises'
import { createReceiver } from '../channels/activity.ts'
import type { Channel } from '../channels/channel.ts'
import type { Config } from '../config.ts'
import type { Content } from '../content/load.ts'
import type { ChannelKind } from '../core/citizen.ts'
import type { Snapshot } from '../core/snapshot.ts'
import type { Inbound } from '../core/traffic.ts'
import type { Reply } from '../core/turn-order.ts'
import { isOpen, nextOpening, nextStaffedDate } from '../core/working-hours.ts'
import type { AfterCommit, EffectParts } from '../db/effects.ts'
import { goOn } from '../db/go-on.ts'
import { join } from '../db/joining.ts'
import { hearStranger, markStranger } from '../db/strangers.ts'
import { providerIdOf } from '../db/transcript.ts'
import { createTurnStore } from '../db/turns.ts'
import { createGoOn } from '../dialogs/go-on.ts'
import { createHear } from '../dialogs/hear.ts'
import { factsOf, type Hearing, type HearingDeps } from '../dialogs/hearing.ts'
import type { Decision } from '../dialogs/overhear.ts'
import { createTurn, type TurnDeps, type TurnResult } from '../dialogs/turn.ts'
import { type FollowUpDeps, punctual } from '../jobs/follow-up.ts'
import type { Queues } from '../jobs/queues.ts'
import { createAnnotators } from '../language/annotators.ts'
import { readChoice } from '../language/choices.ts'
import type { Model } from '../language/model/model.ts'
import { readNumber, readNumbers } from '../language/numbers.ts'
import type { RiskScreen } from '../language/risk/screen.ts'
import { readTime } from '../language/times.ts'
import type { Clock } from '../lib/clock.ts'
import { sentence } from '../lib/errors.ts'
import type { Log } from '../lib/log.ts'
import type { Channels } from './channels.ts'
import type { Database } from './database.ts'
import { hoursIn } from './hours.ts'
import { openSecondLooks } from './model.ts'
import { assess, type People } from './people.ts'
import { talkParams } from './talk.ts'
import type { Time } from './time.ts'

/** Its messages are delivered when their row exists. */
const INSTANT: ReadonlySet<ChannelKind> = new Set(['phone'])
/** The safety line to a stranger is worth a few tries; then it is given up and listed as failed. */
const STRANGER_PAUSES_MS = [2_000, 10_000, 30_000]

interface Parts {
  config: Config
  content: Content
  screen: RiskScreen
  clock: Clock
  log: Log
  worker: string
  database: Database
  channels: Channels
  people: People
  time: Time
  queues: Pick<Queues, 'add'>
  effectParts: EffectParts
  /** May help where the rules find nothing. */
  model: Model | undefined
  /** Is it the one on duty, who answers us? Then it is heard there. */
  duty(inbound: Inbound): Promise<boolean>
  /** Somebody may be looking: something changed. */
  changed(): void
}

export interface Turns {
  /** One verified inbound event, from whichever channel; settles when it is committed. */
  receive(inbound: Inbound): Promise<TurnResult>
  /** The follow-up `go-on`: what was interrupted is asked again. */
  goOn: FollowUpDeps['goOn']
  /** What turns still do after their commits. */
  idle(): Promise<void>
  /** The same, without waiting for a provider that is away. */
  close(): Promise<void>
}

/** The way in: annotate → turn → after the commit: replies, queue, people at work. */
export const createTurns = (parts: Parts): Turns => {
  const { config, content, clock, log, worker, database, channels, people, time, queues } = parts
  const { sql } = database.db
  const pending = new Set<Promise<unknown>>()
  const closing = new AbortController()
  /** Work after a commit: nobody waits for it, a fault is logged, the sweep makes up for it. */
  const later = (what: string, work: Promise<unknown>): void => {
    const done: Promise<unknown> = work
      .catch((error: unknown) => log.warn({ what, problem: sentence(error) }, 'after a turn'))
      .finally(() => pending.delete(done))
    pending.add(done)
  }

  const known: Pick<TurnDeps<AfterCommit>, 'facts' | 'hours' | 'rules'> = {
    rules: content.rules,
    facts: {
      languages: [...content.catalogue.keys()],
      instrument: (name) => content.instruments.find((one) => one.name === name),
      exercises: content.exercises,
    },
    hours: {
      isOpen: (at, zone) => isOpen(at, hoursIn(content, zone)),
      nextOpening: (at, zone) => nextOpening(at, hoursIn(content, zone)),
    },
  }
  const dialogs = { readers: { readNumber, readNumbers, readChoice, readTime }, assess }
  const store = createTurnStore(database.db, database.vault, parts.effectParts, {
    readOn: (at, zone) => nextStaffedDate(at, hoursIn(content, zone)),
    closingDays: content.rules.closingDays,
  })
  const takeUp = createGoOn(dialogs)

  const hearing: HearingDeps = {
    ...known,
    municipality: config.municipality,
    hear: createHear(dialogs),
    render: (say, to) =>
      content.render(say, { ...to, params: { ...talkParams(content, config.zone, clock.now()), ...to.params } }),
  }

  const sendOwn = async ({ inbound, snapshot }: Hearing, replies: readonly Reply[]): Promise<void> => {
    const { id: channelId, address, channel } = snapshot.channel
    const { id: citizenId } = snapshot.citizen
    if (!channels.all.has(inbound.channel) || replies.length === 0) return
    await time.dispatcher.sendOwn(replies.map((reply) => ({ ...reply, citizenId, channel, channelId, address })))
  }
  /** The rows are there: losing any of this only means that the sweep does it. */
  const afterwards = ({ followUps, notices, outbox }: AfterCommit): void => {
    if (followUps.length > 0) later('queue', queues.add(...followUps.map((armed) => punctual(armed, clock.now()))))
    if (notices) later('notices', people.notify())
    if (outbox) time.dispatcher.poke()
    parts.changed()
  }

  const second =
    parts.model &&
    openSecondLooks(parts.model, parts, {
      ...hearing,
      ...{ clock, process: worker, afterwards, load: store.load },
      late: (look, replies) => later('replies', sendOwn(look, replies)),
      fault: (error) => log.warn({ problem: sentence(error) }, 'a second look'),
    })

  const turn = createTurn<AfterCommit>({
    ...{ clock, log, process: worker, zone: config.zone },
    ...hearing,
    ...(second && { second }),
    instant: INSTANT,
    store,
    join: (by) => join(sql, database.vault, by),
    stranger: (inbound, today, risk) => hearStranger(sql, database.vault, inbound, today, risk),

    committed({ after, want, ...look }) {
      const { inbound, snapshot, decision } = look
      const channel = channels.all.get(inbound.channel)
      const decided = want && second?.begin(look, want)
      const left = want === 'risk' ? undefined : decided?.then((replies) => sendOwn(look, replies).then(() => replies))
      if (left) later('held replies', left.then(parts.changed))
      else if (!INSTANT.has(inbound.channel)) later('replies', sendOwn(look, look.replies))
      if (channel?.settle) later('settle', tidyUp(channel, inbound, snapshot, decision))
      afterwards(after)
      return left
    },
  })

  /** Takes the buttons from a question that is answered, and tells a tap that answered nothing. */
  const tidyUp = async (channel: Channel, inbound: Inbound, snapshot: Snapshot, decision: Decision): Promise<void> => {
    if (decision.stale) {
      const to = { language: snapshot.citizen.language, channel: inbound.channel, params: {} }
      return channel.settle?.(inbound, { toast: content.render({ key: 'button.old' }, to).text })
    }
    if (inbound.kind === 'choice') return channel.settle?.(inbound, { question: {} })
    const question = snapshot.conversation.open?.question
    // Answered in words: what was asked keeps its words and loses its buttons.
    if (!question || decision.open?.question === question) return
    const providerId = await providerIdOf(sql, question)
    if (providerId) await channel.settle?.(inbound, { question: { providerId } })
  }

  const receiver = createReceiver<TurnResult>({
    annotators: { ...createAnnotators(parts.screen), screen: parts.screen.screenAnyLength },
    handle: turn,
  })

  /** The one line to somebody we do not know goes straight out: there is no citizen whose row could be leased. */
  const answerStranger = async (inbound: Inbound, result: TurnResult): Promise<void> => {
    if (result.outcome !== 'stranger' || !result.reply) return
    const { outboxId, message } = result.reply
    const channel = channels.all.get(inbound.channel)
    for (const pause of [...STRANGER_PAUSES_MS, undefined]) {
      const sent = await channel?.send({ id: outboxId, address: inbound.address, message })
      if (sent?.outcome !== 'retry' || pause === undefined || closing.signal.aborted)
        return markStranger(sql, outboxId, sent?.outcome === 'sent', clock.now())
      await sleep(pause, undefined, { signal: closing.signal }).catch(() => {})
    }
  }

  const idle = async (): Promise<void> => {
    while (pending.size > 0) await Promise.all(pending)
  }

  return {
    async receive(inbound) {
      // Handled, and no turn of anybody's.
      if (await parts.duty(inbound)) return { outcome: 'duplicate' }
      const result = await receiver.receive(inbound)
      if (result.outcome === 'stranger') later('stranger', answerStranger(inbound, result))
      return result
    },
    goOn: (citizenId, followUpId) =>
      goOn(
        {
          ...{ sql, vault: database.vault, load: store.load },
          takeUp: (snapshot, now) => takeUp(snapshot.conversation, factsOf(known, snapshot, now)),
        },
        { citizenId, followUpId, now: clock.now() },
      ),
    idle,
    async close() {
      closing.abort()
      await second?.close()
      await idle()
    },
  }
}
