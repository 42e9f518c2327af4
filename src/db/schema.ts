// Longer than others on purpose: one list in the order of `migrations/0001-house.sql`, to be held against it line by line.
import type { ColumnType, Generated } from 'kysely'

/** The tables as Kysely sees them. */

/** Read as Temporal.Instant (a type parser in `pool.ts`), written as an Instant or its ISO string. */
type Instant = ColumnType<Temporal.Instant, Temporal.Instant | string, Temporal.Instant | string>

/** Written as a JSON string. */
type Json = ColumnType<unknown, string, string>

export interface CitizenKeyRow {
  citizen_id: string
  master_id: string
  wrapped: Buffer
}

export interface MasterRow {
  id: string
  fingerprint: string
  wrapped_index: Buffer | null
}

export interface SettingRow {
  name: string
  value: Json
}

export interface TeamRow {
  id: string
  name: string
  slack_channel: string | null
}

export interface CaseworkerRow {
  id: string
  team_id: string
  name: string
  slack: string
  role: Generated<'caseworker' | 'lead'>
  phone: string | null
  language: Generated<'da' | 'en'>
  created_at: Instant
  left_at: Instant | null
}

export interface CoverRow {
  id: string
  caseworker_id: string
  by_id: string
  from_date: string
  to_date: string
}

export interface DutyRow {
  id: string
  from_at: Instant
  to_at: Instant
  caseworker_id: string | null
  phone: string | null
}

export interface CitizenRow {
  id: string
  alias: string
  status: 'invited' | 'active' | 'paused' | 'stopped' | 'ended'
  language: string
  zone: string
  quiet_from: Generated<string>
  quiet_to: Generated<string>
  plan_at: Generated<string>
  caseworker_id: string
  name_sealed: Buffer | null
  case_ref_sealed: Buffer | null
  safety_plan_sealed: Buffer | null
  created_at: Instant
  joined_at: Instant | null
  resume_at: Instant | null
}

export interface ShareRow {
  id: string
  citizen_id: string
  caseworker_id: string
  what: 'plan' | 'case' | 'all'
  until: string
  by_id: string | null
  created_at: Instant
}

export interface CaseLinkRow {
  token_hash: Buffer
  caseworker_id: string | null
  citizen_id: string
  escalation_id: string | null
  what: 'case' | 'export' | 'invite'
  why: string | null
  code_hash: Buffer
  tries: Generated<number>
  expires_at: Instant
  used_at: Instant | null
  session_hash: Buffer | null
  session_until: Instant | null
}

export interface CitizenChannelRow {
  id: string
  citizen_id: string
  channel: 'telegram' | 'sms' | 'phone'
  address_index: Buffer
  address_sealed: Buffer
  state: 'ok' | 'blocked' | 'undeliverable' | 'unverified'
  ord: number
  changed_at: Instant
}

export interface InvitationRow {
  token_hash: Buffer
  citizen_id: string
  created_at: Instant
  expires_at: Instant
  used_at: Instant | null
}

export interface ConversationRow {
  citizen_id: string
  version: Generated<number>
  open: Json | null
  opened: Json | null
  open_sealed: Buffer | null
  suspended: Json | null
  suspended_sealed: Buffer | null
  asked_at: Instant | null
  last_inbound_at: Instant | null
  routine_stopped_at: Instant | null
  person_until: Instant | null
  person_id: string | null
  answered_at: Instant | null
  answer_seen_at: Instant | null
}

export interface InboxRow {
  id: string
  channel: string
  event_id: string
  citizen_id: string | null
  received_at: Instant
  kind: string
  text_sealed: Buffer | null
  risk: string | null
  kept: Generated<boolean>
}

export interface StrangerRow {
  channel: string
  address_index: Buffer
  replied_on: string
}

export interface OutboxRow {
  id: string
  seq: Generated<string>
  citizen_id: string | null
  kind: string
  priority: number
  state: Generated<
    'queued' | 'held' | 'sending' | 'sent' | 'delivered' | 'failed' | 'expired' | 'cancelled' | 'unknown'
  >
  reason: string | null
  job_id: string | null
  occurrence: string | null
  say: Json | null
  say_sealed: Buffer | null
  text_sealed: Buffer | null
  text_mark: Buffer | null
  opens: Json | null
  unasked: Generated<boolean>
  asks: Generated<boolean>
  late: Generated<'send' | 'hold' | 'drop'>
  due_at: Instant
  expires_at: Instant | null
  created_at: Instant
  channel: string | null
  channel_id: string | null
  lease_by: string | null
  lease_until: Instant | null
  attempts: Generated<number>
  provider_id: string | null
  segments: number | null
  sent_at: Instant | null
  delivered_at: Instant | null
  told: string | null
  tell_at: Instant | null
}

export interface OutboxLeaseRow {
  id: string
  lease_by: string
  lease_until: Instant
  ids: string[]
}

export interface ReminderJobRow {
  id: string
  citizen_id: string
  name: string
  schedule: Json
  next_fire: Instant | null
  late: Generated<string>
  state: Generated<'active' | 'paused'>
  version: Generated<number>
}

