-- compatible
create schema cards;
grant usage on schema cards to modosu_app;

-- One gift card. Its balance stands in the ledger account `card:<id>` and nowhere else.
create table cards.card (
  card_id text not null,
  customer text not null,
  -- Of a card that a neighbour's customer pays: what the payment has to name, who pays and how much.
  reference text,
  payer text,
  price bigint,
  state text not null,
  -- How much of it claims have frozen.
  held bigint not null,
  sold_at timestamptz not null,
  constraint card_pkey primary key (card_id),
  constraint card_reference unique (reference),
  constraint card_state check (state in ('awaiting_payment', 'usable', 'returned')),
  constraint card_held check (held >= 0)
);
grant select, insert, update on cards.card to modosu_app;
