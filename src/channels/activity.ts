// botbuilder-core's own files, because the index costs 0.35 s and 55 MB (connector, Azure identity, JWT) that an
// adapter of our own never calls; these two cost 3 ms and 3 MB. Types are free.
import type { Activity, ConversationReference, ResourceResponse, TurnContext } from 'botbuilder'
import { BotAdapter } from 'botbuilder-core/lib/botAdapter.js'
import { TurnContextStateCollection } from 'botbuilder-core/lib/turnContextStateCollection.js'
import { type Heard, isByPoints, isCall } from '../core/heard.ts'
import type { Inbound } from '../core/traffic.ts'
import { maskNumbers } from '../lib/mask.ts'
import { type Annotators, annotating, notesOf, type Turn } from './screen.ts'

/** botbuilder's name for each kind of event. `event` carries no words of the person's own. */
const TYPE: Record<Inbound['kind'], string> = {
  text: 'message',
  choice: 'message',
  edited: 'messageUpdate',
  voice: 'message',
  other: 'message',
  start: 'event',
  blocked: 'installationUpdate',
  unblocked: 'installationUpdate',
}

/** Inbound as a botbuilder Activity. */
export const toActivity = (inbound: Inbound): Activity => {
  const activity: Partial<Activity> = {
    type: TYPE[inbound.kind],
    id: inbound.eventId,
    channelId: inbound.channel,
    timestamp: new Date(inbound.receivedAt.epochMilliseconds),
    from: { id: inbound.address, name: '' },
    conversation: { id: inbound.address, isGroup: false, conversationType: 'personal', name: '' },
    text: inbound.text,
    name: inbound.kind,
  }
  if (inbound.value !== undefined) activity.value = inbound.value
  if (inbound.onMessage !== undefined) activity.replyToId = inbound.onMessage
  // The type demands fields of Microsoft's own transport (serviceUrl, recipient, …) that our channels do not have.
  return activity as Activity
}

/** botbuilder's adapter as far as we use it: inbound middleware. Messages leave by the outbox, never from a turn. */
class ReceivingAdapter extends BotAdapter {
  async turn(turn: Turn, handle: () => Promise<void>): Promise<void> {
    // TurnContext itself drags in the whole index; middleware sees no more of it than `Turn`.
    await this.runMiddleware(turn as unknown as TurnContext, handle)
  }
  override sendActivities(): Promise<ResourceResponse[]> {
    throw new NoWayOut()
  }
  override updateActivity(): Promise<ResourceResponse | undefined> {
    throw new NoWayOut()
  }
  override deleteActivity(_context: TurnContext, _reference: Partial<ConversationReference>): Promise<void> {
    throw new NoWayOut()
  }
  override continueConversation(): Promise<void> {
    throw new NoWayOut()
  }
}

/** Something tried to send from inside a turn. A message is a row before it is a send. */
export class NoWayOut extends Error {
  override readonly name = 'NoWayOut'
}

export interface Receiver<T> {
  /** Annotates and hands on. Rejects with what the handler or an annotator threw. */
  receive(inbound: Inbound): Promise<T>
}

/**
 * The way in for every channel: Inbound → Activity → annotating middleware → `handle`.
 * Every free text is rid of CPR, account and card numbers here and then screened, before anything else looks at it;
 * edited messages and captions too.
 */
export const createReceiver = <T>(deps: {
  annotators: Annotators
  handle(inbound: Inbound, heard: Heard): Promise<T>
}): Receiver<T> => {
  const adapter = new ReceivingAdapter()
  adapter.use(...annotating(deps.annotators))
  return {
    async receive(event) {
      // Half a character, as a cut leaves it, is none.
      const { text, removed } = maskNumbers(event.text.toWellFormed())
      const inbound: Inbound = { ...event, text, ...(removed.length > 0 && { removed }) }
      const turn: Turn = { activity: toActivity(inbound), turnState: new TurnContextStateCollection() }
      let answer: { of: T } | undefined
      await adapter.turn(turn, async () => {
        answer = { of: await deps.handle(inbound, heardOf(inbound, turn)) }
      })
      if (answer === undefined) throw new Error('a middleware ended the turn before its handler')
      return answer.of
    },
  }
}

const heardOf = (inbound: Inbound, turn: Turn): Heard => {
  const heard: Heard = { text: inbound.text, at: inbound.receivedAt }
  const { risk, language, word } = notesOf(turn)
  if (inbound.value !== undefined) heard.value = inbound.value
  // What is nothing but a call for a person is made of words that are all known: a sum of points knows no more of it.
  if (risk && !(word && isCall(word) && isByPoints(risk))) heard.risk = risk
  if (language) heard.language = language
  if (word?.command) heard.command = word.command
  if (word?.nearStop) heard.nearStop = true
  if (word?.beside) heard.beside = word.beside
  return heard
}
