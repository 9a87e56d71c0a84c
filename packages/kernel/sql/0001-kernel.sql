-- compatible
grant usage on schema kernel to modosu_app;

-- pg-boss keeps its jobs here; it makes its own tables, so the application owns the schema.
create schema if not exists pgboss authorization modosu_app;

-- How far the demo's clock stands from the wall. Production has one row with 0 that nothing moves.
create table kernel.clock (
  one boolean not null default true,
  offset_ms bigint not null,
  constraint clock_pkey primary key (one),
  constraint clock_one_row check (one)
);
insert into kernel.clock (offset_ms) values (0);
grant select, update on kernel.clock to modosu_app;

-- First answers by key: a request that is sent again gets the same answer and changes nothing.
create table kernel.idempotency (
  actor text not null,
  key text not null,
  body_hash bytea not null,
  status integer not null,
  answer jsonb not null,
  created_at timestamptz not null,
  constraint idempotency_pkey primary key (actor, key)
);
grant select, insert, delete on kernel.idempotency to modosu_app;

-- Tries per key and window. Keys are digests: no address or name stands here.
create table kernel.rate (
  key text not null,
  window_start timestamptz not null,
  tries integer not null,
  constraint rate_pkey primary key (key, window_start)
);
grant select, insert, update, delete on kernel.rate to modosu_app;

-- Every look of staff at somebody's data, with its reason. Insert-only.
create table kernel.disclosure (
  disclosure_id text not null,
  staff_id text not null,
  operation text not null,
  subject text not null,
  reason text not null,
  at timestamptz not null,
  constraint disclosure_pkey primary key (disclosure_id)
);
grant select, insert on kernel.disclosure to modosu_app;
