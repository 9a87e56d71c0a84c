-- compatible
-- Public keys of passkeys. A removed one is kept: giving back may put it back.
create table account.passkey (
  passkey_id text not null,
  member_id text not null,
  credential_id text not null,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null,
  name text not null,
  aaguid text not null,
  backup_eligible boolean not null,
  backed_up boolean not null,
  made_at timestamptz not null,
  last_used_at timestamptz,
  removed_at timestamptz,
  constraint passkey_pkey primary key (passkey_id),
  constraint passkey_credential_key unique (credential_id),
  constraint passkey_member_fkey foreign key (member_id) references account.member (member_id),
  constraint passkey_counter_check check (counter >= 0)
);
create index passkey_member_idx on account.passkey (member_id, made_at);
grant select, insert, update on account.passkey to modosu_app;

-- Challenges of passkeys, each answered once. Ended ones are swept out by those who come later.
create table account.challenge (
  challenge_hash bytea not null,
  purpose text not null,
  member_id text,
  session_id text,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  constraint challenge_pkey primary key (challenge_hash),
  constraint challenge_purpose_check check (purpose in ('add', 'sign_in', 'prove', 'recover')),
  constraint challenge_whose_check check ((purpose = 'sign_in') = (member_id is null)),
  constraint challenge_session_check
    check ((purpose in ('add', 'prove')) = (session_id is not null))
);
create index challenge_expires_idx on account.challenge (expires_at);
create index challenge_member_idx on account.challenge (member_id) where member_id is not null;
grant select, insert, update, delete on account.challenge to modosu_app;
