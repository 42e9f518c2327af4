import type { ChannelKind, CitizenStatus } from '../core/citizen.ts'
import { commonParams } from '../core/common-params.ts'
import type { Position } from '../core/dialog.ts'
import type { Effect } from '../core/effect.ts'
import type { Heard, RiskLevel } from '../core/heard.ts'
import type { Rendered, Say } from '../core/message.ts'
import type { Rules } from '../core/rules.ts'
import type { Snapshot } from '../core/snapshot.ts'
import type { Inbound } from '../core/traffic.ts'
import type { Reply, TurnOrder } from '../core/turn-order.ts'
import type { Clock } from '../lib/clock.ts'
import { newId } from '../lib/ids.ts'
import type { Log } from '../lib/log.ts'
import type { DialogFacts } from './facts.ts'
import type { Hear } from './hear.ts'
import { tokenIn } from './invitation.ts'
import { type Decision, overhear } from './overhear.ts'

/** What became of one inbound event. Every outcome is final: the provider may be told that we have it. */
export type TurnResult =
  | { outcome: 'answered'; citizenId: string; replies: Reply[]; stale?: boolean }
  | { outcome: 'duplicate' }
  | { outcome: 'stranger'; reply?: { outboxId: string; message: Rendered } }

/** What a turn needs of the rest of the house; wired in app.ts. */
export interface TurnDeps<After> {
  clock: Clock
  log: Log
  /** This process's name on leases. */
  process: string
  municipality: string
  /** The house's own zone: the day of somebody we do not know. */
  zone: string
  rules: Rules
  facts: Pick<DialogFacts, 'languages' | 'instrument' | 'exercises'>
  hours: {
    isOpen(at: Temporal.Instant, zone: string): boolean
    nextOpening(at: Temporal.Instant, zone: string): Temporal.Instant
  }
  hear: Hear
  render(
    say: Say,
    to: { language: Snapshot['citizen']['language']; channel: ChannelKind; params: Record<string, string | number> },
  ): Rendered
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
  /** The rest, after the commit; losing it does no harm. Must not throw and is not waited for. */
  committed(turn: {
    inbound: Inbound
    snapshot: Snapshot
    decision: Decision
    replies: readonly Reply[]
    after: After
  }): void
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
      // understand
      const { text } = inbound
      const heard: Heard = { ...annotated, text, at: now }
      const facts = factsOf(deps, snapshot, now)
      // hear
      const decision = decide(deps.hear, { inbound, heard, snapshot, facts })
      const replies = rendered(deps, snapshot, decision, now)
      // write
      const written = await store.write(
        {
          inbound,
          inboxId: newId(),
          citizenId: snapshot.citizen.id,
          version: snapshot.conversation.version,
          key: await store.keyFor(snapshot.citizen.id),
          now,
          text: text === '' ? null : text,
          kept: decision.effects.some((effect) => effect.do === 'keep-text'),
          risk: heard.risk?.level ?? null,
          open: asking(decision.open, replies),
          suspended: decision.suspended,
          replies,
          channelId: snapshot.channel.id,
          instant: deps.instant.has(inbound.channel),
          lease: { by: deps.process, until: now.add(LEASE) },
        },
        {
          effects: decision.effects.filter((effect) => effect.do !== 'keep-text'),
          joined: !snapshot.conversation.open && decision.open?.dialog === 'welcome',
          verify: snapshot.channel.state !== 'ok' && inbound.kind !== 'blocked',
        },
      )
      if (written.outcome === 'conflict') continue
      if (written.outcome === 'duplicate') return { outcome: 'duplicate' }
      // send: the answers leave now; the queue hears of the rest
      deps.committed({ inbound, snapshot, decision, replies, after: written.after })
      return { outcome: 'answered', citizenId: snapshot.citizen.id, replies, ...(decision.stale && { stale: true }) }
    }
    throw new TurnBusy('this citizen writes from several places at once')
  }
}

