-- compatible
create schema points;

-- Why points were given: the ledger knows how many and until when, this knows the reason that the
-- member reads in the history. Insert-only.
create table points.grant_record (
  grant_id text not null,
  member_id text not null,
  amount bigint not null,
  kind text not null,
  expires_at timestamptz not null,
  remark text not null,
  staff_id text not null,
  granted_at timestamptz not null,
  constraint grant_record_pkey primary key (grant_id),
  constraint grant_record_amount_positive check (amount > 0),
  constraint grant_record_kind check (kind in ('regular', 'limited')),
  constraint grant_record_expires_later check (expires_at > granted_at)
);
create index grant_record_member on points.grant_record (member_id, granted_at);

-- The next midnight at which expired points are taken out. One row once points were ever given; it
-- makes a repeated job recognise that its midnight is done.
create table points.expiry_clock (
  one boolean not null default true,
  next_run_at timestamptz not null,
  constraint expiry_clock_pkey primary key (one),
  constraint expiry_clock_one_row check (one)
);

grant usage on schema points to modosu_app;
grant select, insert on points.grant_record to modosu_app;
grant select, insert, update on points.expiry_clock to modosu_app;

-- Cases of a member, so that points kept safe for a case are shown beside the usable ones.
create table points.member_case (
  case_id text not null,
  case_number text not null,
  member_id text not null,
  noted_at timestamptz not null,
  constraint member_case_pkey primary key (case_id)
);
create index member_case_member on points.member_case (member_id, noted_at);
grant select, insert on points.member_case to modosu_app;
