-- compatible
-- The way in of a session, and when and by what its member last proved that it is he.
alter table account.session add column way_in text not null default 'password';
alter table account.session add constraint session_way_in_check check (way_in in
  ('password', 'password_totp', 'password_recovery_code', 'passkey', 'given_back'));
alter table account.session add column passkey_id text;
alter table account.session add column country text;
alter table account.session add column proven_at timestamptz;
alter table account.session add column proven_by text;
alter table account.session add constraint session_proven_check
  check ((proven_at is null) = (proven_by is null));
alter table account.session add constraint session_proven_by_check
  check (proven_by in ('password', 'totp', 'passkey', 'recovery_code'));
alter table account.session drop constraint session_end_reason_check;
alter table account.session add constraint session_end_reason_check check (end_reason in
  ('signed_out', 'ended_by_member', 'password_changed', 'password_reset', 'stopped', 'by_staff',
   'factor_changed'));
create index session_device_idx on account.session (member_id, device_id);

-- When a session was last used, to the quarter of an hour. A table of its own: requests that run
-- hold the row of the session, and noting a use must not wait for them.
create table account.session_use (
  session_id text not null,
  seen_at timestamptz not null,
  constraint session_use_pkey primary key (session_id),
  constraint session_use_session_fkey
    foreign key (session_id) references account.session (session_id)
);
grant select, insert, update on account.session_use to modosu_app;

-- A device that the member no longer wants to be known by. The row stays: since when it was seen
-- is what a takeover is worked out from, and an intruder could otherwise make it new.
alter table account.known_device add column forgotten_at timestamptz;
