-- compatible
create schema desk;
grant usage on schema desk to modosu_app;

-- People of this company's desk. Argon2id stands in password_hash, never a password.
create table desk.staff (
  staff_id text not null,
  login text not null,
  name text not null,
  role text not null,
  password_hash text not null,
  created_at timestamptz not null,
  constraint staff_pkey primary key (staff_id),
  constraint staff_login_key unique (login),
  constraint staff_role_known check (role in ('agent', 'supervisor', 'auditor'))
);
grant select, insert on desk.staff to modosu_app;

create table desk.staff_session (
  token_hash bytea not null,
  staff_id text not null,
  started_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  constraint staff_session_pkey primary key (token_hash),
  constraint staff_session_staff_fkey foreign key (staff_id) references desk.staff (staff_id)
);
create index staff_session_staff_id_index on desk.staff_session (staff_id);
grant select, insert, update (ended_at) on desk.staff_session to modosu_app;

-- One row a case: our own member's (asked_by is null), or our part of a neighbour's. What happened
-- to it is a set of times that are written once; the state is worked out from them.
create table desk.case_file (
  case_id text not null,
  case_number text not null,
  -- The case's id at the company that opened it; our own id when that is us.
  origin_case_id text not null,
  asked_by text,
  owner_id text,
  evidence text,
  via text,
  opened_at timestamptz not null,
  verified_at timestamptz,
  given_back_at timestamptz,
  settled_at timestamptz,
  closed_at timestamptz,
  -- What the claim said when the desk last looked: the queue is drawn from here.
  stolen bigint not null,
  held bigint not null,
  onward bigint not null,
  gone bigint not null,
  returned bigint not null,
  released bigint not null,
  unshipped boolean not null,
  in_escrow boolean not null,
  constraint case_file_pkey primary key (case_id),
  constraint case_file_evidence_known check (evidence in ('press', 'machine')),
  constraint case_file_own_has_owner check ((asked_by is null) = (owner_id is not null)),
  constraint case_file_own_has_evidence check ((asked_by is null) = (evidence is not null)),
  constraint case_file_not_negative
    check (least(stolen, held, onward, gone, returned, released) >= 0),
  constraint case_file_adds_up check (stolen = held + onward + gone + returned + released),
  constraint case_file_closed_is_settled check (closed_at is null or settled_at is not null)
);
-- A neighbour names its case itself, so its id is only unique among that neighbour's.
create unique index case_file_origin_index
  on desk.case_file (asked_by, origin_case_id) nulls not distinct;
create index case_file_case_number_index on desk.case_file (case_number);
create index case_file_owner_id_index on desk.case_file (owner_id, opened_at);
grant select, insert on desk.case_file to modosu_app;
grant update (verified_at, given_back_at, settled_at, closed_at, stolen, held, onward,
  gone, returned, released, unshipped, in_escrow) on desk.case_file to modosu_app;

-- What a neighbour asked of us for its case: one leg a transfer.
create table desk.case_leg (
  leg_id text not null,
  case_id text not null,
  amount bigint not null,
  opened_at timestamptz not null,
  settled_at timestamptz,
  constraint case_leg_pkey primary key (leg_id),
  constraint case_leg_case_fkey foreign key (case_id) references desk.case_file (case_id),
  constraint case_leg_amount_positive check (amount > 0)
);
create index case_leg_case_id_index on desk.case_leg (case_id);
grant select, insert, update (settled_at) on desk.case_leg to modosu_app;

-- A time that somebody was promised. A promise is kept, or late (and then a new one follows), or
-- still open; of one kind a case has at most one open promise.
create table desk.promise (
  promise_id text not null,
  case_id text not null,
  kind text not null,
  round integer not null,
  made_at timestamptz not null,
  due_at timestamptz not null,
  kept_at timestamptz,
  late_at timestamptz,
  late_reason text,
  constraint promise_pkey primary key (promise_id),
  constraint promise_case_fkey foreign key (case_id) references desk.case_file (case_id),
  constraint promise_kind_known check (kind in ('first_word', 'decision', 'answer')),
  constraint promise_one_end check (kept_at is null or late_at is null),
  constraint promise_late_has_reason check ((late_at is null) = (late_reason is null))
);
create unique index promise_open_index
  on desk.promise (case_id, kind) where kept_at is null and late_at is null;
create index promise_case_id_index on desk.promise (case_id, made_at);
grant select, insert, update (due_at, kept_at, late_at, late_reason) on desk.promise to modosu_app;

-- A decision about a claim, and the second person's word on it. The two are never one person.
create table desk.decision (
  decision_id text not null,
  case_id text not null,
  kind text not null,
  amount bigint not null,
  reason text not null,
  proposed_by text not null,
  proposed_at timestamptz not null,
  state text not null,
  second_by text,
  second_reason text,
  second_at timestamptz,
  constraint decision_pkey primary key (decision_id),
  constraint decision_case_fkey foreign key (case_id) references desk.case_file (case_id),
  constraint decision_kind_known check (kind in ('return', 'withdraw')),
  constraint decision_state_known check (state in ('awaiting_second', 'effective', 'refused')),
  constraint decision_two_people check (second_by <> proposed_by),
  constraint decision_second_whole check (
    (second_by is null) = (second_reason is null) and (second_by is null) = (second_at is null)),
  constraint decision_waits_for_second check (state <> 'awaiting_second' or second_by is null),
  constraint decision_refused_by_second check (state <> 'refused' or second_by is not null)
);
create unique index decision_waiting_index
  on desk.decision (case_id) where state = 'awaiting_second';
create unique index decision_effective_index
  on desk.decision (case_id, kind) where state = 'effective';
create index decision_case_id_index on desk.decision (case_id, proposed_at);
grant select, insert, update (state, second_by, second_reason, second_at)
  on desk.decision to modosu_app;

-- Everything that happened in a case, in order. Insert-only.
create table desk.timeline (
  entry bigint generated always as identity,
  case_id text not null,
  at timestamptz not null,
  kind text not null,
  by_whom text not null,
  staff_id text,
  facts jsonb not null,
  constraint timeline_pkey primary key (entry),
  constraint timeline_case_fkey foreign key (case_id) references desk.case_file (case_id),
  constraint timeline_by_known check (by_whom in ('owner', 'desk', 'machine', 'partner')),
  constraint timeline_staff_by_desk check ((by_whom = 'desk') = (staff_id is not null))
);
create index timeline_case_id_index on desk.timeline (case_id, entry);
grant select, insert on desk.timeline to modosu_app;

-- The closing letter as it was sent.
create table desk.letter (
  case_id text not null,
  sent_at timestamptz not null,
  appeal_until timestamptz not null,
  subject text not null,
  body text not null,
  constraint letter_pkey primary key (case_id),
  constraint letter_case_fkey foreign key (case_id) references desk.case_file (case_id)
);
grant select, insert on desk.letter to modosu_app;

-- A question by telephone, as somebody wrote it down. It starts nothing.
create table desk.enquiry (
  enquiry_id text not null,
  member_id text not null,
  channel text not null,
  words text not null,
  taken_by text not null,
  at timestamptz not null,
  constraint enquiry_pkey primary key (enquiry_id),
  constraint enquiry_channel_known check (channel in ('phone')),
  constraint enquiry_staff_fkey foreign key (taken_by) references desk.staff (staff_id)
);
create index enquiry_member_id_index on desk.enquiry (member_id, at);
grant select, insert on desk.enquiry to modosu_app;
