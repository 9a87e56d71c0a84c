-- compatible
-- Offsets of a claim for which its owner was paid from the loss account: each at most once. What
-- comes home for them later goes to the loss account and never to the owner a second time.
create table recall.cover (
  case_id text not null,
  span int8range not null,
  -- Where the payment waits until the owner has the account back; null once it is usable.
  waiting_pocket bigint,
  waiting_lo bigint,
  at timestamptz not null,
  constraint cover_place check ((waiting_pocket is null) = (waiting_lo is null)),
  constraint cover_once exclude using gist (case_id with =, span with &&)
);
create index cover_case on recall.cover (case_id);
grant select, insert, update (waiting_pocket, waiting_lo), delete on recall.cover to modosu_app;

-- What the loss account paid, and for what: a seller is made whole once.
create table recall.loss_payment (
  key text not null,
  kind text not null,
  account text not null,
  amount bigint not null,
  unit text not null,
  at timestamptz not null,
  constraint loss_payment_pkey primary key (key),
  constraint loss_payment_kind check (kind in ('cover', 'made_whole')),
  constraint loss_payment_amount check (amount > 0)
);
create index loss_payment_at on recall.loss_payment (at);
grant select, insert on recall.loss_payment to modosu_app;
