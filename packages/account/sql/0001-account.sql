-- compatible
create schema account;
grant usage on schema account to modosu_app;

create table account.member (
  member_id text not null,
  display_name text not null,
  password_hash text not null,
  signed_up_at timestamptz not null,
  confirmed_at timestamptz,
  constraint member_pkey primary key (member_id)
);
grant select, insert, update on account.member to modosu_app;

-- Names a member has or had. A name that was left stays reserved for a while, and one that an
-- intruder set (revoked) identifies nobody.
create table account.login_name (
  login_name_id text not null,
  member_id text not null,
  login_id text not null,
  login_key text not null,
  from_at timestamptz not null,
  until_at timestamptz,
  revoked boolean not null default false,
  constraint login_name_pkey primary key (login_name_id),
  constraint login_name_member_fkey foreign key (member_id) references account.member (member_id)
);
create unique index login_name_present_key on account.login_name (login_key) where until_at is null;
create index login_name_key_idx on account.login_name (login_key, from_at);
create unique index login_name_member_present_key
  on account.login_name (member_id) where until_at is null;
grant select, insert, update on account.login_name to modosu_app;

-- Addresses a member has or had, each confirmed by a code before it came in here.
create table account.address (
  address_id text not null,
  member_id text not null,
  email text not null,
  email_key text not null,
  confirmed_at timestamptz not null,
  until_at timestamptz,
  revoked boolean not null default false,
  constraint address_pkey primary key (address_id),
  constraint address_member_fkey foreign key (member_id) references account.member (member_id)
);
create unique index address_present_key on account.address (email_key) where until_at is null;
create index address_key_idx on account.address (email_key, confirmed_at);
create unique index address_member_present_key
  on account.address (member_id) where until_at is null;
create index address_member_idx on account.address (member_id, confirmed_at);
grant select, insert, update on account.address to modosu_app;

-- A browser or an app, by the secret in its cookie.
create table account.device (
  device_id text not null,
  secret_hash bytea not null,
  user_agent text not null,
  made_at timestamptz not null,
  constraint device_pkey primary key (device_id),
  constraint device_secret_key unique (secret_hash)
);
grant select, insert on account.device to modosu_app;

-- Since when a member uses a device. By member: a thief's own old device is new to the owner.
create table account.known_device (
  member_id text not null,
  device_id text not null,
  first_seen_at timestamptz not null,
  trusted_at timestamptz,
  constraint known_device_pkey primary key (member_id, device_id),
  constraint known_device_member_fkey foreign key (member_id) references account.member (member_id),
  constraint known_device_device_fkey foreign key (device_id) references account.device (device_id)
);
grant select, insert, update, delete on account.known_device to modosu_app;

create table account.session (
  session_id text not null,
  member_id text not null,
  device_id text not null,
  token_hash bytea not null,
  network text not null,
  begun_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  end_reason text,
  constraint session_pkey primary key (session_id),
  constraint session_token_key unique (token_hash),
  constraint session_member_fkey foreign key (member_id) references account.member (member_id),
  constraint session_device_fkey foreign key (device_id) references account.device (device_id),
  constraint session_end_check check ((ended_at is null) = (end_reason is null)),
  constraint session_end_reason_check check (end_reason in
    ('signed_out', 'ended_by_member', 'password_changed', 'password_reset', 'stopped', 'by_staff'))
);
create index session_member_idx on account.session (member_id, begun_at);
grant select, insert, update on account.session to modosu_app;

-- Codes mailed to an address that is to be confirmed. The id is the id of the change it becomes.
create table account.mail_code (
  code_id text not null,
  member_id text not null,
  purpose text not null,
  session_id text,
  email text not null,
  key_id text not null,
  code_digest bytea not null,
  tries integer not null,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  closed_at timestamptz,
  constraint mail_code_pkey primary key (code_id),
  constraint mail_code_member_fkey foreign key (member_id) references account.member (member_id),
  constraint mail_code_purpose_check check (purpose in ('sign_up', 'email'))
);
create index mail_code_member_idx on account.mail_code (member_id, made_at);
grant select, insert, update on account.mail_code to modosu_app;