export interface PlanItemRow {
  id: string
  citizen_id: string
  what_sealed: Buffer
  place_sealed: Buffer | null
  travel_sealed: Buffer | null
  starts_local: string
  starts_at: Instant
  last_local: string | null
  every: 'day' | 'weekday' | 'week' | null
  absence: Generated<'counts' | 'forward' | 'none'>
  remind_at: Instant | null
  version: Generated<number>
  state: Generated<'active' | 'done' | 'removed'>
  created_at: Instant
}

export interface PlanAnswerRow {
  item_id: string
  occurrence: string
  answer: 'ok' | 'no' | 'bus'
  at: Instant
}

export interface CheckInRow {
  id: string
  citizen_id: string
  instrument: string
  state: 'sent' | 'started' | 'completed' | 'expired'
  result_sealed: Buffer | null
  sent_at: Instant
  completed_at: Instant | null
}

export interface ExerciseDoneRow {
  id: string
  citizen_id: string
  exercise: string
  result_sealed: Buffer | null
  at: Instant
}

export interface FollowUpRow {
  id: string
  citizen_id: string
  kind: string
  ref: string
  payload: Json | null
  due_at: Instant
  version: Generated<number>
  state: Generated<'pending' | 'done' | 'cancelled'>
}

export interface EscalationRow {
  id: string
  citizen_id: string
  level: 'acute' | 'today' | 'soon'
  state: 'open' | 'acknowledged' | 'snoozed' | 'resolved'
  version: Generated<number>
  step: Generated<number>
  assignee_id: string
  wish: string | null
  language: string | null
  raised_at: Instant
  acknowledged_at: Instant | null
  acknowledged_by: string | null
  snoozed_until: Instant | null
  resolved_at: Instant | null
  resolved_by: string | null
  outcome: string | null
  filed: string | null
  meeting_until: Instant | null
  asked_at: Instant | null
  duty_code: Generated<string | null>
  next_step_at: Instant | null
  steps: ColumnType<unknown, string | undefined, string>
  card_channel: string | null
  card_ts: string | null
}

export interface EscalationReasonRow {
  id: string
  escalation_id: string
  class: string
  level: string
  by_hand: Generated<boolean>
  at: Instant
}

export interface EscalationEventRow {
  id: string
  escalation_id: string
  what: string
  at: Instant
  caseworker_id: string | null
  until: Instant | null
  role: string | null
}

export interface StaffNoticeRow {
  id: string
  seq: Generated<string>
  escalation_id: string | null
  kind: 'card' | 'direct' | 'phone' | 'ephemeral'
  caseworker_id: string | null
  case_version: number
  reason: string
  state: Generated<'queued' | 'sending' | 'sent' | 'failed' | 'cancelled'>
  attempts: Generated<number>
  due_at: Instant
  lease_by: string | null
  lease_until: Instant | null
  failure: string | null
  rung_at: Instant | null
  sent_at: Instant | null
}

export interface StaffNoteRow {
  id: string
  citizen_id: string
  what: string
  detail_sealed: Buffer | null
  at: Instant
  read_at: Instant | null
}

export interface TokenBucketRow {
  name: string
  tokens: number
  refilled_at: Instant
  not_before: Instant | null
}

export interface HeartbeatRow {
  name: string
  at: Instant
}

export interface BeliefRow {
  id: string
  citizen_id: string
  caseworker_id: string
  value_sealed: Buffer
  at: Instant
}

export interface BeliefQuestionRow {
  citizen_id: string
  caseworker_id: string
  quarter: string
  asked_on: string
}

export interface DigestRow {
  caseworker_id: string
  week: string
  to_id: string
  state: Generated<'queued' | 'sending' | 'sent' | 'failed'>
  attempts: Generated<number>
  due_at: Instant
  failure: Generated<string | null>
}

export interface AuditRow {
  id: string
  at: Instant
  actor: string
  action: string
  citizen_id: string | null
  case_id: Generated<string | null>
  why: string | null
}

export interface Database {
  'keys.citizen_key': CitizenKeyRow
  'keys.master': MasterRow
  setting: SettingRow
  team: TeamRow
  caseworker: CaseworkerRow
  cover: CoverRow
  duty: DutyRow
  citizen: CitizenRow
  share: ShareRow
  case_link: CaseLinkRow
  citizen_channel: CitizenChannelRow
  invitation: InvitationRow
  conversation: ConversationRow
  inbox: InboxRow
  stranger: StrangerRow
  outbox: OutboxRow
  outbox_lease: OutboxLeaseRow
  reminder_job: ReminderJobRow
  plan_item: PlanItemRow
  plan_answer: PlanAnswerRow
  check_in: CheckInRow
  exercise_done: ExerciseDoneRow
  follow_up: FollowUpRow
  escalation: EscalationRow
  escalation_reason: EscalationReasonRow
  escalation_event: EscalationEventRow
  staff_notice: StaffNoticeRow
  staff_note: StaffNoteRow
  token_bucket: TokenBucketRow
  heartbeat: HeartbeatRow
  belief: BeliefRow
  belief_question: BeliefQuestionRow
  digest: DigestRow
  audit: AuditRow
}
