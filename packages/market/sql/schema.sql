-- The schema "market" as all migrations together leave it.
-- A dump, never edited: `node tools/schema-dump.ts` writes it and `npm run verify` compares it.

create schema market;

create sequence market.label_number as bigint increment by 1;

create table market.cancel_request (
  order_id text not null,
  requested_at timestamp with time zone not null,
  requested_by text not null,
  reason text not null,
  constraint cancel_request_pkey PRIMARY KEY (order_id, requested_at),
  constraint cancel_request_purchase_fkey FOREIGN KEY (order_id) REFERENCES market.purchase(order_id),
  constraint cancel_request_by_known CHECK (requested_by = ANY (ARRAY['buyer'::text, 'seller'::text]))
);

create table market.carrier_scan (
  carrier text not null,
  tracking_number text not null,
  status text not null,
  scanned_at timestamp with time zone not null,
  recorded_at timestamp with time zone not null,
  recorded_by text not null,
  constraint carrier_scan_pkey PRIMARY KEY (carrier, tracking_number, status, scanned_at)
);

create table market.delivery (
  order_id text not null,
  name text not null,
  postal_code text not null,
  prefecture text not null,
  city text not null,
  line text not null,
  constraint delivery_pkey PRIMARY KEY (order_id),
  constraint delivery_purchase_fkey FOREIGN KEY (order_id) REFERENCES market.purchase(order_id)
);

create table market.label (
  label_id text not null,
  order_id text not null,
  carrier text not null,
  tracking_number text not null,
  code text not null,
  postage bigint not null,
  anonymous boolean not null,
  made_at timestamp with time zone not null,
  voided_at timestamp with time zone,
  borne_by_market boolean not null default false,
  constraint label_pkey PRIMARY KEY (label_id),
  constraint label_parcel_key UNIQUE (carrier, tracking_number),
  constraint label_purchase_fkey FOREIGN KEY (order_id) REFERENCES market.purchase(order_id),
  constraint label_postage CHECK (postage >= 0)
);
CREATE UNIQUE INDEX label_one_alive ON market.label USING btree (order_id) WHERE (voided_at IS NULL);

create table market.listing (
  listing_id text not null,
  seller_id text not null,
  title text not null,
  title_folded text not null,
  description text not null,
  price bigint not null,
  ships_in text not null,
  state text not null,
  listed_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  approves_buyers boolean not null default false,
  category text not null,
  condition text not null,
  shipping_way text not null,
  postage text not null,
  suspended boolean not null default false,
  search_keys integer[] not null,
  constraint listing_pkey PRIMARY KEY (listing_id),
  constraint listing_condition_known CHECK (condition = ANY (ARRAY['new'::text, 'like_new'::text, 'good'::text, 'fair'::text, 'worn'::text, 'poor'::text])),
  constraint listing_postage_known CHECK (postage = ANY (ARRAY['seller'::text, 'buyer'::text])),
  constraint listing_price_positive CHECK (price > 0),
  constraint listing_shipping_way_known CHECK (shipping_way = ANY (ARRAY['anonymous'::text, 'tracked'::text, 'untracked'::text])),
  constraint listing_ships_in_known CHECK (ships_in = ANY (ARRAY['days_1_2'::text, 'days_2_3'::text, 'days_4_7'::text])),
  constraint listing_state_known CHECK (state = ANY (ARRAY['draft'::text, 'listed'::text, 'sold'::text, 'paused'::text, 'closed'::text, 'deleted'::text]))
) with (fillfactor=85);
CREATE INDEX listing_by_keys ON market.listing USING gin (search_keys) WITH (fastupdate=off);
CREATE INDEX listing_by_price ON market.listing USING btree (price, listing_id);
CREATE INDEX listing_by_seller ON market.listing USING btree (seller_id, listed_at);
CREATE INDEX listing_by_time ON market.listing USING btree (listed_at, listing_id);

