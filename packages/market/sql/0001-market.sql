-- compatible
create schema market;
grant usage on schema market to modosu_app;

-- A thing offered once. `title_folded` is what a search compares: width, case and kana folded away.
create table market.listing (
  listing_id text not null,
  seller_id text not null,
  title text not null,
  title_folded text not null,
  description text not null,
  price bigint not null,
  ships_in text not null,
  state text not null,
  listed_at timestamptz not null,
  changed_at timestamptz not null,
  constraint listing_pkey primary key (listing_id),
  constraint listing_price_positive check (price > 0),
  constraint listing_ships_in_known check (ships_in in ('days_1_2', 'days_2_3', 'days_4_7')),
  constraint listing_state_known check (state in ('listed', 'sold', 'paused', 'closed'))
);
create index listing_by_state on market.listing (state, listed_at desc, listing_id desc);
create index listing_by_price on market.listing (price);
grant select, insert on market.listing to modosu_app;
grant update (state, changed_at) on market.listing to modosu_app;

-- Likes hang on the listing and not on an order, so a cancelled order cannot take them away.
create table market.listing_like (
  listing_id text not null,
  member_id text not null,
  liked_at timestamptz not null,
  constraint listing_like_pkey primary key (listing_id, member_id),
  constraint listing_like_listing_fkey foreign key (listing_id) references market.listing
);
grant select, insert, delete on market.listing_like to modosu_app;

create table market.listing_comment (
  comment_id text not null,
  listing_id text not null,
  member_id text not null,
  words text not null,
  written_at timestamptz not null,
  constraint listing_comment_pkey primary key (comment_id),
  constraint listing_comment_listing_fkey foreign key (listing_id) references market.listing
);
create index listing_comment_by_listing on market.listing_comment (listing_id, written_at);
grant select, insert on market.listing_comment to modosu_app;

-- One purchase. Its money rests in the ledger's account escrow:{order_id} until it is paid out.
create table market.purchase (
  order_id text not null,
  listing_id text not null,
  seller_id text not null,
  buyer_id text not null,
  price bigint not null,
  fee bigint not null,
  state text not null,
  payment_request_id text not null,
  approval_url text,
  pay_company text not null,
  transfer_id text,
  ordered_at timestamptz not null,
  paid_at timestamptz,
  ended_at timestamptz,
  ending text,
  on_hold boolean not null default false,
  -- When the latest hold began; its notice facts are kept under this time.
  held_at timestamptz,
  seller_keeps boolean not null default false,
  paid_from_loss boolean not null default false,
  constraint purchase_pkey primary key (order_id),
  constraint purchase_payment_request_key unique (payment_request_id),
  constraint purchase_transfer_key unique (transfer_id),
  constraint purchase_listing_fkey foreign key (listing_id) references market.listing,
  constraint purchase_not_own check (buyer_id <> seller_id),
  constraint purchase_amounts check (price > 0 and fee >= 0 and fee <= price),
  constraint purchase_state_known check (state in ('awaiting_payment', 'awaiting_shipment',
    'cancel_requested', 'shipped', 'received', 'completed', 'cancelled')),
  constraint purchase_ending_known check (ending in
    ('completed', 'unpaid', 'agreed', 'silence', 'office', 'claim', 'claim_on_silence')),
  constraint purchase_held check (not on_hold or (held_at is not null and ended_at is null)),
  constraint purchase_ended check
    ((state in ('completed', 'cancelled')) = (ended_at is not null)
      and (ended_at is null) = (ending is null))
);
-- Two buyers of one listing: whatever the code does, only one order can live.
create unique index purchase_one_alive on market.purchase (listing_id)
  where state not in ('cancelled');
create index purchase_by_buyer on market.purchase (buyer_id, ordered_at desc);
create index purchase_by_seller on market.purchase (seller_id, ordered_at desc);
create index purchase_by_price on market.purchase (price);
grant select, insert on market.purchase to modosu_app;
grant update (state, approval_url, transfer_id, paid_at, ended_at, ending, on_hold, held_at,
  seller_keeps, paid_from_loss) on market.purchase to modosu_app;

