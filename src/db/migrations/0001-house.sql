-- The house. Columns named *_sealed hold AES-256-GCM under the citizen's own key (lib/seal.ts);
-- *_index is an HMAC for look-up. Times are instants computed outside: no clock in SQL.

-- The wrapped keys live in a schema of their own so that they can move to a database of their own.
-- Deleting a citizen's row here erases everything sealed about them.
create schema if not exists keys;
create table keys.citizen_key (
  citizen_id uuid primary key,
  master_id text not null,
  wrapped bytea not null
);
-- One row per master key ever used (fingerprint), and the wrapped key of the blind index ('index').
create table keys.master (
  id text primary key,
  fingerprint text not null,
  wrapped_index bytea
);

create table setting (
  name text primary key,
  value jsonb not null
);

create table team (
  id uuid primary key,
  name text not null unique,
  slack_channel text
);

create table caseworker (
  id uuid primary key,
  team_id uuid not null references team,
  name text not null,
  slack text not null unique,
  role text not null default 'caseworker' check (role in ('caseworker', 'lead')),
  phone text,
  -- What Slack says to them.
  language text not null default 'da' check (language in ('da', 'en')),
  created_at timestamptz not null,
  -- Deactivated: may see and do nothing from here on.
  left_at timestamptz
);

-- Absence: `by_id` stands in for `caseworker_id` on these local dates, both included.
create table cover (
  id uuid primary key,
  caseworker_id uuid not null references caseworker,
  by_id uuid not null references caseworker,
  from_date date not null,
  to_date date not null,
  check (to_date >= from_date)
);
create index on cover (caseworker_id, to_date);

-- Who is on duty beside working hours: a caseworker, or a phone.
create table duty (
  id uuid primary key,
  from_at timestamptz not null,
  to_at timestamptz not null,
  caseworker_id uuid references caseworker,
  phone text,
  check (to_at > from_at),
  check (caseworker_id is not null or phone is not null)
);
create index on duty (to_at);

create table citizen (
  id uuid primary key,
  alias text not null unique,
  status text not null check (status in ('invited', 'active', 'paused', 'stopped', 'ended')),
  language text not null,
  zone text not null,
  quiet_from text not null default '21:00',
  quiet_to text not null default '08:00',
  plan_at text not null default '09:00',
  caseworker_id uuid not null references caseworker,
  name_sealed bytea,
  case_ref_sealed bytea,
  -- The citizen's own plan for hard days: {signs, helps, call, first, offeredOn}.
  safety_plan_sealed bytea,
  created_at timestamptz not null,
  joined_at timestamptz,
  -- The end of a pause; null while paused: until START or HEJ.
  resume_at timestamptz
);
create index on citizen (caseworker_id);

-- A second professional sees what was agreed: the plan, the case while there is one, or all. Until the end of a local date.
create table share (
  id uuid primary key,
  citizen_id uuid not null references citizen on delete cascade,
  caseworker_id uuid not null references caseworker,
  what text not null check (what in ('plan', 'case', 'all')),
  until date not null,
  by_id uuid references caseworker,
  created_at timestamptz not null,
  unique (citizen_id, caseworker_id)
);

-- A link to a citizen's page: for one colleague (null: a duty phone that is nobody's), used once with a code, then a session
-- of that page alone.
create table case_link (
  token_hash bytea primary key,
  caseworker_id uuid references caseworker,
  citizen_id uuid not null references citizen on delete cascade,
  escalation_id uuid,
  what text not null check (what in ('case', 'export', 'invite')),
  why text,
  code_hash bytea not null,
  tries smallint not null default 0,
  expires_at timestamptz not null,
  used_at timestamptz,
  session_hash bytea,
  session_until timestamptz
);

create table citizen_channel (
  id uuid primary key,
  citizen_id uuid not null references citizen on delete cascade,
  channel text not null check (channel in ('telegram', 'sms', 'phone')),
  address_index bytea not null,
  address_sealed bytea not null,
  state text not null check (state in ('ok', 'blocked', 'undeliverable', 'unverified')),
  ord smallint not null,
  changed_at timestamptz not null,
  unique (channel, address_index),
  unique (citizen_id, channel)
);

