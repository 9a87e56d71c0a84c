-- compatible

-- Points that a purchase earned: pending at first, usable on a later day, or taken back with the
-- purchase. How many there are in the end, the ledger knows.
create table points.earning (
  order_id text not null,
  member_id text not null,
  amount bigint not null,
  paid bigint not null,
  place_ja text not null,
  place_en text not null,
  earned_at timestamptz not null,
  usable_at timestamptz not null,
  state text not null,
  ended_at timestamptz,
  constraint earning_pkey primary key (order_id),
  constraint earning_amount_positive check (amount > 0),
  constraint earning_paid_positive check (paid > 0),
  constraint earning_state_known check (state in ('pending', 'usable', 'taken_back')),
  constraint earning_ended check ((state = 'pending') = (ended_at is null))
);
create index earning_by_member on points.earning (member_id, earned_at);
grant select, insert on points.earning to modosu_app;
grant update (state, ended_at) on points.earning to modosu_app;

-- What a member used points for, by channel: the limits of use are counted here. What was given back
-- does not count.
create table points.use (
  order_id text not null,
  member_id text not null,
  channel text not null,
  amount bigint not null,
  refunded bigint not null default 0,
  place_ja text,
  place_en text,
  used_at timestamptz not null,
  constraint use_pkey primary key (order_id),
  constraint use_amount_positive check (amount > 0),
  constraint use_refund_fits check (refunded >= 0 and refunded <= amount),
  constraint use_channel_known check (channel in ('mall', 'travel', 'pay', 'other')),
  constraint use_place_whole check ((place_ja is null) = (place_en is null))
);
create index use_by_member on points.use (member_id, used_at);
grant select, insert on points.use to modosu_app;
grant update (refunded) on points.use to modosu_app;

-- Members with the company's card: the highest rank asks for it. Insert-only.
create table points.card_holder (
  member_id text not null,
  noted_by text not null,
  noted_at timestamptz not null,
  constraint card_holder_pkey primary key (member_id)
);
grant select, insert on points.card_holder to modosu_app;

-- Who was told that points of his end on a day; nobody is told twice.
create table points.expiry_notice (
  member_id text not null,
  expires_at timestamptz not null,
  told_at timestamptz not null,
  constraint expiry_notice_pkey primary key (member_id, expires_at)
);
grant select, insert on points.expiry_notice to modosu_app;
create index grant_record_expiry on points.grant_record (expires_at, member_id);

-- Entries of a history of which the member said: not me.
create table points.disowned (
  member_id text not null,
  entry_id text not null,
  disowned_at timestamptz not null,
  constraint disowned_pkey primary key (member_id, entry_id)
);
grant select, insert on points.disowned to modosu_app;
