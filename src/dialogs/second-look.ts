import type { Language } from '../core/citizen.ts'
import type { Heard, RiskLevel } from '../core/heard.ts'
import type { Opinion, VoiceRef } from '../core/opinion.ts'
import type { Snapshot } from '../core/snapshot.ts'
import type { Inbound } from '../core/traffic.ts'
import type { Reply, SecondOrder } from '../core/turn-order.ts'
import type { Clock } from '../lib/clock.ts'
import { asking, decide, factsOf, type Hearing, type HearingDeps, rendered } from './hearing.ts'
import type { Decision } from './overhear.ts'
import { improved, type Want, wantsOf } from './understand.ts'

/** A turn that is written, as far as a second look needs it. */
export interface FirstLook extends Hearing {
  inboxId: string
  key: Buffer
  decision: Decision
  /** Leased to this process; held back unless only a level may be raised. */
  replies: readonly Reply[]
}

export interface SecondLookDeps<After> extends HearingDeps {
  clock: Clock
  /** This process's name on leases. */
  process: string
  /** Milliseconds that somebody waits for a better reply. */
  patience: Record<Exclude<Want, 'risk'>, number>
  model: {
    /** Whether sound can be written down. */
    hears: boolean
    /** `trial`: it was down, and is tried with something nobody waits for. */
    state(purpose: 'understand' | 'transcribe'): 'ready' | 'trial' | 'resting'
    consider(
      question: { text: string; names: readonly string[]; language: Language },
      signal: AbortSignal,
    ): Promise<Opinion | undefined>
    transcribe(
      sound: { sound: Uint8Array<ArrayBuffer>; type: string; language: Language },
      signal: AbortSignal,
    ): Promise<string | undefined>
  }
  /** Undefined: too large, gone, or not to be had in time. */
  fetchVoice(
    channel: Inbound['channel'],
    voice: VoiceRef,
    signal: AbortSignal,
  ): Promise<{ sound: Uint8Array<ArrayBuffer>; type: string } | undefined>
  /** The same for written-down words as for any others: rid of numbers, screened, read for commands. */
  annotate(inbound: Inbound): Promise<{ inbound: Inbound; heard: Heard }>
  store: {
    load(by: { channel: Inbound['channel']; address: string; now: Temporal.Instant }): Promise<Snapshot | undefined>
    second(order: SecondOrder): Promise<{ outcome: 'written'; after: After } | { outcome: 'settled' | 'conflict' }>
  }
  /** What is to be done when a second write has committed. Must not throw and is not waited for. */
  afterwards(after: After): void
  /** Replies that nobody waited for any more. */
  late(look: FirstLook, replies: readonly Reply[]): void
  /** A fault; everything goes on without the second look. */
  fault(error: unknown): void
}

export interface SecondLooks {
  wants(hearing: Hearing, decision: Decision): Want | undefined
  /** The citizen writes again: what waits for a better answer does not wait any longer. */
  hurry(citizenId: string): void
  /** Begins a look. Settles with the replies that shall leave, at the latest when the patience is over; never rejects. */
  begin(look: FirstLook, want: Want): Promise<readonly Reply[]>
  /** All that is under way ends now. */
  close(): Promise<void>
}

const TRIES = 8
const LEASE = { seconds: 30 }
const RANK: Record<RiskLevel, number> = { S1: 1, S2: 2, S3: 3 }

const higher = (than: RiskLevel | undefined, level: RiskLevel): boolean => !than || RANK[level] > RANK[than]

/**
 * What a language model may do, beside the turn and never in it: the turn is written and its provider answered before the
 * model is asked. Whoever claims a held reply first decides what leaves: a better answer, the clock, or the next message.
 */