create table account.delivery_address (
  delivery_address_id text not null,
  member_id text not null,
  key_id text not null,
  sealed bytea not null,
  made_at timestamptz not null,
  removed_at timestamptz,
  constraint delivery_address_pkey primary key (delivery_address_id),
  constraint delivery_address_member_fkey
    foreign key (member_id) references account.member (member_id)
);
create index delivery_address_member_idx on account.delivery_address (member_id, made_at);
grant select, insert, update on account.delivery_address to modosu_app;

-- Saved codes for recovery. A replaced one is kept: what an intruder replaced still counts.
create table account.recovery_code (
  recovery_code_id text not null,
  member_id text not null,
  code_hash bytea not null,
  made_at timestamptz not null,
  replaced_at timestamptz,
  constraint recovery_code_pkey primary key (recovery_code_id),
  constraint recovery_code_member_fkey foreign key (member_id) references account.member (member_id)
);
create index recovery_code_member_idx on account.recovery_code (member_id, made_at);
grant select, insert, update on account.recovery_code to modosu_app;

-- Every effective change of something guarded, with the value before and after, sealed.
create table account.change (
  change_id text not null,
  number bigint generated always as identity,
  member_id text not null,
  field text not null,
  item_id text not null,
  made_by text not null,
  session_id text,
  device_id text,
  via_address_id text,
  staff_id text,
  reason text,
  key_id text not null,
  before_sealed bytea not null,
  after_sealed bytea not null,
  at timestamptz not null,
  constraint change_pkey primary key (change_id),
  constraint change_number_key unique (number),
  constraint change_member_fkey foreign key (member_id) references account.member (member_id),
  constraint change_session_fkey foreign key (session_id) references account.session (session_id),
  constraint change_field_check check (field in
    ('email', 'password', 'login_id', 'delivery_address', 'recovery_code')),
  constraint change_made_by_check check (made_by in ('member', 'reset', 'staff', 'give_back')),
  constraint change_staff_check check ((made_by = 'staff') = (staff_id is not null)),
  constraint change_session_check check (made_by <> 'member' or session_id is not null)
);
create index change_member_idx on account.change (member_id, number);
grant select, insert on account.change to modosu_app;

-- Bound to one change and to the address it went to. Only time and its own use end it.
create table account.undo_link (
  token_hash bytea not null,
  change_id text not null,
  member_id text not null,
  address_id text not null,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  case_id text,
  constraint undo_link_pkey primary key (token_hash),
  constraint undo_link_change_fkey foreign key (change_id) references account.change (change_id),
  constraint undo_link_address_fkey foreign key (address_id) references account.address (address_id)
);
create index undo_link_member_idx on account.undo_link (member_id, made_at);
grant select, insert, update on account.undo_link to modosu_app;

create table account.reset_link (
  token_hash bytea not null,
  member_id text not null,
  address_id text not null,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  voided_at timestamptz,
  constraint reset_link_pkey primary key (token_hash),
  constraint reset_link_address_fkey
    foreign key (address_id) references account.address (address_id)
);
create index reset_link_member_idx on account.reset_link (member_id, made_at);
grant select, insert, update on account.reset_link to modosu_app;

-- Every case number that was ever told to somebody; a number is never used twice.
create table account.case_number (
  case_number text not null,
  made_at timestamptz not null,
  case_id text,
  constraint case_number_pkey primary key (case_number),
  constraint case_number_form_check check (case_number ~ '^\d{3}-\d{3}-\d{3}$')
);
grant select, insert, update on account.case_number to modosu_app;

