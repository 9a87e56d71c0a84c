-- breaking

-- A payment may be captured later than it was approved, in parts, and given back in parts.
alter table pay.payment_request
  add column capture text not null default 'at_approval',
  add column notifies boolean not null default false,
  add column captured bigint not null default 0,
  add column refunded bigint not null default 0,
  add column captures_at timestamptz,
  add column authorised_until timestamptz,
  add column points bigint not null default 0,
  drop constraint payment_request_state,
  drop constraint payment_request_approval,
  drop constraint payment_request_refund,
  add constraint payment_request_state check (state in
    ('requested', 'authorised', 'approved', 'refunded', 'voided', 'expired')),
  add constraint payment_request_capture check (capture in ('at_approval', 'by_merchant')),
  -- Who approved is known exactly when somebody has.
  add constraint payment_request_approval check (
    (state in ('authorised', 'approved', 'refunded', 'voided'))
    = (member_id is not null and session_id is not null and device_id is not null
       and approved_at is not null)),
  add constraint payment_request_captured check (captured >= 0 and captured <= amount),
  add constraint payment_request_refunded check (refunded >= 0 and refunded <= captured),
  add constraint payment_request_refund check (
    (state = 'refunded') = (refunded_at is not null)
    and (state <> 'refunded' or refunded = captured));
update pay.payment_request set captured = amount where state in ('approved', 'refunded');
update pay.payment_request set refunded = amount where state = 'refunded';

-- What a merchant took of an approved payment, by the transfer that carried it. Insert-only.
create table pay.capture (
  capture_id text not null,
  payment_request_id text not null,
  amount bigint not null,
  final boolean not null,
  transfer_id text not null,
  captured_at timestamptz not null,
  constraint capture_pkey primary key (capture_id),
  constraint capture_transfer_key unique (transfer_id),
  constraint capture_request_fkey foreign key (payment_request_id)
    references pay.payment_request (payment_request_id),
  constraint capture_amount_positive check (amount > 0)
);
create index capture_by_request on pay.capture (payment_request_id);
insert into pay.capture (capture_id, payment_request_id, amount, final, transfer_id, captured_at)
select 'cap' || substr(transfer_id, 3), payment_request_id, amount, true, transfer_id, approved_at
from pay.payment_request where transfer_id is not null;
alter table pay.payment_request drop column transfer_id;

-- What came back of a capture, by the transfer that brought it. Insert-only.
create table pay.refund (
  back_id text not null,
  capture_id text not null,
  amount bigint not null,
  refunded_at timestamptz not null,
  constraint refund_pkey primary key (back_id),
  constraint refund_capture_fkey foreign key (capture_id) references pay.capture (capture_id),
  constraint refund_amount_positive check (amount > 0)
);

-- How a merchant knows a member: by a name that no other merchant has for him.
create table pay.payer_name (
  member_id text not null,
  neighbour text not null,
  payer_id text not null,
  made_at timestamptz not null,
  constraint payer_name_pkey primary key (member_id, neighbour),
  constraint payer_name_key unique (payer_id)
);

-- In which order a member uses the kinds of money in his wallet.
create table pay.use_order (
  member_id text not null,
  kinds text[] not null,
  set_at timestamptz not null,
  constraint use_order_pkey primary key (member_id),
  constraint use_order_whole check (
    kinds @> array['points', 'charged', 'sales'] and cardinality(kinds) = 3)
);

-- By what number a member's sales money comes in from other companies. Insert-only.
create table pay.deposit_number (
  member_id text not null,
  deposit_number text not null,
  made_at timestamptz not null,
  constraint deposit_number_pkey primary key (member_id),
  constraint deposit_number_key unique (deposit_number)
);

grant select, insert on pay.capture to modosu_app;
grant select, insert on pay.refund to modosu_app;
grant select, insert on pay.payer_name to modosu_app;
grant select, insert, update on pay.use_order to modosu_app;
grant select, insert on pay.deposit_number to modosu_app;
grant update (captured, refunded, captures_at, authorised_until, points)
  on pay.payment_request to modosu_app;