create table invitation (
  token_hash bytea primary key,
  citizen_id uuid not null references citizen on delete cascade,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index on invitation (citizen_id);

-- One row a citizen, not a channel. `version` is the optimistic lock of every turn.
create table conversation (
  citizen_id uuid primary key references citizen on delete cascade,
  version integer not null default 0,
  -- The open question: {dialog, step, version, misses}. Null: nothing is open. Its memory is sealed,
  -- or, when a scheduled message opened it, plain references in `opened`.
  open jsonb,
  opened jsonb,
  open_sealed bytea,
  -- What was interrupted and goes on when the open one is over.
  suspended jsonb,
  suspended_sealed bytea,
  asked_at timestamptz,
  last_inbound_at timestamptz,
  -- Routine messages stop from here until a person hands back or resolves.
  routine_stopped_at timestamptz,
  -- A person writes with the citizen until here: the bot is silent.
  person_until timestamptz,
  person_id uuid references caseworker,
  -- The citizen has answered that person, and nobody has answered them or closed the case since.
  answered_at timestamptz,
  -- Somebody has looked at it since: what the citizen writes now is told anew.
  answer_seen_at timestamptz
);
create index on conversation (person_until) where person_until is not null;

-- Exactly once: (channel, event_id). Inbox and outbox are the transcript.
-- No foreign keys on inbox, outbox and staff_note: a check and a row lock each in every turn. Erasing deletes them by hand.
create table inbox (
  id uuid primary key,
  channel text not null,
  event_id text not null,
  citizen_id uuid,
  received_at timestamptz not null,
  kind text not null,
  text_sealed bytea,
  risk text,
  kept boolean not null default false,
  unique (channel, event_id)
);
create index on inbox (citizen_id, received_at);

-- Numbers that wrote without being known: one polite reply a day.
create table stranger (
  channel text not null,
  address_index bytea not null,
  replied_on date not null,
  primary key (channel, address_index)
);

-- A message is a row before it is a send.
create table outbox (
  id uuid primary key,
  seq bigint generated always as identity,
  citizen_id uuid,
  kind text not null,
  priority smallint not null,
  state text not null default 'queued' check (state in
    ('queued', 'held', 'sending', 'sent', 'delivered', 'failed', 'expired', 'cancelled', 'unknown')),
  reason text,
  -- (citizen, job, occurrence) is unique: a reminder exists once, whatever runs twice.
  job_id uuid,
  occurrence text,
  -- What to say: Say[] in the clear when it holds references only, else sealed.
  say jsonb,
  say_sealed bytea,
  -- Rendered at claim (or by the turn, or edited by a person): {text, choices}.
  text_sealed bytea,
  -- HMAC of the text under the citizen's key, for the loop guard: the same text over and over to one person.
  text_mark bytea,
  -- The position this message opens when it leaves: {dialog, step, version, data}.
  opens jsonb,
  unasked boolean not null default false,
  asks boolean not null default false,
  late text not null default 'send' check (late in ('send', 'hold', 'drop')),
  due_at timestamptz not null,
  expires_at timestamptz,
  created_at timestamptz not null,
  -- The channel it goes (went) by: chosen at claim. For people who are not citizens the address is sealed in say_sealed.
  channel text,
  channel_id uuid,
  lease_by text,
  lease_until timestamptz,
  attempts smallint not null default 0,
  provider_id text,
  segments smallint,
  sent_at timestamptz,
  delivered_at timestamptz,
  -- Of a colleague's own words: the state their writer was last told of, and until when a process has taken the telling.
  told text,
  tell_at timestamptz
);
-- What a process has claimed and not yet marked `sending`: a row a batch, so that a message changes twice and not thrice.
create table outbox_lease (
  id uuid primary key,
  lease_by text not null,
  lease_until timestamptz not null,
  ids uuid[] not null
);
create unique index outbox_once on outbox (citizen_id, job_id, occurrence) where job_id is not null;
create index outbox_waiting on outbox (priority, due_at, seq) where state in ('queued', 'held');
create index outbox_citizen_due on outbox (citizen_id, due_at);
create index outbox_leased on outbox (citizen_id) where lease_by is not null;
create index outbox_untold on outbox (seq) where kind = 'person'
  and state in ('sent', 'delivered', 'failed', 'expired', 'cancelled', 'unknown') and told is distinct from state;
create index outbox_provider on outbox (provider_id) where provider_id is not null;

-- A question that nobody was asked is not open: whoever ends its message before it has left closes it, and the next word
-- of the citizen is no answer to it. A check-in with answers, or a question about safety, waits instead, on top of what
-- waited (as the claim puts it aside: db/outbox-claim.ts). A loop is no such end: the same question stands there already.
create function close_unasked() returns trigger language plpgsql as $$
declare talk conversation;
begin
  select * into talk from conversation
  where citizen_id = new.citizen_id and open->>'question' = new.id::text for update;
  if not found then return null; end if;
  if talk.open->>'dialog' = 'safety' or (talk.open->>'dialog' = 'check-in' and talk.open_sealed is not null) then
    talk.suspended := talk.open
      || case when talk.opened is null then '{}' else jsonb_build_object('data', talk.opened) end
      || case when talk.suspended is null then '{}' else jsonb_build_object('under', talk.suspended
        || jsonb_build_object('sealed', encode(talk.suspended_sealed, 'base64'))) end;
    talk.suspended_sealed := talk.open_sealed;
  end if;
  update conversation set version = version + 1, open = null, opened = null, open_sealed = null, asked_at = null,
    suspended = talk.suspended, suspended_sealed = talk.suspended_sealed
  where citizen_id = new.citizen_id;
  return null;
end $$;
create trigger outbox_close_unasked after update of state on outbox for each row
  when (new.state in ('cancelled', 'expired', 'failed') and old.state in ('queued', 'held', 'sending', 'unknown')
    and new.reason is distinct from 'loop')
  execute function close_unasked();

-- Reminder jobs: rows with next_fire and a version.
create table reminder_job (
  id uuid primary key,
  citizen_id uuid not null references citizen on delete cascade,
  name text not null,
  schedule jsonb not null,
  next_fire timestamptz,
  late text not null default 'hold',
  state text not null default 'active' check (state in ('active', 'paused')),
  version integer not null default 0,
  unique (citizen_id, name)
);
create index reminder_job_due on reminder_job (next_fire) where state = 'active' and next_fire is not null;

create table plan_item (
  id uuid primary key,
  citizen_id uuid not null references citizen on delete cascade,
  what_sealed bytea not null,
  place_sealed bytea,
  travel_sealed bytea,
  -- Local date and time of the next (or only) occurrence, and its instant.
  starts_local timestamp not null,
  starts_at timestamptz not null,
  -- The occurrence last reminded of: a repeated item has moved on by then and is still part of that day's plan.
  last_local timestamp,
  every text check (every in ('day', 'weekday', 'week')),
  absence text not null default 'none' check (absence in ('counts', 'forward', 'none')),
  remind_at timestamptz,
  version integer not null default 0,
  state text not null default 'active' check (state in ('active', 'done', 'removed')),
  created_at timestamptz not null
);
create index plan_item_due on plan_item (remind_at) where state = 'active' and remind_at is not null;
create index on plan_item (citizen_id, starts_at);

-- One occurrence answered: OK, NEJ, BUS, with its time: the receipt.
create table plan_answer (
  item_id uuid not null references plan_item on delete cascade,
  occurrence text not null,
  answer text not null check (answer in ('ok', 'no', 'bus')),
  at timestamptz not null,
  primary key (item_id, occurrence)
);

create table check_in (
  id uuid primary key,
  citizen_id uuid not null references citizen on delete cascade,
  instrument text not null,
  state text not null check (state in ('sent', 'started', 'completed', 'expired')),
  -- {answers, score}
  result_sealed bytea,
  sent_at timestamptz not null,
  completed_at timestamptz
);
create index on check_in (citizen_id, sent_at);

create table exercise_done (
  id uuid primary key,
  citizen_id uuid not null references citizen on delete cascade,
  exercise text not null,
  -- {before, after}
  result_sealed bytea,
  at timestamptz not null
);
create index on exercise_done (citizen_id, at);

create table follow_up (
  id uuid primary key,
  citizen_id uuid not null references citizen on delete cascade,
  kind text not null,
  ref uuid not null,
  payload jsonb,
  due_at timestamptz not null,
  version integer not null default 0,
  state text not null default 'pending' check (state in ('pending', 'done', 'cancelled')),
  unique (kind, ref)
);
create index follow_up_due on follow_up (due_at) where state = 'pending';
-- STOP cancels a citizen's.
create index follow_up_pending on follow_up (citizen_id) where state = 'pending';

-- A case. At most one unresolved per citizen.
create table escalation (
  id uuid primary key,
  citizen_id uuid not null references citizen on delete cascade,
  level text not null check (level in ('acute', 'today', 'soon')),
  state text not null check (state in ('open', 'acknowledged', 'snoozed', 'resolved')),
  version integer not null default 0,
  step smallint not null default 0,
  assignee_id uuid not null references caseworker,
  wish text,
  -- What the citizen told of danger in, where that is not their own.
  language text,
  raised_at timestamptz not null,
  acknowledged_at timestamptz,
  acknowledged_by uuid references caseworker,
  snoozed_until timestamptz,
  resolved_at timestamptz,
  resolved_by uuid references caseworker,
  outcome text,
  filed text check (filed in ('filed', 'not-relevant')),
  meeting_until timestamptz,
  asked_at timestamptz,
  -- What the one on duty answers with: JA 4821. The newest first: with an older one nobody has seen what came since.
  duty_code text,
  next_step_at timestamptz,
  -- Snapshot of the chain at the raise, with what was told when: [{step, role, who, at}].
  steps jsonb not null default '[]',
  card_channel text,
  card_ts text
);
create unique index escalation_one_open on escalation (citizen_id) where state <> 'resolved';
create index on escalation (state, raised_at);
-- Each raise asks for the last one that was closed.
create index on escalation (citizen_id, resolved_at);
create index escalation_code on escalation (duty_code) where duty_code is not null and state <> 'resolved';

create table escalation_reason (
  id uuid primary key,
  escalation_id uuid not null references escalation on delete cascade,
  class text not null,
  level text not null,
  -- A colleague has raised it: the citizen has told us nothing, and is told nothing.
  by_hand boolean not null default false,
  at timestamptz not null
);
create index on escalation_reason (escalation_id);

-- What happened with it, for the timeline.
create table escalation_event (
  id uuid primary key,
  escalation_id uuid not null references escalation on delete cascade,
  what text not null,
  at timestamptz not null,
  caseworker_id uuid references caseworker,
  until timestamptz,
  role text
);
create index on escalation_event (escalation_id, at);

-- What goes to people at work: cards, direct messages, phone. Also a row before it is a send.
create table staff_notice (
  id uuid primary key,
  seq bigint generated always as identity,
  escalation_id uuid references escalation on delete cascade,
  kind text not null check (kind in ('card', 'direct', 'phone', 'ephemeral')),
  -- Who: a caseworker, or null for the team's channel or duty phone.
  caseworker_id uuid references caseworker,
  -- The case's version this tells of; a card update older than the posted one is skipped.
  case_version integer not null,
  reason text not null,
  state text not null default 'queued' check (state in ('queued', 'sending', 'sent', 'failed', 'cancelled')),
  attempts smallint not null default 0,
  due_at timestamptz not null,
  lease_by text,
  lease_until timestamptz,
  failure text,
  -- The duty phone was rung in this person's place; they are told when there is a way to them.
  rung_at timestamptz,
  sent_at timestamptz,
  unique nulls not distinct (escalation_id, kind, caseworker_id, case_version)
);
create index staff_notice_waiting on staff_notice (due_at) where state in ('queued', 'sending');

-- Lines for the digest and the case view; never an alert.
create table staff_note (
  id uuid primary key,
  citizen_id uuid not null,
  what text not null,
  detail_sealed bytea,
  at timestamptz not null,
  read_at timestamptz
);
create index on staff_note (citizen_id, at);

create table token_bucket (
  name text primary key,
  tokens double precision not null,
  refilled_at timestamptz not null,
  not_before timestamptz
);

create table heartbeat (
  name text primary key,
  at timestamptz not null
);

-- How much a professional believes in a citizen's way into work, and the next step: theirs alone, sealed.
create table belief (
  id uuid primary key,
  citizen_id uuid not null references citizen on delete cascade,
  caseworker_id uuid not null references caseworker,
  value_sealed bytea not null,
  at timestamptz not null
);
create index on belief (citizen_id);
-- Asked once a quarter (`2026-Q4`).
create table belief_question (
  citizen_id uuid not null references citizen on delete cascade,
  caseworker_id uuid not null references caseworker,
  quarter text not null,
  asked_on date not null,
  primary key (citizen_id, quarter)
);
create index on belief_question (caseworker_id, asked_on);

-- The summary of a week (`2026-W48`), one a colleague, to them or who stands in. One that was cut off comes again when its time, moved while it is sent, is over.
create table digest (
  caseworker_id uuid not null references caseworker,
  week text not null,
  to_id uuid not null references caseworker,
  state text not null default 'queued' check (state in ('queued', 'sending', 'sent', 'failed')),
  attempts smallint not null default 0,
  due_at timestamptz not null,
  failure text,
  primary key (caseworker_id, week)
);
create index digest_waiting on digest (due_at) where state = 'queued';

create table audit (
  id uuid primary key,
  at timestamptz not null,
  actor text not null,
  action text not null,
  citizen_id uuid,
  case_id uuid,
  why text
);
create index on audit (citizen_id, at);