-- Where the parcel goes: personal data, apart from the order so that it can be erased alone.
create table market.delivery (
  order_id text not null,
  name text not null,
  postal_code text not null,
  prefecture text not null,
  city text not null,
  line text not null,
  constraint delivery_pkey primary key (order_id),
  constraint delivery_purchase_fkey foreign key (order_id) references market.purchase
);
grant select, insert, delete on market.delivery to modosu_app;

-- Deadlines. A running clock has a due time; a clock that a hold has stopped has the time left.
create table market.order_clock (
  order_id text not null,
  clock text not null,
  due_at timestamptz,
  left_ms bigint,
  constraint order_clock_pkey primary key (order_id, clock),
  constraint order_clock_purchase_fkey foreign key (order_id) references market.purchase,
  constraint order_clock_runs_or_stands check ((due_at is null) <> (left_ms is null)),
  constraint order_clock_left check (left_ms >= 0)
);
grant select, insert, update, delete on market.order_clock to modosu_app;

-- Shipping notices and what the carrier said. A notice is the seller's word, a scan is the carrier's.
create table market.shipment (
  order_id text not null,
  carrier text not null,
  tracking_number text not null,
  said_at timestamptz not null,
  flagged boolean not null,
  constraint shipment_pkey primary key (order_id),
  constraint shipment_parcel_key unique (carrier, tracking_number),
  constraint shipment_purchase_fkey foreign key (order_id) references market.purchase
);
grant select, insert on market.shipment to modosu_app;

create table market.carrier_scan (
  carrier text not null,
  tracking_number text not null,
  status text not null,
  scanned_at timestamptz not null,
  recorded_at timestamptz not null,
  recorded_by text not null,
  constraint carrier_scan_pkey primary key (carrier, tracking_number, status, scanned_at)
);
grant select, insert on market.carrier_scan to modosu_app;

-- A claim's hold over the escrow of an order, one row a leg. The order is on hold while any is open.
create table market.order_hold (
  order_id text not null,
  leg_id text not null,
  case_id text not null,
  case_number text not null,
  amount bigint not null,
  held_at timestamptz not null,
  ended_at timestamptz,
  constraint order_hold_pkey primary key (order_id, leg_id),
  constraint order_hold_purchase_fkey foreign key (order_id) references market.purchase,
  constraint order_hold_amount check (amount >= 0),
  constraint order_hold_ended check ((amount = 0) = (ended_at is not null))
);
grant select, insert on market.order_hold to modosu_app;
grant update (amount, held_at, ended_at) on market.order_hold to modosu_app;

-- What is recorded of the notice to the seller: each fact once per hold, never changed. Whoever
-- looks at the papers later sees the order of these facts and of the carrier's scans.
create table market.notice_fact (
  order_id text not null,
  held_at timestamptz not null,
  fact text not null,
  at timestamptz not null,
  constraint notice_fact_pkey primary key (order_id, held_at, fact),
  constraint notice_fact_purchase_fkey foreign key (order_id) references market.purchase,
  constraint notice_fact_known check (fact in
    ('sent', 'delivered', 'opened', 'acknowledged', 'declared_with_me', 'declared_shipped'))
);
grant select, insert on market.notice_fact to modosu_app;

create table market.cancel_request (
  order_id text not null,
  requested_at timestamptz not null,
  requested_by text not null,
  reason text not null,
  constraint cancel_request_pkey primary key (order_id, requested_at),
  constraint cancel_request_purchase_fkey foreign key (order_id) references market.purchase,
  constraint cancel_request_by_known check (requested_by in ('buyer', 'seller'))
);
grant select, insert on market.cancel_request to modosu_app;

-- Every step of every order: what happened, who did it, from which state to which.
create table market.order_event (
  order_id text not null,
  step integer not null,
  event text not null,
  actor text not null,
  from_state text not null,
  to_state text not null,
  note text,
  at timestamptz not null,
  constraint order_event_pkey primary key (order_id, step),
  constraint order_event_purchase_fkey foreign key (order_id) references market.purchase
);
grant select, insert on market.order_event to modosu_app;
