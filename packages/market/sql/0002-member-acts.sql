-- compatible
-- In which session a member listed, commented or ordered: what was done in a session that was not
-- his own can then be told apart. Insert-only.
create table market.member_act (
  act_id text not null,
  member_id text not null,
  session_id text not null,
  kind text not null,
  title text not null,
  at timestamptz not null,
  constraint member_act_pkey primary key (act_id),
  constraint member_act_kind_known check (kind in ('listing', 'comment', 'order'))
);
create index member_act_by_member on market.member_act (member_id, at);
grant select, insert on market.member_act to modosu_app;