create table account.stop (
  case_id text not null,
  case_number text not null,
  member_id text not null,
  at timestamptz not null,
  via text not null,
  evidence text not null,
  reasons text[] not null,
  first_event_at timestamptz,
  verified_at timestamptz,
  given_back_at timestamptz,
  constraint stop_pkey primary key (case_id),
  constraint stop_number_key unique (case_number),
  constraint stop_number_fkey
    foreign key (case_number) references account.case_number (case_number),
  constraint stop_member_fkey foreign key (member_id) references account.member (member_id),
  constraint stop_via_check check (via in ('undo', 'stop')),
  constraint stop_evidence_check check (evidence in ('press', 'machine'))
);
create unique index stop_standing_key on account.stop (member_id) where given_back_at is null;
create index stop_member_idx on account.stop (member_id, at);
grant select, insert, update on account.stop to modosu_app;

-- The sessions that are thought not to be the owner's, with the reasons.
create table account.suspect_session (
  case_id text not null,
  session_id text not null,
  reasons text[] not null,
  constraint suspect_session_pkey primary key (case_id, session_id),
  constraint suspect_session_stop_fkey foreign key (case_id) references account.stop (case_id),
  constraint suspect_session_session_fkey
    foreign key (session_id) references account.session (session_id)
);
grant select, insert on account.suspect_session to modosu_app;

-- How each change looked when the owner reviewed, and what he decided. Insert-only.
create table account.sorted_change (
  case_id text not null,
  change_id text not null,
  sorted text not null,
  reason text not null,
  kept boolean not null,
  at timestamptz not null,
  constraint sorted_change_pkey primary key (case_id, change_id),
  constraint sorted_change_stop_fkey foreign key (case_id) references account.stop (case_id),
  constraint sorted_change_change_fkey
    foreign key (change_id) references account.change (change_id),
  constraint sorted_change_sorted_check check (sorted in ('yours', 'theirs', 'unsure'))
);
grant select, insert on account.sorted_change to modosu_app;

-- A press without signing in, kept also when the contact is nobody's.
create table account.stop_press (
  press_id text not null,
  case_number text not null,
  contact_digest bytea not null,
  key_id text not null,
  contact_sealed bytea not null,
  at timestamptz not null,
  case_id text,
  done_at timestamptz,
  constraint stop_press_pkey primary key (press_id),
  constraint stop_press_number_fkey
    foreign key (case_number) references account.case_number (case_number)
);
create index stop_press_contact_idx on account.stop_press (contact_digest, at);
grant select, insert, update on account.stop_press to modosu_app;

create table account.case_link (
  token_hash bytea not null,
  case_id text not null,
  address_id text not null,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  constraint case_link_pkey primary key (token_hash),
  constraint case_link_stop_fkey foreign key (case_id) references account.stop (case_id),
  constraint case_link_address_fkey
    foreign key (address_id) references account.address (address_id)
);
create index case_link_case_idx on account.case_link (case_id, made_at);
grant select, insert on account.case_link to modosu_app;

create table account.restriction (
  restriction_id text not null,
  member_id text not null,
  scope text not null,
  reason text not null,
  change_id text,
  case_id text,
  from_at timestamptz not null,
  until_at timestamptz,
  lifted_at timestamptz,
  constraint restriction_pkey primary key (restriction_id),
  constraint restriction_member_fkey foreign key (member_id) references account.member (member_id),
  constraint restriction_scope_check check (scope in ('spend', 'leave')),
  constraint restriction_cause_check check ((change_id is null) <> (case_id is null))
);
create index restriction_member_idx on account.restriction (member_id, from_at);
grant select, insert, update on account.restriction to modosu_app;

create table account.recovery (
  recovery_id text not null,
  case_id text not null,
  key_id text not null,
  code_digest bytea not null,
  tries integer not null,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  verified_at timestamptz,
  token_hash bytea,
  token_expires_at timestamptz,
  constraint recovery_pkey primary key (recovery_id),
  constraint recovery_stop_fkey foreign key (case_id) references account.stop (case_id),
  constraint recovery_token_check
    check ((verified_at is null) = (token_hash is null)
      and (token_hash is null) = (token_expires_at is null))
);
create index recovery_case_idx on account.recovery (case_id, made_at);
grant select, insert, update on account.recovery to modosu_app;
