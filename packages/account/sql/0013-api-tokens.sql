-- breaking
-- Named keys by which a program asks in a member's name, within its scopes and until its end. Kept
-- when they are taken out: giving back puts the owner's back.
create table account.api_token (
  api_token_id text not null,
  member_id text not null,
  device_id text not null,
  token_hash bytea not null,
  name text not null,
  scopes text[] not null,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  removed_at timestamptz,
  constraint api_token_pkey primary key (api_token_id),
  constraint api_token_hash_key unique (token_hash),
  constraint api_token_device_fkey foreign key (device_id) references account.device (device_id),
  constraint api_token_member_fkey foreign key (member_id) references account.member (member_id),
  constraint api_token_scopes_check check (cardinality(scopes) > 0)
);
create index api_token_member_idx on account.api_token (member_id, made_at);
grant select, insert, update on account.api_token to modosu_app;

-- What is done by a key is done in a session of its own, so that all of it can be told apart later.
alter table account.session add column api_token_id text;
alter table account.session add constraint session_api_token_fkey
  foreign key (api_token_id) references account.api_token (api_token_id);
alter table account.session drop constraint session_way_in_check;
alter table account.session add constraint session_way_in_check check (way_in in
  ('password', 'password_totp', 'password_recovery_code', 'passkey', 'given_back', 'api_token'));
alter table account.session add constraint session_api_token_check
  check ((way_in = 'api_token') = (api_token_id is not null));
create index session_api_token_idx on account.session (api_token_id, begun_at)
  where api_token_id is not null;

alter table account.change drop constraint change_field_check;
alter table account.change add constraint change_field_check check (field in
  ('email', 'second_email', 'phone', 'password', 'login_id', 'passkey', 'totp', 'recovery_code',
   'api_token', 'delivery_address', 'payout_account', 'notice_settings'));
