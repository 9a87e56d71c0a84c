-- compatible
-- Passkeys of the desk's people. A removed one is kept for whoever looks into what it was used for.
create table desk.staff_passkey (
  passkey_id text not null,
  staff_id text not null,
  credential_id text not null,
  public_key bytea not null,
  counter bigint not null,
  name text not null,
  aaguid text not null,
  backed_up boolean not null,
  made_at timestamptz not null,
  last_used_at timestamptz,
  removed_at timestamptz,
  constraint staff_passkey_pkey primary key (passkey_id),
  constraint staff_passkey_credential_key unique (credential_id),
  constraint staff_passkey_staff_fkey foreign key (staff_id) references desk.staff (staff_id)
);
create index staff_passkey_staff_id_index on desk.staff_passkey (staff_id);
grant select, insert, update on desk.staff_passkey to modosu_app;

-- Challenges for them, each answered once; without staff_id it is a sign-in.
create table desk.staff_challenge (
  challenge_hash bytea not null,
  staff_id text,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  constraint staff_challenge_pkey primary key (challenge_hash),
  constraint staff_challenge_staff_fkey foreign key (staff_id) references desk.staff (staff_id)
);
create index staff_challenge_expires_index on desk.staff_challenge (expires_at);
grant select, insert, update, delete on desk.staff_challenge to modosu_app;

-- By what a session was begun: where the company wants passkeys, a password opens the way to
-- making one and nothing else.
alter table desk.staff_session add column way_in text not null default 'password';
alter table desk.staff_session
  add constraint staff_session_way_in_known check (way_in in ('password', 'passkey'));
