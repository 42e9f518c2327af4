import type { CitizenStatus, LocalTime, QuietHours } from './citizen.ts'
import type { Position } from './dialog.ts'
import { type Moment, momentOf } from './due-moment.ts'
import { localDate } from './local-time.ts'
import type { LatePolicy, MessageKind, Say } from './message.ts'
import { comesOn, nextReminder, type Occurrence, type Repeats } from './plan-times.ts'
import { isAhead, rhythmLimit, type Unasked, type Week } from './rhythm.ts'
import type { Rules } from './rules.ts'
import type { Schedule } from './schedule.ts'

/** The reminder jobs there are. */
export const JOB_NAMES = ['plan', 'check-in', 'exercise'] as const
export type JobName = (typeof JOB_NAMES)[number]

/** A reminder job whose time has come. */
export interface DueJob {
  id: string
  citizenId: string
  name: JobName
  schedule: Schedule
  /** The oldest fire not dealt with. */
  fire: Temporal.Instant
  late: LatePolicy
  /** A person asked for it by command: quiet hours and rhythm do not bind it, STOP does. */
  forced?: { occurrence: string; instrument?: string }
}

/** A plan item whose reminder is due. */
export interface DueItem extends Repeats {
  id: string
  citizenId: string
  startsLocal: string
  startsAt: Temporal.Instant
  remindAt: Temporal.Instant
}

/** What deciding needs to know of a citizen. References and times only. */
export interface CitizenFacts {
  id: string
  status: CitizenStatus
  zone: string
  quiet: QuietHours
  planAt: LocalTime
  /** A person has stopped the routine messages (an S2 or S3) and not handed back. */
  routineStopped: boolean
  unasked: Unasked[]
  /** When WHO-5 was last sent. */
  lastWho5: Temporal.Instant | null
  checkInNext: Temporal.Instant | null
  /** Occurrences around today, `YYYY-MM-DDTHH:MM:SS`, in any order. */
  items: { id: string; local: string }[]
}

/** An outbox row to be. `say` holds references only; words come at the claim. */
export interface NewMessage {
  citizenId: string
  kind: MessageKind
  /** With `occurrence` what makes it unique. */
  jobId: string
  occurrence: string
  say: Say[]
  opens: Position | null
  unasked: boolean
  asks: boolean
  late: LatePolicy
  state: 'queued' | 'held'
  dueAt: Temporal.Instant
  expiresAt: Temporal.Instant | null
}

export interface JobDecision {
  id: string
  /** Never in the past, whatever was missed: a server that was down does not fire a burst. */
  nextFire: Temporal.Instant
  message?: NewMessage
  checkIn?: { id: string; instrument: string }
  skipped?: string
}

export interface ItemDecision {
  id: string
  lastLocal: string
  next: Occurrence | null
  message?: NewMessage
  skipped?: string
}

/** Where a dialog begins and what it says first; the dialogs answer. */
export type Begin = (
  dialog: 'check-in' | 'plan-reminder',
  data: Record<string, unknown>,
) => { at: Position; say: Say[] }

export interface DueDeps {
  rules: Pick<Rules, 'rhythm' | 'remindBefore' | 'checkIn' | 'closingDays'>
  begin: Begin
  newId(): string
}

/** The pure decision, as it is handed to the transaction that carries it out. */
export type Decide = (
  due: { jobs: readonly DueJob[]; items: readonly DueItem[] },
  facts: ReadonlyMap<string, CitizenFacts>,
) => { jobs: JobDecision[]; items: ItemDecision[] }

/** What a tick, or a job run by hand, has done. */
export interface Fired {
  jobs: { citizenId: string; name: string; skipped?: string }[]
  messages: number
}

export type CheckInTimes = Rules['checkIn']

/** A fire that is this late was missed, not delayed. */
const LATE_MS = 3 * 3_600_000
/** Within this the fire is on time: a plan at a time the citizen chose goes also in quiet hours. */
export const ON_TIME_MS = 30 * 60_000
/** WHO-5 asks about the last two weeks. */
const WHO5_DAYS = 14

/**
 * What becomes of everything that is due at `now`. Pure; rows of one citizen see each other's messages, so two jobs
 * of the same minute cannot break the rhythm together.
 */