create table market.listing_comment (
  comment_id text not null,
  listing_id text not null,
  member_id text not null,
  words text not null,
  written_at timestamp with time zone not null,
  removed_at timestamp with time zone,
  removed_by text,
  constraint listing_comment_pkey PRIMARY KEY (comment_id),
  constraint listing_comment_listing_fkey FOREIGN KEY (listing_id) REFERENCES market.listing(listing_id),
  constraint listing_comment_removed CHECK ((removed_at IS NULL) = (removed_by IS NULL)),
  constraint listing_comment_removed_by_known CHECK (removed_by = ANY (ARRAY['author'::text, 'seller'::text, 'office'::text]))
);
CREATE INDEX listing_comment_by_listing ON market.listing_comment USING btree (listing_id, written_at);

create table market.listing_like (
  listing_id text not null,
  member_id text not null,
  liked_at timestamp with time zone not null,
  constraint listing_like_pkey PRIMARY KEY (listing_id, member_id),
  constraint listing_like_listing_fkey FOREIGN KEY (listing_id) REFERENCES market.listing(listing_id)
);
CREATE INDEX listing_like_by_member ON market.listing_like USING btree (member_id, liked_at);

create table market.member (
  member_id text not null,
  profile_id text not null,
  introduction text not null default ''::text,
  joined_at timestamp with time zone not null,
  constraint member_pkey PRIMARY KEY (member_id),
  constraint member_profile_key UNIQUE (profile_id)
);

create table market.member_act (
  act_id text not null,
  member_id text not null,
  session_id text not null,
  kind text not null,
  title text not null,
  at timestamp with time zone not null,
  constraint member_act_pkey PRIMARY KEY (act_id),
  constraint member_act_kind_known CHECK (kind = ANY (ARRAY['listing'::text, 'listing_edit'::text, 'listing_delete'::text, 'comment'::text, 'order'::text]))
);
CREATE INDEX member_act_by_member ON market.member_act USING btree (member_id, at);

create table market.member_limit (
  member_id text not null,
  scope text not null,
  since timestamp with time zone not null,
  ended_at timestamp with time zone,
  reason text not null,
  set_by text not null,
  constraint member_limit_pkey PRIMARY KEY (member_id, scope, since),
  constraint member_limit_scope_known CHECK (scope = ANY (ARRAY['sell'::text, 'payout'::text]))
);

create table market.message_ground (
  ground_id text not null,
  order_id text not null,
  ground text not null,
  given_by text not null,
  reason text not null,
  given_at timestamp with time zone not null,
  constraint message_ground_pkey PRIMARY KEY (ground_id),
  constraint message_ground_purchase_fkey FOREIGN KEY (order_id) REFERENCES market.purchase(order_id),
  constraint message_ground_known CHECK (ground = ANY (ARRAY['consent'::text, 'emergency'::text, 'warrant'::text]))
);
CREATE INDEX message_ground_by_order ON market.message_ground USING btree (order_id);

create table market.notice_fact (
  order_id text not null,
  held_at timestamp with time zone not null,
  fact text not null,
  at timestamp with time zone not null,
  constraint notice_fact_pkey PRIMARY KEY (order_id, held_at, fact),
  constraint notice_fact_purchase_fkey FOREIGN KEY (order_id) REFERENCES market.purchase(order_id),
  constraint notice_fact_known CHECK (fact = ANY (ARRAY['sent'::text, 'delivered'::text, 'opened'::text, 'acknowledged'::text, 'declared_with_me'::text, 'declared_shipped'::text]))
);

create table market.order_clock (
  order_id text not null,
  clock text not null,
  due_at timestamp with time zone,
  left_ms bigint,
  constraint order_clock_pkey PRIMARY KEY (order_id, clock),
  constraint order_clock_purchase_fkey FOREIGN KEY (order_id) REFERENCES market.purchase(order_id),
  constraint order_clock_left CHECK (left_ms >= 0),
  constraint order_clock_runs_or_stands CHECK ((due_at IS NULL) <> (left_ms IS NULL))
);

create table market.order_event (
  order_id text not null,
  step integer not null,
  event text not null,
  actor text not null,
  from_state text not null,
  to_state text not null,
  note text,
  at timestamp with time zone not null,
  constraint order_event_pkey PRIMARY KEY (order_id, step),
  constraint order_event_purchase_fkey FOREIGN KEY (order_id) REFERENCES market.purchase(order_id)
);

