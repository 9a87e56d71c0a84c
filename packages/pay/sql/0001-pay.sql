-- compatible
create schema pay;

-- A payment that a neighbour asks for, from the asking to the refund. What the neighbour said never
-- changes; only the columns after state do.
create table pay.payment_request (
  payment_request_id text not null,
  neighbour text not null,
  amount bigint not null,
  unit text not null,
  item_name text not null,
  place_ja text not null,
  place_en text not null,
  order_reference text not null,
  return_url text not null,
  expires_at timestamptz not null,
  received_at timestamptz not null,
  state text not null,
  transfer_id text,
  member_id text,
  session_id text,
  device_id text,
  approved_at timestamptz,
  refunded_at timestamptz,
  constraint payment_request_pkey primary key (payment_request_id),
  constraint payment_request_transfer_key unique (transfer_id),
  constraint payment_request_amount_positive check (amount > 0),
  constraint payment_request_state check (state in ('requested', 'approved', 'refunded', 'expired')),
  -- Who paid is known exactly when it was paid.
  constraint payment_request_approval check (
    (state in ('approved', 'refunded'))
    = (transfer_id is not null and member_id is not null and session_id is not null
       and device_id is not null and approved_at is not null)),
  constraint payment_request_refund check ((state = 'refunded') = (refunded_at is not null))
);
create index payment_request_member on pay.payment_request (member_id, approved_at)
  where member_id is not null;

grant usage on schema pay to modosu_app;
grant select, insert on pay.payment_request to modosu_app;
grant update (state, transfer_id, member_id, session_id, device_id, approved_at, refunded_at)
  on pay.payment_request to modosu_app;
