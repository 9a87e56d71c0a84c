-- compatible
-- What the account has to tell others, in the words of OpenID CAEP and RISC. Insert-only.
create table account.signal (
  signal_id text not null,
  number bigint generated always as identity,
  member_id text not null,
  session_id text,
  event text not null,
  payload jsonb not null,
  at timestamptz not null,
  constraint signal_pkey primary key (signal_id),
  constraint signal_number_key unique (number),
  constraint signal_member_fkey foreign key (member_id) references account.member (member_id),
  constraint signal_event_check check (event like 'https://schemas.openid.net/secevent/%')
);
grant select, insert on account.signal to modosu_app;