create table market.order_hold (
  order_id text not null,
  leg_id text not null,
  case_id text not null,
  case_number text not null,
  amount bigint not null,
  held_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint order_hold_pkey PRIMARY KEY (order_id, leg_id),
  constraint order_hold_purchase_fkey FOREIGN KEY (order_id) REFERENCES market.purchase(order_id),
  constraint order_hold_amount CHECK (amount >= 0),
  constraint order_hold_ended CHECK ((amount = 0) = (ended_at IS NOT NULL))
);

create table market.order_message (
  message_id text not null,
  order_id text not null,
  written_by text not null,
  words text not null,
  written_at timestamp with time zone not null,
  constraint order_message_pkey PRIMARY KEY (message_id),
  constraint order_message_purchase_fkey FOREIGN KEY (order_id) REFERENCES market.purchase(order_id),
  constraint order_message_by_known CHECK (written_by = ANY (ARRAY['buyer'::text, 'seller'::text]))
);
CREATE INDEX order_message_by_order ON market.order_message USING btree (order_id, written_at, message_id);

create table market.photo (
  photo_id text not null,
  content_hash text not null,
  member_id text not null,
  uploaded_at timestamp with time zone not null,
  listing_id text,
  place integer,
  constraint photo_pkey PRIMARY KEY (photo_id),
  constraint photo_place_key UNIQUE (listing_id, place),
  constraint photo_file_fkey FOREIGN KEY (content_hash) REFERENCES market.photo_file(content_hash),
  constraint photo_listing_fkey FOREIGN KEY (listing_id) REFERENCES market.listing(listing_id),
  constraint photo_placed CHECK ((listing_id IS NULL) = (place IS NULL) AND place >= 1)
);
CREATE INDEX photo_by_content ON market.photo USING btree (content_hash);

create table market.photo_file (
  content_hash text not null,
  large bytea not null,
  small bytea not null,
  width integer not null,
  height integer not null,
  stored_at timestamp with time zone not null,
  constraint photo_file_pkey PRIMARY KEY (content_hash)
);

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
  ordered_at timestamp with time zone not null,
  paid_at timestamp with time zone,
  ended_at timestamp with time zone,
  ending text,
  on_hold boolean not null default false,
  held_at timestamp with time zone,
  seller_keeps boolean not null default false,
  paid_from_loss boolean not null default false,
  approved_at timestamp with time zone,
  reviewed_from text,
  lapsed_at timestamp with time zone,
  constraint purchase_pkey PRIMARY KEY (order_id),
  constraint purchase_payment_request_key UNIQUE (payment_request_id),
  constraint purchase_transfer_key UNIQUE (transfer_id),
  constraint purchase_listing_fkey FOREIGN KEY (listing_id) REFERENCES market.listing(listing_id),
  constraint purchase_amounts CHECK (price > 0 AND fee >= 0 AND fee <= price),
  constraint purchase_ended CHECK ((state = ANY (ARRAY['completed'::text, 'cancelled'::text])) = (ended_at IS NOT NULL) AND (ended_at IS NULL) = (ending IS NULL)),
  constraint purchase_ending_known CHECK (ending = ANY (ARRAY['completed'::text, 'declined'::text, 'withdrawn'::text, 'not_approved'::text, 'unpaid'::text, 'agreed'::text, 'silence'::text, 'office'::text, 'returned'::text, 'claim'::text, 'claim_on_silence'::text])),
  constraint purchase_held CHECK (NOT on_hold OR held_at IS NOT NULL AND ended_at IS NULL),
  constraint purchase_not_own CHECK (buyer_id <> seller_id),
  constraint purchase_reviewed_from_known CHECK (reviewed_from = ANY (ARRAY['awaiting_shipment'::text, 'shipped'::text, 'received'::text])),
  constraint purchase_state_known CHECK (state = ANY (ARRAY['awaiting_approval'::text, 'awaiting_payment'::text, 'awaiting_shipment'::text, 'cancel_requested'::text, 'shipped'::text, 'received'::text, 'under_review'::text, 'returning'::text, 'completed'::text, 'cancelled'::text]))
);
CREATE INDEX purchase_by_buyer ON market.purchase USING btree (buyer_id, ordered_at DESC);
CREATE INDEX purchase_by_price ON market.purchase USING btree (price);
CREATE INDEX purchase_by_seller ON market.purchase USING btree (seller_id, ordered_at DESC);
CREATE UNIQUE INDEX purchase_one_alive ON market.purchase USING btree (listing_id) WHERE (state <> 'cancelled'::text);

