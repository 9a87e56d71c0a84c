-- compatible
-- Secrets of authenticator apps, sealed. One counts at a time; each step of its clock once.
create table account.totp (
  totp_id text not null,
  member_id text not null,
  key_id text not null,
  sealed bytea not null,
  made_at timestamptz not null,
  confirmed_at timestamptz,
  last_step bigint,
  removed_at timestamptz,
  constraint totp_pkey primary key (totp_id),
  constraint totp_member_fkey foreign key (member_id) references account.member (member_id)
);
create unique index totp_present_key on account.totp (member_id)
  where confirmed_at is not null and removed_at is null;
create index totp_member_idx on account.totp (member_id, made_at);
grant select, insert, update on account.totp to modosu_app;

-- A sign-in whose password was right and whose second factor is still to come.
create table account.half_sign_in (
  token_hash bytea not null,
  member_id text not null,
  tries integer not null,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  closed_at timestamptz,
  constraint half_sign_in_pkey primary key (token_hash),
  constraint half_sign_in_member_fkey foreign key (member_id) references account.member (member_id)
);
create index half_sign_in_member_idx on account.half_sign_in (member_id) where closed_at is null;
grant select, insert, update on account.half_sign_in to modosu_app;
