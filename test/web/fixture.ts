import { createPhone } from '../../src/channels/phone/phone.ts'
import { type Content, loadContent } from '../../src/content/load.ts'
import type { Case } from '../../src/core/case.ts'
import type { Inbound } from '../../src/core/traffic.ts'
import { ManualClock } from '../../src/lib/clock.ts'
import { newId } from '../../src/lib/ids.ts'
import { createLog } from '../../src/lib/log.ts'
import type { ConsoleDeps, Happened, NextView, NoteView, SentView } from '../../src/web/console/views.ts'
import { createMetrics, type MetricsFacts } from '../../src/web/metrics.ts'
import type { PhoneMessage, Received } from '../../src/web/phone.ts'
import { createWeb, type WebDeps } from '../../src/web/web.ts'

export const NOW = '2026-08-03T09:12:00+02:00'
const ZONE = 'Europe/Copenhagen'
const at = (local: string): Temporal.Instant =>
  Temporal.PlainDateTime.from(local.includes('-') ? local : `2026-08-03T${local}`)
    .toZonedDateTime(ZONE)
    .toInstant()

let content: Promise<Content> | undefined

const METTE = {
  id: 'c1',
  alias: 'ravn-372',
  name: 'Mette Lund',
  language: 'da',
  status: 'active',
  caseworkerName: 'Lone Holm',
} as const
const YUSUF = {
  id: 'c2',
  alias: 'birk-514',
  name: 'Yusuf Demir',
  language: 'en',
  status: 'active',
  caseworkerName: 'Samir Haddad',
} as const
const ANNE = {
  id: 'c3',
  alias: 'terne-208',
  name: 'Anne Krogh',
  language: 'da',
  status: 'invited',
  caseworkerName: 'Lone Holm',
} as const

const STAFF = [
  { id: 'w1', name: 'Lone Holm', role: 'caseworker', team: 'Team Solby' },
  { id: 'w2', name: 'Samir Haddad', role: 'caseworker', team: 'Team Solby' },
  { id: 'w3', name: 'Karen Juhl', role: 'lead', team: 'Team Solby' },
] as const

const scale = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => ({ label: String(from + index), value: String(from + index) }))

const conversations = (): Record<string, PhoneMessage[]> => {
  const say = (when: string, from: PhoneMessage['from'], text: string, choices: PhoneMessage['choices'] = []) => ({
    id: newId(),
    at: at(when),
    from,
    text,
    choices,
  })
  return {
    [METTE.alias]: [
      say(
        '2026-08-02T17:00',
        'makker',
        'Hej Mette. Næste uge: onsdag klokken 10 gåtur fra Medborgerhuset, fredag samtale med Lone. Resten af ugen bestemmer du selv.',
      ),
      say('08:30', 'makker', 'Godmorgen. Vil du fortælle, hvordan ugen har været? Det tager et minut.', [
        { label: 'Ja', value: 'JA' },
        { label: 'Spring over', value: 'SPRING OVER' },
      ]),
      say('08:52', 'citizen', 'ja'),
      say('08:52', 'makker', 'Hvordan har du haft det i denne uge? 0-10', scale(0, 10)),
      say('08:53', 'citizen', '2'),
      say(
        '08:53',
        'makker',
        'Tak, fordi du fortæller det. Lone ser dit svar i dag. Vil du ringes op, have en sms, eller kan det vente?',
        [
          { label: 'Ring til mig', value: 'RING' },
          { label: 'Skriv til mig', value: 'SMS' },
          { label: 'Det kan vente', value: 'VENT' },
        ],
      ),
      say('08:55', 'citizen', 'ring helst i formiddag'),
      say('09:05', 'person', 'Lone: Hej Mette. Jeg ringer til dig klokken 10.'),
      say('09:10', 'makker', 'Hvor meget uro har du lige nu? 0-10', scale(0, 10)),
    ],
    [YUSUF.alias]: [
      say(
        '09:00',
        'makker',
        'Good morning Yusuf. Today at 13:00: Danish class at the Language School. Bus 3 at 12:10 from the station.',
        [
          { label: 'OK', value: 'OK' },
          { label: 'No', value: 'NO' },
        ],
      ),
    ],
    [ANNE.alias]: [],
  }
}

const aCase = (over: Partial<Case> & Pick<Case, 'id' | 'alias' | 'level'>): Case => ({
  ...{ filed: null, language: null, meetingUntil: null, askedAt: null },
  citizenId: 'c1',
  state: 'open',
  version: 1,
  step: 0,
  reasons: [],
  assigneeId: 'w1',
  wish: null,
  raisedAt: at('08:53'),
  acknowledgedAt: null,
  acknowledgedBy: null,
  snoozedUntil: null,
  resolvedAt: null,
  outcome: null,
  nextStepAt: null,
  steps: [],
  ...over,
})