create table market.rating (
  order_id text not null,
  given_by text not null,
  of_member text not null,
  score text not null,
  words text,
  given_at timestamp with time zone not null,
  opens_at timestamp with time zone,
  constraint rating_pkey PRIMARY KEY (order_id, given_by),
  constraint rating_purchase_fkey FOREIGN KEY (order_id) REFERENCES market.purchase(order_id),
  constraint rating_by_known CHECK (given_by = ANY (ARRAY['buyer'::text, 'seller'::text])),
  constraint rating_score_known CHECK (score = ANY (ARRAY['good'::text, 'bad'::text]))
);
CREATE INDEX rating_by_member ON market.rating USING btree (of_member, opens_at);

create table market.report (
  report_id text not null,
  listing_id text not null,
  comment_id text,
  reporter_id text not null,
  reason text not null,
  words text not null,
  reported_at timestamp with time zone not null,
  review_id text,
  constraint report_pkey PRIMARY KEY (report_id),
  constraint report_comment_fkey FOREIGN KEY (comment_id) REFERENCES market.listing_comment(comment_id),
  constraint report_listing_fkey FOREIGN KEY (listing_id) REFERENCES market.listing(listing_id),
  constraint report_review_fkey FOREIGN KEY (review_id) REFERENCES market.review(review_id),
  constraint report_reason_known CHECK (reason = ANY (ARRAY['counterfeit'::text, 'prohibited'::text, 'stolen'::text, 'misleading'::text, 'personal_data'::text, 'abuse'::text, 'other'::text]))
);
CREATE INDEX report_open ON market.report USING btree (reported_at, report_id) WHERE (review_id IS NULL);
CREATE UNIQUE INDEX report_open_once ON market.report USING btree (listing_id, COALESCE(comment_id, ''::text), reporter_id) WHERE (review_id IS NULL);

create table market.review (
  review_id text not null,
  listing_id text not null,
  comment_id text,
  decision text not null,
  reason text not null,
  staff_id text not null,
  decided_at timestamp with time zone not null,
  constraint review_pkey PRIMARY KEY (review_id),
  constraint review_comment_fkey FOREIGN KEY (comment_id) REFERENCES market.listing_comment(comment_id),
  constraint review_listing_fkey FOREIGN KEY (listing_id) REFERENCES market.listing(listing_id),
  constraint review_decision_known CHECK (decision = ANY (ARRAY['keep'::text, 'suspend'::text, 'remove'::text]))
);
CREATE INDEX review_by_listing ON market.review USING btree (listing_id, decided_at);

create table market.shipment (
  order_id text not null,
  carrier text not null,
  tracking_number text not null,
  said_at timestamp with time zone not null,
  flagged boolean not null,
  constraint shipment_pkey PRIMARY KEY (order_id),
  constraint shipment_parcel_key UNIQUE (carrier, tracking_number),
  constraint shipment_purchase_fkey FOREIGN KEY (order_id) REFERENCES market.purchase(order_id)
);

create table market.withheld_decision (
  order_id text not null,
  decided text not null,
  reason text not null,
  decided_by text not null,
  decided_at timestamp with time zone not null,
  constraint withheld_decision_pkey PRIMARY KEY (order_id),
  constraint withheld_decision_purchase_fkey FOREIGN KEY (order_id) REFERENCES market.purchase(order_id),
  constraint withheld_decision_known CHECK (decided = ANY (ARRAY['paid'::text, 'kept'::text]))
);

