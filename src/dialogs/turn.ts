import type { ChannelKind } from '../core/citizen.ts'
import type { Effect } from '../core/effect.ts'
import type { Heard, RiskLevel } from '../core/heard.ts'
import type { Rendered } from '../core/message.ts'
import type { Snapshot } from '../core/snapshot.ts'
import type { Inbound } from '../core/traffic.ts'
import type { Reply, TurnOrder } from '../core/turn-order.ts'
import type { Clock } from '../lib/clock.ts'
import { newId } from '../lib/ids.ts'
import type { Log } from '../lib/log.ts'
import { asking, decide, factsOf, type HearingDeps, rendered } from './hearing.ts'
import { tokenIn } from './invitation.ts'
import type { FirstLook, SecondLooks } from './second-look.ts'
import type { Want } from './understand.ts'

/** What became of one inbound event. Every outcome is final: the provider may be told that we have it. */
export type TurnResult =
  | { outcome: 'answered'; citizenId: string; replies: readonly Reply[]; stale?: boolean }
  | { outcome: 'duplicate' }
  | { outcome: 'stranger'; reply?: { outboxId: string; message: Rendered } }

/** What a turn needs of the rest of the house; wired in app.ts. */
export interface TurnDeps<After> extends HearingDeps {
  clock: Clock
  log: Log
  /** This process's name on leases. */
  process: string
  /** The house's own zone: the day of somebody we do not know. */
  zone: string
  /** Channels whose messages are delivered when their row exists. */
  instant: ReadonlySet<ChannelKind>
  store: {
    load(by: { channel: ChannelKind; address: string; now: Temporal.Instant }): Promise<Snapshot | undefined>
    keyFor(citizenId: string): Promise<Buffer>
    write(
      order: TurnOrder,
      extras: { effects: readonly Effect[]; joined: boolean; verify: boolean },
    ): Promise<{ outcome: 'written'; after: After } | { outcome: 'conflict' } | { outcome: 'duplicate' }>
  }
  join(by: {
    token: string
    channel: ChannelKind
    address: string
    now: Temporal.Instant
  }): Promise<'linked' | 'used' | 'expired' | 'unknown' | 'someone-else'>
  stranger(
    inbound: Inbound,
    today: string,
    risk: RiskLevel | null,
  ): Promise<{ outcome: 'duplicate' | 'quiet' } | { outcome: 'reply'; outboxId: string }>
  /** A language model's second look at what the rules have answered, when one is configured. */
  second?: Pick<SecondLooks, 'wants' | 'hurry'>
  /**
   * The rest, after the commit; losing it does no harm. Must not throw. With `want` the replies are held back, and it
   * settles with those that left.
   */
  committed(turn: FirstLook & { after: After; want: Want | undefined }): Promise<readonly Reply[]> | undefined
}

/** Turns of one citizen meet this often at most before the provider is asked to come again. */
const TRIES = 8
/** As long as a process may take from the commit to the last of its own replies. */
const LEASE = { seconds: 30 }

/** Too many turns of one citizen at once: nothing was stored, the provider tries again. */
export class TurnBusy extends Error {
  override name = 'TurnBusy'
}

/** Runs one inbound message: load → understand → hear → write → send. */
export const createTurn = <After>(deps: TurnDeps<After>) => {
  const { clock, store } = deps

  return async (inbound: Inbound, annotated: Heard): Promise<TurnResult> => {
    for (let attempt = 1; attempt <= TRIES; attempt++) {
      const now = clock.now()
      // load
      const snapshot = await store.load({
        channel: inbound.channel,
        address: inbound.address,
        now,
      })
      if (!snapshot) {
        const joined = await welcomeIn(deps, inbound, annotated, now)
        if (joined === 'again') continue
        return joined
      }
      deps.second?.hurry(snapshot.citizen.id)
      // understand
      const { text } = inbound
      const heard: Heard = { ...annotated, text, at: now }
      const facts = factsOf(deps, snapshot, now)
      // hear
      const hearing = { inbound, heard, snapshot, facts }
      const decision = decide(deps, hearing)
      const want = deps.second?.wants(hearing, decision)
      const replies = rendered(deps, snapshot, decision, now)
      // write
      const inboxId = newId()
      const key = await store.keyFor(snapshot.citizen.id)
      const written = await store.write(
        {
          inbound,
          inboxId,
          citizenId: snapshot.citizen.id,
          version: snapshot.conversation.version,
          key,
          now,
          text: text === '' ? null : text,
          kept: decision.effects.some((effect) => effect.do === 'keep-text'),
          risk: heard.risk?.level ?? null,
          open: asking(decision.open, replies),
          suspended: decision.suspended,
          replies,
          channelId: snapshot.channel.id,
          instant: deps.instant.has(inbound.channel) && (!want || want === 'risk'),
          lease: { by: deps.process, until: now.add(LEASE) },
        },
        {
          effects: [
            ...decision.effects.filter((effect) => effect.do !== 'keep-text'),
            ...(snapshot.conversation.open && !decision.open ? [{ do: 'send-waiting' } as const] : []),
          ],
          joined: !snapshot.conversation.open && decision.open?.dialog === 'welcome',
          verify: snapshot.channel.state !== 'ok' && inbound.kind !== 'blocked',
        },
      )
      if (written.outcome === 'conflict') continue
      if (written.outcome === 'duplicate') return { outcome: 'duplicate' }
      // send: the answers leave now; the queue hears of the rest
      const left = deps.committed({ ...hearing, inboxId, key, decision, replies, after: written.after, want })
      // A phone is shown what came back to it; a provider is never kept waiting.
      const shown = deps.instant.has(inbound.channel) ? await left : undefined
      const { id: citizenId } = snapshot.citizen
      return { outcome: 'answered', citizenId, replies: shown ?? replies, ...(decision.stale && { stale: true }) }
    }
    throw new TurnBusy('this citizen writes from several places at once')
  }
}

/** Somebody we do not know: an invitation lets them in, else one polite line a day. */
const welcomeIn = async <After>(
  deps: TurnDeps<After>,
  inbound: Inbound,
  heard: Heard,
  now: Temporal.Instant,
): Promise<TurnResult | 'again'> => {
  const token = tokenIn(inbound)
  const joining = token
    ? await deps.join({ token, channel: inbound.channel, address: inbound.address, now })
    : 'unknown'
  if (joining === 'linked') return 'again'
  const today = now.toZonedDateTimeISO(deps.zone).toPlainDate().toString()
  if (inbound.kind === 'blocked' || inbound.kind === 'unblocked') return { outcome: 'stranger' }
  const done = await deps.stranger(inbound, today, heard.risk?.level ?? null)
  if (done.outcome === 'duplicate') return { outcome: 'duplicate' }
  if (done.outcome === 'quiet' && joining === 'unknown') return { outcome: 'stranger' }
  const message = deps.render(
    { key: heard.risk ? 'stranger.safety' : STRANGER[joining] },
    { language: heard.language ?? 'da', channel: inbound.channel, params: { sender: deps.municipality } },
  )
  return { outcome: 'stranger', reply: { outboxId: done.outcome === 'reply' ? done.outboxId : newId(), message } }
}

const STRANGER = {
  unknown: 'stranger.how-to-join',
  used: 'invitation.used',
  expired: 'invitation.expired',
  'someone-else': 'invitation.already-joined',
} as const