const someCases = (): Case[] => [
  aCase({
    ...{ id: '0198a001-0000-7000-8000-000000000001', alias: METTE.alias, level: 'today', wish: 'ring' },
    reasons: [
      { class: 'low-score', at: at('08:53') },
      { class: 'asked-for-human', at: at('08:55') },
    ],
    nextStepAt: at('10:53'),
    steps: [
      { step: 0, role: 'caseworker', who: 'w1', at: at('08:53') },
      { step: 1, role: 'cover', who: 'w2', at: at('10:53') },
      { step: 2, role: 'lead', who: 'w3', at: at('12:53') },
    ],
  }),
  aCase({
    ...{ id: '0198a001-0000-7000-8000-000000000002', alias: YUSUF.alias, level: 'acute', assigneeId: 'w2', step: 1 },
    reasons: [{ class: 'death-wish', at: at('09:02') }],
    raisedAt: at('09:02'),
    nextStepAt: at('09:14'),
    steps: [
      { step: 0, role: 'caseworker', who: 'w2', at: at('09:02') },
      { step: 1, role: 'cover', who: 'w1', at: at('09:07') },
      { step: 2, role: 'lead', who: 'w3', at: at('09:14') },
      { step: 3, role: 'duty', who: null, at: at('09:19') },
    ],
  }),
  aCase({
    ...{ id: '0198a001-0000-7000-8000-000000000003', alias: ANNE.alias, level: 'soon', state: 'acknowledged' },
    reasons: [{ class: 'quiet', at: at('2026-07-31T09:00') }],
    raisedAt: at('2026-07-31T09:00'),
    ...{ acknowledgedAt: at('2026-07-31T10:20'), acknowledgedBy: 'w1' },
    steps: [{ step: 0, role: 'caseworker', who: 'w1', at: at('2026-07-31T09:00') }],
  }),
  aCase({
    ...{ id: '0198a001-0000-7000-8000-000000000004', alias: METTE.alias, level: 'soon', state: 'resolved' },
    reasons: [{ class: 'drop', at: at('2026-07-20T09:00') }],
    raisedAt: at('2026-07-20T09:00'),
    ...{
      acknowledgedAt: at('2026-07-20T11:00'),
      acknowledgedBy: 'w1',
      resolvedAt: at('2026-07-21T13:00'),
      outcome: 'met',
    },
    steps: [{ step: 0, role: 'caseworker', who: 'w1', at: at('2026-07-20T09:00') }],
  }),
]

const NOTES: NoteView[] = [
  { id: 'n1', alias: YUSUF.alias, what: 'missed-bus', at: at('2026-07-31T12:20') },
  { id: 'n2', alias: METTE.alias, what: 'free-text', at: at('2026-07-30T19:04') },
]

const SENT: SentView[] = [
  {
    id: 's1',
    at: at('09:10'),
    alias: METTE.alias,
    channel: 'phone',
    kind: 'exercise',
    state: 'delivered',
    reason: null,
  },
  { id: 's2', at: at('09:05'), alias: METTE.alias, channel: 'phone', kind: 'person', state: 'delivered', reason: null },
  { id: 's3', at: at('09:00'), alias: YUSUF.alias, channel: 'sms', kind: 'plan', state: 'sent', reason: null },
  { id: 's4', at: at('08:53'), alias: METTE.alias, channel: 'phone', kind: 'reply', state: 'delivered', reason: null },
  {
    id: 's5',
    at: at('08:30'),
    alias: ANNE.alias,
    channel: 'telegram',
    kind: 'invitation',
    state: 'failed',
    reason: 'blocked',
  },
  {
    id: 's6',
    at: at('08:30'),
    alias: METTE.alias,
    channel: 'phone',
    kind: 'check-in',
    state: 'delivered',
    reason: null,
  },
  {
    id: 's7',
    at: at('2026-08-02T17:00'),
    alias: METTE.alias,
    channel: 'phone',
    kind: 'plan',
    state: 'delivered',
    reason: null,
  },
]

const NEXT: NextView[] = [
  { at: at('09:14'), what: 'chain', alias: YUSUF.alias, why: 'follow-up' },
  { at: at('10:53'), what: 'chain', alias: METTE.alias, why: 'follow-up' },
  { at: at('11:30'), what: 'reminder', alias: YUSUF.alias, why: 'job' },
  { at: at('2026-08-04T08:00'), what: 'check-in', alias: METTE.alias, why: 'quiet-hours' },
  { at: at('2026-08-05T09:30'), what: 'plan', alias: METTE.alias, why: 'job' },
]

