-- compatible
-- How each sign-in and action looked when the owner reviewed, and what he decided. Insert-only.
create table account.sorted_action (
  case_id text not null,
  action_id text not null,
  kind text not null,
  sorted text not null,
  reason text not null,
  kept boolean not null,
  at timestamptz not null,
  constraint sorted_action_pkey primary key (case_id, action_id),
  constraint sorted_action_stop_fkey foreign key (case_id) references account.stop (case_id),
  constraint sorted_action_sorted_check check (sorted in ('yours', 'theirs', 'unsure'))
);
grant select, insert on account.sorted_action to modosu_app;

-- The verified owner said that nothing happened: from then on an address that anybody can type
-- stops nothing by itself, only a link that its reader presses.
alter table account.stop add column false_alarm boolean not null default false;

-- A link may also speak of nothing in particular: it was asked for, and stops.
alter table account.undo_link drop constraint undo_link_about_check;
alter table account.undo_link add constraint undo_link_about_check
  check (num_nonnulls(change_id, session_id) <= 1);
