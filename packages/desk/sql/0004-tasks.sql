-- compatible
-- What somebody at the desk has to do about a case besides deciding it, each with its clock. One task
-- of a kind about one thing is open at a time: an event that comes again finds it.
create table desk.task (
  task_id text not null,
  case_id text not null,
  kind text not null,
  -- What it is about: a leg, a contest, an appeal, an order, an alarm, a neighbour. Never a person.
  subject text not null,
  facts jsonb not null,
  opened_at timestamptz not null,
  due_at timestamptz not null,
  done_at timestamptz,
  -- The member of staff; null where it has come right by itself.
  done_by text,
  done_words text,
  constraint task_pkey primary key (task_id),
  constraint task_case_fkey foreign key (case_id) references desk.case_file (case_id),
  constraint task_staff_fkey foreign key (done_by) references desk.staff (staff_id),
  constraint task_kind_known check (kind in ('late_decision', 'claims_met', 'loss_short', 'alarm',
    'late_update', 'objection', 'silent_seller', 'own_returned', 'more_after_end')),
  constraint task_done_whole check ((done_by is null) = (done_words is null)
    and (done_by is null or done_at is not null))
);
create unique index task_open_index on desk.task (case_id, kind, subject) where done_at is null;
create index task_case_id_index on desk.task (case_id, opened_at);
grant select, insert on desk.task to modosu_app;
grant update (done_at, done_by, done_words) on desk.task to modosu_app;

-- What the claim follows now. It is empty again when something was added to the claim: people have
-- decided about an amount, and what comes on top needs a decision of its own.
alter table desk.case_file
  add column decided text,
  add constraint case_file_decided_known check (decided in ('return', 'withdraw'));
update desk.case_file f set decided = (
  select case when d.kind = 'return' then 'return' else 'withdraw' end from desk.decision d
  where d.case_id = f.case_id and d.state = 'effective'
  order by coalesce(d.second_at, d.proposed_at) desc limit 1);
grant update (decided, evidence) on desk.case_file to modosu_app;

drop index desk.decision_effective_index;
create unique index decision_undo_index on desk.decision (case_id)
  where state = 'effective' and kind = 'undo';
