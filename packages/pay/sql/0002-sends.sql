-- compatible

-- What a member shows to be sent money: a code of its own, so that nobody needs to know who he is.
create table pay.receive_code (
  member_id text not null,
  code text not null,
  made_at timestamptz not null,
  constraint receive_code_pkey primary key (member_id),
  constraint receive_code_key unique (code)
);
grant select, insert on pay.receive_code to modosu_app;

-- Money that one member sent to another, with the session that did it. Insert-only; how much is
-- where, the ledger knows.
create table pay.send (
  send_id text not null,
  sender_id text not null,
  receiver_id text not null,
  amount bigint not null,
  session_id text not null,
  device_id text not null,
  sent_at timestamptz not null,
  constraint send_pkey primary key (send_id),
  constraint send_amount_positive check (amount > 0),
  constraint send_not_to_self check (sender_id <> receiver_id)
);
create index send_by_sender on pay.send (sender_id, sent_at);
grant select, insert on pay.send to modosu_app;
