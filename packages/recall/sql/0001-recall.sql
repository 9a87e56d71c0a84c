-- compatible
create schema recall;
grant usage on schema recall to modosu_app;

-- A day's message ids of every neighbour. Safety rests on registers; this only refuses early.
create table recall.seen_message (
  iss text not null,
  jti text not null,
  seen_at timestamptz not null,
  -- What was answered, so that a doubled message can be refused without losing its answer.
  answer jsonb,
  constraint seen_message_pkey primary key (iss, jti)
);
create index seen_message_age on recall.seen_message (seen_at);
grant select, insert, update, delete on recall.seen_message to modosu_app;

-- Value that crosses to or from a neighbour, with its end-to-end reference and what was said of it.
create table recall.transfer (
  transfer_id text not null,
  direction text not null,
  neighbour text not null,
  kind text not null,
  amount bigint not null,
  unit text not null,
  reference text,
  leg_id text,
  original_transfer_id text,
  offsets jsonb not null,
  state text not null,
  at timestamptz not null,
  constraint transfer_pkey primary key (transfer_id),
  constraint transfer_direction check (direction in ('out', 'in')),
  constraint transfer_kind check (kind in ('payment', 'refund', 'return')),
  constraint transfer_amount check (amount > 0),
  constraint transfer_state check (state in ('sent', 'credited', 'refused'))
);
create index transfer_original on recall.transfer (original_transfer_id);
grant select, insert, update on recall.transfer to modosu_app;

-- One case asking one company about one transfer. The root leg is the case asking its own company.
-- `stance` is written by the assigner only, revision and buckets by the assignee only; both only grow.
create table recall.leg (
  leg_id text not null,
  role text not null,
  case_id text not null,
  case_number text not null,
  neighbour text,
  parent_leg_id text,
  owner text,
  transfer_id text,
  attempt integer not null,
  offsets jsonb not null,
  unit text not null,
  asked bigint not null,
  stance text not null,
  reason text not null,
  evidence text not null,
  hold_until timestamptz not null,
  answer_due timestamptz not null,
  hops_left integer not null,
  revision integer not null,
  held bigint not null,
  onward bigint not null,
  gone bigint not null,
  returned bigint not null,
  released bigint not null,
  report jsonb,
  usable_at timestamptz,
  opened_at timestamptz not null,
  settled_at timestamptz,
  constraint leg_pkey primary key (leg_id),
  constraint leg_role check (role in ('root', 'assigner', 'assignee')),
  constraint leg_stance check (stance in ('provisional', 'confirmed', 'withdrawn')),
  constraint leg_parent foreign key (parent_leg_id) references recall.leg (leg_id),
  constraint leg_neighbour check ((role = 'root') = (neighbour is null)),
  constraint leg_transfer check ((role = 'root') = (transfer_id is null)),
  -- The recall identity: every offset that was asked for is in exactly one bucket.
  constraint leg_identity check (asked = held + onward + gone + returned + released),
  constraint leg_attempt unique nulls not distinct (case_id, transfer_id, neighbour, role, attempt)
);
create index leg_case on recall.leg (case_id);
create index leg_of_transfer on recall.leg (transfer_id);
create index leg_of_parent on recall.leg (parent_leg_id);
grant select, insert, update on recall.leg to modosu_app;

-- Where each offset of a leg is. Offsets are the transfer's (root: the claim's), end excluded.
create table recall.part (
  leg_id text not null,
  lo bigint not null,
  amount bigint not null,
  bucket text not null,
  reason text,
  origin_pocket bigint,
  origin_lo bigint,
  account text,
  holding_kind text,
  stoppable_until timestamptz,
  held_pocket bigint,
  held_lo bigint,
  child_leg_id text,
  child_lo bigint,
  constraint part_pkey primary key (leg_id, lo),
  constraint part_leg foreign key (leg_id) references recall.leg (leg_id),
  constraint part_amount check (amount > 0),
  constraint part_bucket check (bucket in
    ('awaited', 'held', 'onward', 'no_answer', 'gone', 'returned', 'released')),
  constraint part_held check (bucket <> 'held' or held_pocket is not null),
  -- What lies beyond a limit of the contract stays onward without a leg, and says why.
  constraint part_onward check (
    bucket not in ('onward', 'no_answer') or child_leg_id is not null or reason is not null)
);
create index part_child on recall.part (child_leg_id) where child_leg_id is not null;
create index part_account on recall.part (account) where bucket = 'held';
grant select, insert, update, delete on recall.part to modosu_app;
