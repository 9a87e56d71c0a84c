-- compatible
-- How far the clearing accounts of each neighbour have been compared with what it says of them.
create table recall.clearing (
  neighbour text not null,
  -- Every transfer whose name sorts before this one has been compared.
  compared_before text not null,
  compared_at timestamptz not null,
  constraint clearing_pkey primary key (neighbour)
);
grant select, insert, update on recall.clearing to modosu_app;

-- When the next night's work is due: one chain of jobs, however often the company starts.
create table recall.night_clock (
  next_run_at timestamptz not null,
  only_one boolean not null default true,
  constraint night_clock_pkey primary key (only_one),
  constraint night_clock_only_one check (only_one)
);
grant select, insert, update on recall.night_clock to modosu_app;