export const decideDue = (
  due: { jobs: readonly DueJob[]; items: readonly DueItem[] },
  facts: ReadonlyMap<string, CitizenFacts>,
  now: Temporal.Instant,
  deps: DueDeps,
): { jobs: JobDecision[]; items: ItemDecision[] } => {
  const at = momentOf(now)
  return {
    items: due.items.map((item) => decideItem(item, facts.get(item.citizenId), at, deps)),
    jobs: due.jobs.map((job) => decideJob(job, facts.get(job.citizenId), at, deps)),
  }
}

const decideJob = (job: DueJob, citizen: CitizenFacts | undefined, at: Moment, deps: DueDeps): JobDecision => {
  const zone = citizen?.zone ?? 'UTC'
  const { latest, occurrence, next } = at.fires(job.schedule, zone, job.fire)
  const decision: JobDecision = { id: job.id, nextFire: next }
  if (!citizen) return { ...decision, skipped: 'gone' }
  const no = mayNotHear(citizen, job.forced !== undefined)
  if (no) return { ...decision, skipped: no }

  const draft = DRAFTS[job.name](job, citizen, at, deps)
  if (!draft) return { ...decision, skipped: 'nothing-to-say' }
  const place = job.forced ? { state: 'queued' as const, dueAt: at.now } : placed(job, latest, citizen, at)
  if (!place) return { ...decision, skipped: 'late' }
  const { checkIn, ...message } = draft
  if (!job.forced) {
    const limit = rhythmLimit(
      { kind: message.kind, asks: message.asks, sent: citizen.unasked, ...weekOf(citizen, at) },
      deps.rules.rhythm,
    )
    if (limit) return { ...decision, skipped: `rhythm-${limit}` }
    citizen.unasked.push({ at: place.dueAt.epochMilliseconds, asks: message.asks })
  }
  return {
    ...decision,
    ...(checkIn && { checkIn }),
    message: {
      ...message,
      ...place,
      citizenId: citizen.id,
      jobId: job.id,
      occurrence: job.forced?.occurrence ?? occurrence,
      // What a person asked for is not unasked: it neither counts in the rhythm nor waits for the morning.
      unasked: !job.forced,
      late: job.late,
    },
  }
}

/** Why nothing may go to this citizen. STOP binds everything here; a pause and a stopped routine only what we start. */
const mayNotHear = (citizen: CitizenFacts, forced: boolean): string | undefined => {
  if (citizen.status === 'paused' && forced) return undefined
  if (citizen.status !== 'active') return citizen.status
  if (citizen.routineStopped && !forced) return 'routine-stopped'
  return undefined
}

const weekOf = (citizen: CitizenFacts, at: Moment): { week: Week; checkInAhead: boolean } => {
  const week = at.week(citizen.zone)
  return { week, checkInAhead: isAhead(citizen.checkInNext, week) }
}

type Draft = Pick<NewMessage, 'kind' | 'say' | 'opens' | 'asks' | 'expiresAt'> & {
  checkIn?: { id: string; instrument: string }
}

const DRAFTS: Record<JobName, (job: DueJob, citizen: CitizenFacts, at: Moment, deps: DueDeps) => Draft | undefined> = {
  plan(job, citizen, at) {
    const now = at.local(citizen.zone)
    const today = now.slice(0, 10)
    // What is over is no plan any more. Who asks for the plan gets the whole day.
    const over = ({ local }: { local: string }): boolean => !job.forced && local < now
    const items = citizen.items.filter((item) => item.local.startsWith(today) && !over(item))
    if (items.length === 0 && !job.forced) return undefined
    const refs = items
      .sort((a, b) => (a.local < b.local ? -1 : 1))
      .map(({ id, local }) => `${id}@${local}`)
      .join(' ')
    const say: Say = refs ? { key: 'plan.today', params: { itemRefs: refs } } : { key: 'plan.empty' }
    return { kind: 'plan', say: [say], opens: null, asks: false, expiresAt: endOfDay(citizen, at) }
  },
  'check-in'(job, citizen, at, { begin, newId, rules }) {
    const instrument = job.forced?.instrument ?? instrumentDue(citizen, at.now)
    const id = newId()
    const { at: opens, say } = begin('check-in', { checkInId: id, instrument })
    const expiresAt = at.now.add({ hours: rules.checkIn.expireAfterHours })
    return { kind: 'check-in', say, opens, asks: true, expiresAt, checkIn: { id, instrument } }
  },
  exercise(_job, citizen, at) {
    return {
      kind: 'exercise',
      say: [{ key: 'exercise.prompt' }],
      opens: null,
      asks: false,
      expiresAt: endOfDay(citizen, at),
    }
  },
}

