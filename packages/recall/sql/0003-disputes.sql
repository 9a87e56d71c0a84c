-- compatible
-- A holder who objects. It stops the clock of the decision about what he holds, and not the hold.
create table recall.appeal (
  appeal_id text not null,
  leg_id text not null,
  case_id text not null,
  account text not null,
  opened_at timestamptz not null,
  decided_at timestamptz,
  outcome text,
  decided_by text,
  constraint appeal_pkey primary key (appeal_id),
  constraint appeal_leg foreign key (leg_id) references recall.leg (leg_id),
  -- Heard once: an objection that was dismissed is not a way to delay for ever.
  constraint appeal_once unique (leg_id, account),
  constraint appeal_outcome check (outcome in ('kept', 'dismissed')),
  constraint appeal_decided check (
    (decided_at is null) = (outcome is null) and (decided_at is null) = (decided_by is null))
);
create index appeal_open on recall.appeal (account) where decided_at is null;
grant select, insert, update (decided_at, outcome, decided_by) on recall.appeal to modosu_app;

-- Value came back that two claims ask for: it lies with the company where they meet until a person
-- decides, or the first one has it when the time is over. Offsets are the transfer's.
create table recall.contest (
  contest_id text not null,
  transfer_id text not null,
  leg_id text not null,
  case_id text not null,
  other_leg_id text not null,
  other_case_id text not null,
  lo bigint not null,
  amount bigint not null,
  opened_at timestamptz not null,
  due_at timestamptz not null,
  decided_at timestamptz,
  in_favour_of text,
  decided_by text,
  constraint contest_pkey primary key (contest_id),
  constraint contest_leg foreign key (leg_id) references recall.leg (leg_id),
  constraint contest_other_leg foreign key (other_leg_id) references recall.leg (leg_id),
  constraint contest_two check (case_id <> other_case_id),
  constraint contest_amount check (amount > 0),
  constraint contest_winner check (in_favour_of in (leg_id, other_leg_id)),
  constraint contest_decided check (
    (decided_at is null) = (in_favour_of is null) and (decided_at is null) = (decided_by is null))
);
create index contest_case on recall.contest (case_id);
create index contest_other_case on recall.contest (other_case_id);
grant select, insert, update (decided_at, in_favour_of, decided_by)
  on recall.contest to modosu_app;

-- Offsets of a leg that were returned wrongly and went down again: each at most once.
create table recall.undone_span (
  leg_id text not null,
  span int8range not null,
  transfer_id text not null,
  at timestamptz not null,
  constraint undone_span_leg foreign key (leg_id) references recall.leg (leg_id),
  constraint undone_span_once exclude using gist (leg_id with =, span with &&)
);
grant select, insert, delete on recall.undone_span to modosu_app;
