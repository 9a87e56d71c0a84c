-- compatible
-- The ask register counts its versions and the one that was answered; the report register the
-- revision that was heard. Whatever is not heard is sent again, many in one message.
alter table recall.leg
  add column ask_version integer not null default 1,
  add column ask_heard integer not null default 0,
  add column report_heard integer not null default 0,
  -- How often a person renewed the provisional hold; only a grown number makes it longer.
  add column renewals integer not null default 0,
  -- Until when the assignee should have decided about what it holds, once the claim is confirmed.
  add column decision_due timestamptz,
  -- What the asker offers to bear if the return proves wrong: its cap and its end.
  add column indemnity jsonb,
  -- The neighbour's definite no to our ask, as its code; null while there is none.
  add column refused_by text,
  add constraint leg_heard check (ask_heard <= ask_version and report_heard <= revision),
  add constraint leg_renewals check (renewals between 0 and 20),
  add constraint leg_hops check (hops_left >= 0);
create index leg_ask_pending on recall.leg (case_id, neighbour)
  where role = 'assigner' and ask_heard < ask_version;
create index leg_report_pending on recall.leg (case_id, neighbour)
  where role = 'assignee' and report_heard < revision;
create index leg_owner on recall.leg (owner) where owner is not null;

alter table recall.part
  -- Whose claim has it, where this one came second; told as that case's number and never more.
  add column other_case text,
  add column other_number text,
  -- The other claim let go: a second attempt is worth it.
  add column ask_again boolean not null default false,
  add constraint part_gone check (bucket <> 'gone' or reason is not null),
  add constraint part_other check (other_case is null or other_number is not null),
  add constraint part_ask_again check (not ask_again or bucket = 'gone');
create index part_other_case on recall.part (other_case) where other_case is not null;

alter table recall.transfer
  drop constraint transfer_kind,
  add constraint transfer_kind check
    (kind in ('payment', 'refund', 'return', 'give_back', 'stop'));

-- A transfer that is refused for ever because a confirmed claim was quicker than its value. Without
-- the stone the value would exist twice: booked back there, and credited here when it comes late.
create table recall.tombstone (
  transfer_id text not null,
  neighbour text not null,
  leg_id text not null,
  at timestamptz not null,
  constraint tombstone_pkey primary key (transfer_id),
  constraint tombstone_leg foreign key (leg_id) references recall.leg (leg_id)
);
grant select, insert on recall.tombstone to modosu_app;

-- Offsets of an incoming transfer that went back up, over all cases and attempts: two rows that
-- overlap cannot both exist, so nothing is returned twice.
create table recall.returned_span (
  transfer_id text not null,
  span int8range not null,
  leg_id text not null,
  at timestamptz not null,
  constraint returned_span_leg foreign key (leg_id) references recall.leg (leg_id),
  constraint returned_span_once exclude using gist (transfer_id with =, span with &&)
);
create index returned_span_leg_index on recall.returned_span (leg_id);
grant select, insert on recall.returned_span to modosu_app;

-- What a neighbour said that cannot be: shown to the desk, never believed.
create table recall.alarm (
  alarm_id text not null,
  neighbour text not null,
  code text not null,
  subject text not null,
  case_id text,
  at timestamptz not null,
  constraint alarm_pkey primary key (alarm_id)
);
create index alarm_case on recall.alarm (case_id) where case_id is not null;
create index alarm_at on recall.alarm (at);
grant select, insert on recall.alarm to modosu_app;

-- What a neighbour can and may, as it last said of itself under its signature.
create table recall.neighbour_meta (
  neighbour text not null,
  meta jsonb not null,
  read_at timestamptz not null,
  constraint neighbour_meta_pkey primary key (neighbour)
);
grant select, insert, update on recall.neighbour_meta to modosu_app;

-- What people found out about a holder: an accomplice is a thief, whatever his service calls him.
-- The newest row of an account counts; none is ever taken away.
create table recall.decided_role (
  account text not null,
  role text not null,
  case_id text not null,
  decided_by text not null,
  at timestamptz not null,
  constraint decided_role_pkey primary key (account, at),
  constraint decided_role_known check (role in ('owner', 'thief', 'gift', 'seller', 'escrow', 'sink'))
);
grant select, insert on recall.decided_role to modosu_app;

-- How long value was held in front of whom and how it ended: the harm that claims do is measured.
create table recall.holding (
  leg_id text not null,
  account text not null,
  case_id text not null,
  amount bigint not null,
  held_at timestamptz not null,
  ended_at timestamptz,
  outcome text,
  constraint holding_pkey primary key (leg_id, account, held_at),
  constraint holding_leg foreign key (leg_id) references recall.leg (leg_id),
  constraint holding_amount check (amount > 0),
  constraint holding_outcome check (outcome in ('returned', 'released', 'kept')),
  constraint holding_ended check ((ended_at is null) = (outcome is null))
);
create index holding_held_at on recall.holding (held_at);
grant select, insert, update (ended_at, outcome) on recall.holding to modosu_app;
