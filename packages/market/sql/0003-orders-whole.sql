-- breaking
-- Buying by request, review by the office, returns, messages, ratings, labels.

alter table market.listing add column approves_buyers boolean not null default false;

alter table market.purchase
  add column approved_at timestamptz,
  add column reviewed_from text,
  add column lapsed_at timestamptz;
alter table market.purchase drop constraint purchase_state_known;
alter table market.purchase add constraint purchase_state_known check (state in (
  'awaiting_approval', 'awaiting_payment', 'awaiting_shipment', 'cancel_requested', 'shipped',
  'received', 'under_review', 'returning', 'completed', 'cancelled'));
alter table market.purchase drop constraint purchase_ending_known;
alter table market.purchase add constraint purchase_ending_known check (ending in (
  'completed', 'declined', 'withdrawn', 'not_approved', 'unpaid', 'agreed', 'silence', 'office',
  'returned', 'claim', 'claim_on_silence'));
alter table market.purchase add constraint purchase_reviewed_from_known check (reviewed_from in (
  'awaiting_shipment', 'shipped', 'received'));
grant update (approved_at, reviewed_from, lapsed_at) on market.purchase to modosu_app;
-- The buyer of a parcel that goes namelessly may change where to until it is shipped.
grant update (name, postal_code, prefecture, city, line) on market.delivery to modosu_app;

-- A label that the market bought from a carrier. With an anonymous one neither side sees where the
-- other lives: the seller gets a code, the carrier the address.
create table market.label (
  label_id text not null,
  order_id text not null,
  carrier text not null,
  tracking_number text not null,
  code text not null,
  postage bigint not null,
  anonymous boolean not null,
  made_at timestamptz not null,
  voided_at timestamptz,
  -- The market voided it under a hold: the postage is the market's loss.
  borne_by_market boolean not null default false,
  constraint label_pkey primary key (label_id),
  constraint label_purchase_fkey foreign key (order_id) references market.purchase,
  constraint label_parcel_key unique (carrier, tracking_number),
  constraint label_postage check (postage >= 0)
);
create unique index label_one_alive on market.label (order_id) where voided_at is null;
grant select, insert on market.label to modosu_app;
grant update (voided_at, borne_by_market) on market.label to modosu_app;

-- What the two sides write to each other is secret, the fact of it too (Telecommunications Business
-- Act, article 4): the words are read by the sides, and by staff only with a recorded ground.
create table market.order_message (
  message_id text not null,
  order_id text not null,
  written_by text not null,
  words text not null,
  written_at timestamptz not null,
  constraint order_message_pkey primary key (message_id),
  constraint order_message_purchase_fkey foreign key (order_id) references market.purchase,
  constraint order_message_by_known check (written_by in ('buyer', 'seller'))
);
create index order_message_by_order on market.order_message (order_id, written_at, message_id);
grant select, insert on market.order_message to modosu_app;

-- On which ground the office may read the messages of an order.
create table market.message_ground (
  ground_id text not null,
  order_id text not null,
  ground text not null,
  given_by text not null,
  reason text not null,
  given_at timestamptz not null,
  constraint message_ground_pkey primary key (ground_id),
  constraint message_ground_purchase_fkey foreign key (order_id) references market.purchase,
  constraint message_ground_known check (ground in ('consent', 'emergency', 'warrant'))
);
create index message_ground_by_order on market.message_ground (order_id);
grant select, insert on market.message_ground to modosu_app;

-- Blind: nobody sees the other's before both are there or the time for them is over.
create table market.rating (
  order_id text not null,
  given_by text not null,
  of_member text not null,
  score text not null,
  words text,
  given_at timestamptz not null,
  opens_at timestamptz,
  constraint rating_pkey primary key (order_id, given_by),
  constraint rating_purchase_fkey foreign key (order_id) references market.purchase,
  constraint rating_by_known check (given_by in ('buyer', 'seller')),
  constraint rating_score_known check (score in ('good', 'bad'))
);
create index rating_by_member on market.rating (of_member, opens_at);
grant select, insert on market.rating to modosu_app;
grant update (opens_at) on market.rating to modosu_app;

-- What the office has taken from a member for a time: to sell, or to have sales money paid out.
create table market.member_limit (
  member_id text not null,
  scope text not null,
  since timestamptz not null,
  ended_at timestamptz,
  reason text not null,
  set_by text not null,
  constraint member_limit_pkey primary key (member_id, scope, since),
  constraint member_limit_scope_known check (scope in ('sell', 'payout'))
);
grant select, insert on market.member_limit to modosu_app;
grant update (ended_at) on market.member_limit to modosu_app;

-- What a person decided about the money of a seller who had shipped after he knew, once an order.
create table market.withheld_decision (
  order_id text not null,
  decided text not null,
  reason text not null,
  decided_by text not null,
  decided_at timestamptz not null,
  constraint withheld_decision_pkey primary key (order_id),
  constraint withheld_decision_purchase_fkey foreign key (order_id) references market.purchase,
  constraint withheld_decision_known check (decided in ('paid', 'kept'))
);
grant select, insert on market.withheld_decision to modosu_app;
