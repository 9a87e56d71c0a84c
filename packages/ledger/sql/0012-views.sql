-- compatible
-- What people look at. The application's role reads these and nothing else; what is behind them it
-- reaches by the functions only. They show, and decide nothing: no verb judges by a view.

create view ledger.account_kinds as
  select k.kind, k.may_overdraw, k.is_sink, k.keeps_expiry, k.clock_runs, k.open_to_transfers,
    k.gives_back, k.claim_role
  from ledger.account_kind k;
comment on view ledger.account_kinds is 'What an account of each kind may do.';

create view ledger.claim_rules as
  select r.claim_role, r.claim_order, r.takes from ledger.claim_rule r;
comment on view ledger.claim_rules is 'What a claim may take from a holder, by role, in their order.';

create view ledger.accounts as
  select a.code, a.unit, a.kind, a.owner, a.neighbour,
    coalesce((select sum(p.in_total - p.out_total) from ledger.pocket_now p
      where p.account_id = a.account_id), 0)::bigint as balance,
    a.debt, a.rolling_expires_at, a.frozen_at, a.frozen_reason
  from ledger.account a;
comment on view ledger.accounts is
  'Every account with everything in it, also what is past its date and not swept yet.';

create view ledger.lots as
  select a.code, a.unit, a.kind, a.owner, p.pocket_id, p.out_total as lo,
    p.in_total - p.out_total as amount, nullif(p.expires_at, 'infinity') as expires_at,
    case when k.clock_runs
      then coalesce(nullif(p.expires_at, 'infinity'), a.rolling_expires_at) end as ends_at
  from ledger.account a
  join ledger.account_kind k on k.kind = a.kind
  join ledger.pocket_now p on p.account_id = a.account_id
  where not p.sealed and not k.may_overdraw and p.in_total > p.out_total;
comment on view ledger.lots is
  'Units by their date: [lo, lo + amount) of the pocket. ends_at is when they stop being spendable '
  'here: their own date, or that of all regular points; null where the clock stands still.';

create view ledger.entries as
  select g.txn_id, t.key, t.kind, b.effective_at, b.recorded_at, x.session_id, x.device_id,
    x.subject, t.case_id, t.memo, f.code as from_code, d.code as to_code, f.unit, g.amount,
    nullif(s.expires_at, 'infinity') as expires_at, g.src as from_pocket, g.src_lo as from_lo,
    g.dst as to_pocket, g.dst_lo as to_lo
  from ledger.posting g
  join ledger.txn t on t.txn_id = g.txn_id
  left join ledger.actor x on x.actor_id = t.actor_id
  join ledger.pocket s on s.pocket_id = g.src
  join ledger.account f on f.account_id = s.account_id
  join ledger.pocket e on e.pocket_id = g.dst
  join ledger.account d on d.account_id = e.account_id
  cross join lateral (select c.effective_at, c.recorded_at from ledger.block c
    where c.first_txn_id <= g.txn_id order by c.first_txn_id desc limit 1) b
  where s.account_id <> e.account_id;
comment on view ledger.entries is
  'Units [from_lo, from_lo + amount) of one pocket became [to_lo, to_lo + amount) of another: what, '
  'when, by whom. A queue cut by a hold, which moves nothing between accounts, has no row.';

create view ledger.holds as
  select h.key as hold_key, h.case_id, h.effective_at as placed_at,
    nullif(m.held_until, 'infinity') as held_until,
    coalesce(m.held_until = 'infinity', false) as ended, h.to_code, h.unit, h.amount, h.remaining
  from (
    select e.txn_id, e.key, e.case_id, e.effective_at, e.to_code, e.unit,
      sum(e.amount)::bigint as amount, sum(l.amount)::bigint as remaining
    from ledger.entries e
    cross join lateral (select coalesce(sum(p.amount), 0) as amount
      from ledger.live_parts(array[e.to_pocket], array[e.to_lo], array[e.amount]) p) l
    where e.kind = 'hold'
    group by e.txn_id, e.key, e.case_id, e.effective_at, e.to_code, e.unit
  ) h
  left join lateral (select t.held_until from ledger.hold_term t where t.hold_key = h.key
    order by t.txn_id desc limit 1) m on true;
comment on view ledger.holds is
  'What each hold took, what of it still lies in the account of the case, and until when; a hold '
  'without an end has no held_until, and one that lapsed has ended.';

create view ledger.transfers as
  select t.transfer_id, t.direction, t.neighbour, t.kind, t.unit, t.amount, t.txn_id
  from ledger.transfer t;
comment on view ledger.transfers is 'Value that came from a neighbour or went to one.';

alter view ledger.account_kinds owner to modosu_ledger;
alter view ledger.claim_rules owner to modosu_ledger;
alter view ledger.accounts owner to modosu_ledger;
alter view ledger.lots owner to modosu_ledger;
alter view ledger.entries owner to modosu_ledger;
alter view ledger.holds owner to modosu_ledger;
alter view ledger.transfers owner to modosu_ledger;
grant select on ledger.account_kinds, ledger.claim_rules, ledger.accounts, ledger.lots,
  ledger.entries, ledger.holds, ledger.transfers to modosu_app;
