-- compatible
-- What made a sign-in look risky, and the code that was sent for its second half.
alter table account.half_sign_in add column network text not null default '';
alter table account.half_sign_in add column risks text[] not null default '{}';
alter table account.half_sign_in add column key_id text;
alter table account.half_sign_in add column code_digest bytea;
alter table account.half_sign_in add column finished_at timestamptz;
alter table account.half_sign_in add constraint half_sign_in_code_check
  check ((key_id is null) = (code_digest is null));

alter table account.session drop constraint session_way_in_check;
alter table account.session add constraint session_way_in_check check (way_in in
  ('password', 'password_totp', 'password_recovery_code', 'password_sent_code', 'passkey',
   'given_back', 'api_token'));
