-- The schema "kernel" as all migrations together leave it.
-- A dump, never edited: `node tools/schema-dump.ts` writes it and `npm run verify` compares it.

create schema kernel;

create table kernel.clock (
  one boolean not null default true,
  offset_ms bigint not null,
  constraint clock_pkey PRIMARY KEY (one),
  constraint clock_one_row CHECK (one)
);

create table kernel.disclosure (
  disclosure_id text not null,
  staff_id text not null,
  operation text not null,
  subject text not null,
  reason text not null,
  at timestamp with time zone not null,
  constraint disclosure_pkey PRIMARY KEY (disclosure_id)
);

create table kernel.idempotency (
  actor text not null,
  key text not null,
  body_hash bytea not null,
  status integer not null,
  answer jsonb not null,
  created_at timestamp with time zone not null,
  constraint idempotency_pkey PRIMARY KEY (actor, key)
);

create table kernel.migration (
  room text not null,
  file text not null,
  sha256 text not null,
  constraint migration_pkey PRIMARY KEY (room, file)
);

create table kernel.rate (
  key text not null,
  window_start timestamp with time zone not null,
  tries integer not null,
  constraint rate_pkey PRIMARY KEY (key, window_start)
);

grant usage on schema kernel to modosu_app;
grant select, update on table kernel.clock to modosu_app;
grant insert, select on table kernel.disclosure to modosu_app;
grant delete, insert, select on table kernel.idempotency to modosu_app;
grant delete, insert, select, update on table kernel.rate to modosu_app;