interface Hearing {
  inbound: Inbound
  heard: Heard
  snapshot: Snapshot
  facts: DialogFacts
}

/** What happens with this event, as a value. Most events are words and go to `hear`; the others are handled beside it. */
const decide = (hear: Hear, { inbound, heard, snapshot, facts }: Hearing): Decision => {
  const { open, suspended, personUntil } = snapshot.conversation
  const positions = { ...(open && { open }), ...(suspended && { suspended }) }
  const aside = overhear(inbound, heard, positions, {
    personWrites: personUntil !== null && Temporal.Instant.compare(personUntil, facts.now) > 0,
    stopped: facts.citizen.status === 'stopped',
    discreet: facts.openCase?.discreet === true,
    joined: facts.citizen.status === 'active' || facts.citizen.status === 'paused',
  })
  const decision = aside ?? hear(positions, asTyped(inbound, heard, facts.citizen.status), facts)
  // After STOP there is no line that only says this.
  return facts.citizen.status === 'stopped' && decision.say.length === 0
    ? decision
    : { ...decision, say: withRemoved(decision, inbound.removed) }
}

/** A kind line that something was taken out: before the question, but never before words about danger. */
const withRemoved = ({ say, kind }: Decision, removed: Inbound['removed'] = []): Say[] => {
  const [first] = removed
  if (!first) return say
  const line: Say = { key: removed.length > 1 ? 'masked.both' : `masked.${first}` }
  return kind === 'safety' ? [...say, line] : [line, ...say]
}

/** An invitation is not an answer; and on the phone simulator a choice's value counts as tapping it. */
const asTyped = (inbound: Inbound, heard: Heard, status: CitizenStatus): Heard => {
  if (heard.risk) return heard
  if (inbound.kind === 'start' || (status === 'invited' && tokenIn(inbound))) return { text: '', at: heard.at }
  return inbound.channel === 'phone' && heard.value === undefined ? { ...heard, value: heard.text.trim() } : heard
}

const factsOf = <After>(deps: TurnDeps<After>, snapshot: Snapshot, now: Temporal.Instant): DialogFacts => ({
  ...deps.facts,
  citizen: snapshot.citizen,
  now,
  rules: deps.rules,
  staffed: deps.hours.isOpen(now, snapshot.citizen.zone),
  openCase: snapshot.openCase,
  routineStopped: snapshot.conversation.routineStoppedAt !== null,
  results: snapshot.results,
  safetyPlan: snapshot.safetyPlan,
  plan: snapshot.plan,
  pendingCheckIn: snapshot.pendingCheckIn,
  joinedAt: snapshot.joinedAt,
})

const paramsOf = <After>({ municipality, hours }: TurnDeps<After>, snapshot: Snapshot, now: Temporal.Instant) => {
  const { zone } = snapshot.citizen
  return commonParams({
    sender: municipality,
    name: snapshot.name,
    caseworker: snapshot.caseworker.name,
    phone: snapshot.caseworker.phone,
    zone,
    now,
    opening: hours.isOpen(now, zone) ? now : hours.nextOpening(now, zone),
  })
}

/** The replies in the language the citizen has after this turn: choosing one takes effect at once. */
const rendered = <After>(
  deps: TurnDeps<After>,
  snapshot: Snapshot,
  decision: Decision,
  now: Temporal.Instant,
): Reply[] => {
  const chosen = decision.effects.findLast((effect) => effect.do === 'set-language')
  const to = {
    language: chosen?.language ?? snapshot.citizen.language,
    channel: snapshot.channel.channel,
    params: paramsOf(deps, snapshot, now),
  }
  return decision.say.map((say) => ({ id: newId(), kind: decision.kind, message: deps.render(say, to) }))
}

/** The open question remembers which message asked it. */
const asking = (open: Position | undefined, replies: readonly Reply[]): Position | undefined => {
  const question = replies.findLast(({ message }) => message.choices.length > 0)?.id
  return open && question ? { ...open, question } : open
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