/** WHO-5 every second week at most; compared by local date, so that a second of jitter does not cost a week. */
const instrumentDue = (citizen: CitizenFacts, now: Temporal.Instant): string => {
  if (!citizen.lastWho5) return 'who5'
  const days = localDate(citizen.lastWho5, citizen.zone).until(localDate(now, citizen.zone)).days
  return days >= WHO5_DAYS ? 'who5' : 'weekly'
}

const endOfDay = (citizen: CitizenFacts, at: Moment): Temporal.Instant => {
  const week = at.week(citizen.zone)
  return Temporal.Instant.fromEpochMilliseconds(week.midnights[week.today + 1]!)
}

type Place = Pick<NewMessage, 'state' | 'dueAt'>

/** When it leaves: now, at the end of the quiet hours, or not at all. */
const placed = (job: DueJob, fire: Temporal.Instant, citizen: CitizenFacts, at: Moment): Place | undefined => {
  const overdueMs = at.now.epochMilliseconds - fire.epochMilliseconds
  const chosen = job.name === 'plan' && overdueMs <= ON_TIME_MS
  const quietEnd = chosen ? undefined : at.quietUntil(citizen.zone, citizen.quiet)
  if (quietEnd === undefined && overdueMs <= LATE_MS) return { state: 'queued', dueAt: at.now }
  if (job.late === 'drop') return undefined
  if (quietEnd) return { state: job.late === 'hold' ? 'held' : 'queued', dueAt: quietEnd }
  if (job.late === 'hold' && isEvening(at.now, citizen.zone) && !isEvening(fire, citizen.zone))
    return { state: 'held', dueAt: nextMorning(citizen, at.now) }
  return { state: 'queued', dueAt: at.now }
}

/** A morning's question is not asked in the evening. */
const isEvening = (instant: Temporal.Instant, zone: string): boolean => instant.toZonedDateTimeISO(zone).hour >= 17

const nextMorning = ({ zone, quiet }: CitizenFacts, now: Temporal.Instant): Temporal.Instant =>
  localDate(now, zone).add({ days: 1 }).toZonedDateTime({ timeZone: zone, plainTime: quiet.to }).toInstant()

const decideItem = (item: DueItem, citizen: CitizenFacts | undefined, at: Moment, deps: DueDeps): ItemDecision => {
  if (!citizen) return { id: item.id, lastLocal: item.startsLocal, next: null, skipped: 'gone' }
  const before = Temporal.Duration.from(deps.rules.remindBefore)
  const { closingDays } = deps.rules
  const { current, next } = nextReminder(item, citizen, { before, closingDays }, at.now)
  const decision: ItemDecision = { id: item.id, lastLocal: current.local, next }
  const no = mayNotHear(citizen, false)
  if (no) return { ...decision, skipped: no }
  if (Temporal.Instant.compare(current.startsAt, at.now) <= 0) return { ...decision, skipped: 'past' }
  // The closing day was written down after this occurrence.
  if (item.every && !comesOn(Temporal.PlainDate.from(current.local.slice(0, 10)), item, closingDays))
    return { ...decision, skipped: 'closed' }
  const dueAt = at.quietUntil(citizen.zone, citizen.quiet) ?? at.now
  if (Temporal.Instant.compare(dueAt, current.startsAt) >= 0) return { ...decision, skipped: 'quiet' }
  const { at: opens, say } = deps.begin('plan-reminder', { itemId: item.id, occurrence: current.local.slice(0, 10) })
  return {
    ...decision,
    message: {
      citizenId: citizen.id,
      kind: 'reminder',
      jobId: item.id,
      occurrence: `${current.local}-${deps.rules.remindBefore}`,
      say: say.map((one) => ({ ...one, params: { ...one.params, itemRef: `${item.id}@${current.local}` } })),
      opens,
      unasked: false,
      asks: true,
      late: 'send',
      state: 'queued',
      dueAt,
      expiresAt: current.startsAt,
    },
  }
}