grant usage on schema market to modosu_app;
grant insert, select on table market.cancel_request to modosu_app;
grant insert, select on table market.carrier_scan to modosu_app;
grant delete, insert, select on table market.delivery to modosu_app;
grant insert, select on table market.label to modosu_app;
grant usage on sequence market.label_number to modosu_app;
grant insert, select on table market.listing to modosu_app;
grant insert, select on table market.listing_comment to modosu_app;
grant delete, insert, select on table market.listing_like to modosu_app;
grant insert, select on table market.member to modosu_app;
grant insert, select on table market.member_act to modosu_app;
grant insert, select on table market.member_limit to modosu_app;
grant insert, select on table market.message_ground to modosu_app;
grant insert, select on table market.notice_fact to modosu_app;
grant delete, insert, select, update on table market.order_clock to modosu_app;
grant insert, select on table market.order_event to modosu_app;
grant insert, select on table market.order_hold to modosu_app;
grant insert, select on table market.order_message to modosu_app;
grant delete, insert, select on table market.photo to modosu_app;
grant delete, insert, select on table market.photo_file to modosu_app;
grant insert, select on table market.purchase to modosu_app;
grant insert, select on table market.rating to modosu_app;
grant insert, select on table market.report to modosu_app;
grant insert, select on table market.review to modosu_app;
grant insert, select on table market.shipment to modosu_app;
grant insert, select on table market.withheld_decision to modosu_app;
grant update on column market.delivery (city) to modosu_app;
grant update on column market.delivery (line) to modosu_app;
grant update on column market.delivery (name) to modosu_app;
grant update on column market.delivery (postal_code) to modosu_app;
grant update on column market.delivery (prefecture) to modosu_app;
grant update on column market.label (borne_by_market) to modosu_app;
grant update on column market.label (voided_at) to modosu_app;
grant update on column market.listing (approves_buyers) to modosu_app;
grant update on column market.listing (category) to modosu_app;
grant update on column market.listing (changed_at) to modosu_app;
grant update on column market.listing (condition) to modosu_app;
grant update on column market.listing (description) to modosu_app;
grant update on column market.listing (listed_at) to modosu_app;
grant update on column market.listing (postage) to modosu_app;
grant update on column market.listing (price) to modosu_app;
grant update on column market.listing (search_keys) to modosu_app;
grant update on column market.listing (shipping_way) to modosu_app;
grant update on column market.listing (ships_in) to modosu_app;
grant update on column market.listing (state) to modosu_app;
grant update on column market.listing (suspended) to modosu_app;
grant update on column market.listing (title) to modosu_app;
grant update on column market.listing (title_folded) to modosu_app;
grant update on column market.listing_comment (removed_at) to modosu_app;
grant update on column market.listing_comment (removed_by) to modosu_app;
grant update on column market.member (introduction) to modosu_app;
grant update on column market.member_limit (ended_at) to modosu_app;
grant update on column market.order_hold (amount) to modosu_app;
grant update on column market.order_hold (ended_at) to modosu_app;
grant update on column market.order_hold (held_at) to modosu_app;
grant update on column market.photo (listing_id) to modosu_app;
grant update on column market.photo (place) to modosu_app;
grant update on column market.photo_file (stored_at) to modosu_app;
grant update on column market.purchase (approval_url) to modosu_app;
grant update on column market.purchase (approved_at) to modosu_app;
grant update on column market.purchase (ended_at) to modosu_app;
grant update on column market.purchase (ending) to modosu_app;
grant update on column market.purchase (held_at) to modosu_app;
grant update on column market.purchase (lapsed_at) to modosu_app;
grant update on column market.purchase (on_hold) to modosu_app;
grant update on column market.purchase (paid_at) to modosu_app;
grant update on column market.purchase (paid_from_loss) to modosu_app;
grant update on column market.purchase (reviewed_from) to modosu_app;
grant update on column market.purchase (seller_keeps) to modosu_app;
grant update on column market.purchase (state) to modosu_app;
grant update on column market.purchase (transfer_id) to modosu_app;
grant update on column market.rating (opens_at) to modosu_app;
grant update on column market.report (review_id) to modosu_app;
