-- breaking
alter table account.change drop constraint change_field_check;
alter table account.change add constraint change_field_check check (field in
  ('email', 'second_email', 'phone', 'password', 'login_id', 'passkey', 'totp', 'recovery_code',
   'delivery_address', 'payout_account', 'notice_settings'));

-- Bank accounts that sales money may be paid out to. One counts at a time; the others are kept,
-- since giving back may put one of them back.
create table account.payout_account (
  payout_account_id text not null,
  member_id text not null,
  key_id text not null,
  sealed bytea not null,
  made_at timestamptz not null,
  removed_at timestamptz,
  constraint payout_account_pkey primary key (payout_account_id),
  constraint payout_account_member_fkey
    foreign key (member_id) references account.member (member_id)
);
create unique index payout_account_present_key
  on account.payout_account (member_id) where removed_at is null;
grant select, insert, update on account.payout_account to modosu_app;

-- Which sign-ins are told. Notices of guarded changes cannot be switched off.
alter table account.member add column sign_in_notices text not null default 'new_device';
alter table account.member add constraint member_sign_in_notices_check
  check (sign_in_notices in ('every', 'new_device', 'none'));
