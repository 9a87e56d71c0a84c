-- compatible
-- From where a session was used: a row whenever network or kind of browser differ from the last. A
-- cookie that was stolen shows here, and only here.
create table account.sighting (
  session_id text not null,
  number bigint generated always as identity,
  at timestamptz not null,
  network text not null,
  browser text not null,
  constraint sighting_pkey primary key (session_id, number),
  constraint sighting_session_fkey
    foreign key (session_id) references account.session (session_id)
);
grant select, insert on account.sighting to modosu_app;

-- Set where more was asked of a sign-in because it looked risky: no new factor in such a session.
alter table account.session add column risk_step_up_at timestamptz;

-- The link of a notice of a sign-in speaks of a session; that of a change, of a change.
alter table account.undo_link alter column change_id drop not null;
alter table account.undo_link add column session_id text;
alter table account.undo_link add constraint undo_link_session_fkey
  foreign key (session_id) references account.session (session_id);
alter table account.undo_link add constraint undo_link_about_check
  check ((change_id is null) <> (session_id is null));