const NO_METRICS: Omit<MetricsFacts, 'clock'> = {
  staffTrouble: async () => ({ failing: 0, detoured: 0 }),
  messages: async () => ({ sent: 12, failed: 1 }),
  waiting: async () => ({ count: 2, oldest: at('09:11') }),
  queue: async () => ({ waiting: 1, active: 0 }),
  lastTick: async () => at('09:11:30'),
  openCases: async () => ({ acute: 1, today: 1 }),
  modelCalls: () => [{ purpose: 'understand', outcome: 'ok', count: 3 }],
}

/** A web room over a small town in memory: it answers, acts and tells of changes like the real one. */
export const webTown = async (over: Partial<WebDeps> & { calm?: boolean; facts?: Partial<MetricsFacts> } = {}) => {
  content ??= loadContent('content')
  const { render } = await content
  const { calm, facts, ...deps } = over
  const clock = new ManualClock(NOW)
  const log = createLog({ level: 'silent' })
  const talks = calm ? { [METTE.alias]: [], [YUSUF.alias]: [], [ANNE.alias]: [] } : conversations()
  let cases = calm ? [] : someCases()
  const listeners = new Set<() => void>()
  const changed = () => {
    for (const listener of listeners) listener()
  }
  const town = { received: [] as Inbound[], acted: [] as unknown[], happened: [] as Happened[], stepMs: 0 }

  const receive = async (inbound: Inbound): Promise<Received> => {
    town.received.push(inbound)
    const talk = talks[inbound.address]
    if (!talk) return { outcome: 'stranger' }
    const message = { text: `Tak. Du skrev: ${inbound.text}`, choices: [] }
    const reply = { id: newId(), kind: 'reply', message }
    talk.push({ id: newId(), at: clock.now(), from: 'citizen', text: inbound.text, choices: [] })
    talk.push({ id: reply.id, at: clock.now(), from: 'makker', ...message })
    changed()
    return { outcome: 'answered', replies: [reply] }
  }

  const act = (caseId: string, version: number | undefined, change: Partial<Case>) => {
    const it = cases.find(({ id }) => id === caseId)
    if (!it) return { done: false, why: 'gone' } as const
    if (it.state === change.state) return { done: false, why: 'too-late', first: { name: 'Karen Juhl' } } as const
    if (version !== undefined && version !== it.version) return { done: false, why: 'reopened' } as const
    cases = cases.map((one) => (one === it ? { ...it, ...change, version: it.version + 1 } : one))
    changed()
    return { done: true } as const
  }

  const demo: ConsoleDeps = {
    clock,
    zone: ZONE,
    municipality: 'Solby Kommune',
    phone: createPhone({ clock }),
    receive,
    text: (key, params, language) => render({ key, params }, { language, channel: 'telegram', params: {} }).text,
    changes: {
      subscribe(listener) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    },
    views: {
      town: async () => ({ citizens: [METTE, YUSUF, ANNE], caseworkers: STAFF }),
      phone: async (alias) => talks[alias],
      cases: async () => cases,
      task: () => undefined,
      events: async () => new Map(),
      failing: async () => [],
      notes: async () => (calm ? [] : NOTES),
      sent: async () => (calm ? [] : SENT),
      next: async () => (calm ? [] : NEXT),
    },
    actions: {
      async acknowledge(caseId, by) {
        town.acted.push({ acknowledge: caseId, by })
        return act(caseId, undefined, { state: 'acknowledged', acknowledgedBy: by, acknowledgedAt: clock.now() })
      },
      async resolve(caseId, by, { outcome, filed }, seenVersion) {
        town.acted.push({ resolve: caseId, by, outcome, filed, seenVersion })
        return act(caseId, seenVersion, { state: 'resolved', outcome, resolvedAt: clock.now() })
      },
      async other(caseId, by, done, seenVersion) {
        town.acted.push({ ...done, caseId, by, seenVersion })
        return act(caseId, seenVersion, done.do === 'snooze' ? { state: 'snoozed', snoozedUntil: clock.now() } : {})
      },
      async advance(to, onFired) {
        const happened: Happened[] = []
        for (const { at: when, what, alias } of NEXT.filter((next) => Temporal.Instant.compare(next.at, to) <= 0)) {
          if (town.stepMs > 0) await new Promise((resolve) => setTimeout(resolve, town.stepMs))
          clock.set(when)
          happened.push({ at: when, what: what === 'chain' ? 'escalation' : what, alias })
          onFired(happened.at(-1)!)
        }
        happened.push({ at: to, what: '1 to people at work', alias: null })
        clock.set(to)
        changed()
        return happened
      },
    },
  }
  const all: WebDeps = {
    log,
    host: '127.0.0.1',
    port: 0,
    away: (error) => error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED',
    channels: { receive, delivery: async () => {} },
    ready: { postgres: async () => {}, queue: async () => {} },
    metrics: createMetrics({ clock, ...NO_METRICS, ...facts }),
    demo,
    ...deps,
  }
  const web = createWeb(all)
  return { web, app: web.app, deps: all, demo, clock, town, changed, listeners }
}