export const createSecondLooks = <After>(deps: SecondLookDeps<After>): SecondLooks => {
  const { clock, model, store } = deps
  const closing = new AbortController()
  const running = new Set<Promise<void>>()
  const waiting = new Map<string, Set<() => void>>()

  const order = (look: FirstLook, snapshot: Snapshot, decision: Decision, replies: readonly Reply[]): SecondOrder => {
    const now = clock.now()
    return {
      ...{ inboxId: look.inboxId, citizenId: snapshot.citizen.id, key: look.key, now, replies, replaces: [] },
      version: snapshot.conversation.version,
      open: asking(decision.open, replies),
      suspended: decision.suspended,
      channel: look.inbound.channel,
      channelId: snapshot.channel.id,
      lease: { by: deps.process, until: now.add(LEASE) },
      effects: decision.effects,
      heardAt: look.facts.now,
    }
  }

  /** Hears an event anew on the state as it is now. Undefined: it was done before, or there is nobody any more. */
  const hearAnew = async (
    look: FirstLook,
    { inbound, heard }: Pick<Hearing, 'inbound' | 'heard'>,
    once: Pick<SecondOrder, 'raises' | 'replaces'> & { transcript?: string },
  ): Promise<{ replies: readonly Reply[]; hearing: Hearing; decision: Decision } | undefined> => {
    for (let tries = 0; tries < TRIES; tries++) {
      const now = clock.now()
      const snapshot = await store.load({ channel: inbound.channel, address: inbound.address, now })
      if (snapshot?.citizen.id !== look.snapshot.citizen.id) return undefined
      // What was said answers what was asked then. Something else may be open by now; danger is danger whenever it is heard.
      const movedOn = snapshot.conversation.version !== look.snapshot.conversation.version + 1
      if (once.transcript !== undefined && movedOn && !heard.risk) return undefined
      const hearing: Hearing = { inbound, heard: { ...heard, at: now }, snapshot, facts: factsOf(deps, snapshot, now) }
      const decision = decide(deps, hearing)
      const replies = rendered(deps, snapshot, decision, now)
      const { transcript, ...guards } = once
      const kept = decision.effects.some((effect) => effect.do === 'keep-text')
      const written = await store.second({
        ...order(look, snapshot, decision, replies),
        ...guards,
        ...(transcript !== undefined && { heard: { text: transcript, risk: heard.risk?.level ?? null, kept } }),
      })
      if (written.outcome === 'conflict') continue
      if (written.outcome !== 'written') return undefined
      deps.afterwards(written.after)
      return { replies, hearing, decision }
    }
    return undefined
  }

  /** A level above what the rules found, through the same dialog as theirs; the model says nothing in it. */
  const raise = (
    look: FirstLook,
    { level, class: reason }: NonNullable<Opinion['risk']>,
    replaces: readonly string[],
  ) => {
    const { removed: _, ...inbound } = look.inbound
    const heard: Heard = { ...look.heard, risk: { level, class: reason, span: '', rule: 'model' } }
    return hearAnew(look, { inbound, heard }, { raises: level, replaces })
  }

  /** The answer that waits is made better. Undefined: it is not, or something came between. */
  const improve = async (look: FirstLook, better: Decision): Promise<readonly Reply[] | undefined> => {
    const replies = rendered(deps, look.snapshot, better, clock.now())
    const { version } = look.snapshot.conversation
    const written = await store.second({
      ...order(look, look.snapshot, better, replies),
      version: version + 1,
      replaces: look.replies.map(({ id }) => id),
    })
    if (written.outcome !== 'written') return undefined
    deps.afterwards(written.after)
    return replies
  }

  /** The right to decide what leaves; whoever comes second has none. */
  interface Hold {
    claim(): boolean
    leave(replies: readonly Reply[]): void
  }

  const consider = async (look: FirstLook, { claim, leave }: Hold): Promise<void> => {
    const { snapshot, inbound, heard } = look
    const opinion = await model.consider(
      {
        text: inbound.text,
        names: [snapshot.name, snapshot.caseworker.name],
        language: snapshot.citizen.language,
      },
      closing.signal,
    )
    if (!opinion) return
    if (opinion.risk && higher(heard.risk?.level, opinion.risk.level)) {
      const inTime = claim()
      const raised = await raise(look, opinion.risk, inTime ? look.replies.map(({ id }) => id) : [])
      if (raised && inTime) leave(raised.replies)
      else if (raised) deps.late(look, raised.replies)
      return
    }
    const better = improved(deps, look, look.decision, opinion)
    if (!better || !claim()) return
    const replies = await improve(look, better)
    if (replies) leave(replies)
  }

  const listen = async (look: FirstLook, { claim, leave }: Hold): Promise<void> => {
    const { inbound, snapshot } = look
    const found = await deps.fetchVoice(inbound.channel, inbound.voice!, closing.signal)
    const { language } = snapshot.citizen
    const said = found && (await model.transcribe({ ...found, language }, closing.signal))
    if (!said) return
    const { voice: _, ...rest } = inbound
    const words = await deps.annotate({ ...rest, kind: 'text', text: said })
    const inTime = claim()
    // It was said that nobody hears; only danger is a reason to have heard after all.
    if (!inTime && !words.heard.risk) return
    const replaces = inTime ? look.replies.map(({ id }) => id) : []
    const heard = await hearAnew(look, words, { replaces, transcript: words.inbound.text })
    if (!heard) return
    if (inTime) leave(heard.replies)
    else return deps.late(look, heard.replies)
    const { hearing, decision, replies } = heard
    const facts = { ...hearing.facts, now: look.facts.now }
    const again: FirstLook = { ...look, ...hearing, facts, decision, replies }
    if (wantsOf(again, decision, false)) await consider(again, { claim: () => false, leave() {} })
  }

  const holdUntil = (look: FirstLook, want: Want, resolve: (replies: readonly Reply[]) => void): Hold => {
    const { id } = look.snapshot.citizen
    const mine = waiting.get(id) ?? new Set()
    let held = want !== 'risk'
    const claim = (): boolean => {
      if (!held) return false
      held = false
      clearTimeout(timer)
      mine.delete(giveUp)
      if (mine.size === 0) waiting.delete(id)
      return true
    }
    const giveUp = (): void => {
      if (claim()) resolve(look.replies)
    }
    const timer = want === 'risk' ? undefined : setTimeout(giveUp, deps.patience[want])
    // What is being written down is worth its time: nothing else has been said about it.
    if (want === 'reply') waiting.set(id, mine.add(giveUp))
    if (want === 'risk') resolve(look.replies)
    return { claim, leave: resolve }
  }

  return {
    wants(hearing, decision) {
      const want = wantsOf(hearing, decision, model.hears)
      const state = want && model.state(want === 'voice' ? 'transcribe' : 'understand')
      if (state === 'resting') return undefined
      return state === 'trial' && want === 'reply' ? 'risk' : want
    },

    hurry(citizenId) {
      for (const giveUp of waiting.get(citizenId) ?? []) giveUp()
    },

    begin(look, want) {
      const { promise, resolve } = Promise.withResolvers<readonly Reply[]>()
      const hold = holdUntil(look, want, resolve)
      const work = (want === 'voice' ? listen(look, hold) : consider(look, hold)).catch(deps.fault).finally(() => {
        hold.claim()
        resolve(look.replies)
        running.delete(work)
      })
      running.add(work)
      return promise
    },

    async close() {
      closing.abort()
      await Promise.all(running)
    },
  }
}
