-- The schema "ledger" as all migrations together leave it.
-- A dump, never edited: `node tools/schema-dump.ts` writes it and `npm run verify` compares it.

create schema ledger;

create type ledger.part as (
  ord bigint,
  asked_lo bigint,
  pocket_id bigint,
  lo bigint,
  amount bigint,
  dst bigint
);

create table ledger.account (
  account_id bigint not null,
  code text not null,
  unit text not null,
  kind text not null,
  owner text,
  neighbour text,
  twin_id bigint,
  rolling_expires_at timestamp with time zone,
  frozen_at timestamp with time zone,
  frozen_reason text,
  debt bigint not null default 0,
  constraint account_pkey PRIMARY KEY (account_id),
  constraint account_code_key UNIQUE (code),
  constraint account_kind_fkey FOREIGN KEY (kind) REFERENCES ledger.account_kind(kind),
  constraint account_debt_positive CHECK (debt >= 0),
  constraint account_unit_pattern CHECK (unit ~ '^[a-z][a-z0-9_]{0,15}$'::text)
) with (fillfactor=90);
CREATE INDEX account_frozen ON ledger.account USING btree (account_id) WHERE (frozen_at IS NOT NULL);
CREATE INDEX account_owner ON ledger.account USING btree (owner) WHERE (owner IS NOT NULL);
CREATE INDEX account_rolling ON ledger.account USING btree (rolling_expires_at) WHERE (rolling_expires_at IS NOT NULL);
CREATE TRIGGER account_keeps_state AFTER INSERT OR UPDATE ON ledger.account FOR EACH ROW EXECUTE FUNCTION ledger.keep_account_state();
CREATE TRIGGER account_stays BEFORE DELETE OR TRUNCATE ON ledger.account FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

create table ledger.account_kind (
  kind text not null,
  may_overdraw boolean not null,
  is_sink boolean not null,
  keeps_expiry boolean not null,
  clock_runs boolean not null,
  open_to_transfers boolean not null,
  gives_back boolean not null,
  mouth text not null,
  claim_role text not null,
  constraint account_kind_pkey PRIMARY KEY (kind),
  constraint account_kind_claim_role CHECK (claim_role = ANY (ARRAY['holder'::text, 'escrow'::text, 'seller'::text, 'sink'::text, 'neighbour'::text, 'none'::text])),
  constraint account_kind_mouth CHECK (mouth = ANY (ARRAY['self'::text, 'twin'::text, 'none'::text]))
);

create table ledger.account_state (
  txn_id bigint not null,
  account_id bigint not null,
  state jsonb not null,
  constraint account_state_pkey PRIMARY KEY (account_id, txn_id)
);
CREATE INDEX account_state_txn ON ledger.account_state USING btree (txn_id);
CREATE TRIGGER account_state_insert_only BEFORE DELETE OR TRUNCATE ON ledger.account_state FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER account_state_sealed BEFORE UPDATE ON ledger.account_state FOR EACH ROW EXECUTE FUNCTION ledger.refuse_old_state();

create table ledger.actor (
  actor_id bigint not null,
  packed text not null,
  session_id text,
  device_id text,
  subject text,
  txn_id bigint not null,
  constraint actor_pkey PRIMARY KEY (actor_id),
  constraint actor_packed_key UNIQUE (packed)
);
CREATE INDEX actor_session ON ledger.actor USING btree (session_id) WHERE (session_id IS NOT NULL);
CREATE INDEX actor_txn ON ledger.actor USING btree (txn_id);
CREATE TRIGGER actor_insert_only BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger.actor FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

create table ledger.block (
  block_id bigint not null,
  first_txn_id bigint not null,
  last_txn_id bigint not null,
  effective_at timestamp with time zone not null,
  recorded_at timestamp with time zone not null,
  hash bytea not null,
  constraint block_pkey PRIMARY KEY (block_id),
  constraint block_first_txn_key UNIQUE (first_txn_id)
);
CREATE TRIGGER block_insert_only BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger.block FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

create table ledger.claim_rule (
  claim_role text not null,
  claim_order smallint not null,
  takes text not null,
  constraint claim_rule_pkey PRIMARY KEY (claim_role),
  constraint claim_rule_takes CHECK (takes = ANY (ARRAY['traced'::text, 'all'::text, 'nothing'::text, 'ask'::text]))
);

create table ledger.counted (
  txn_id bigint not null
) with (fillfactor=50);
CREATE UNIQUE INDEX counted_once ON ledger.counted USING btree ((true));
CREATE TRIGGER counted_stays BEFORE INSERT OR DELETE OR TRUNCATE ON ledger.counted FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

create table ledger.entry (
  txn_id bigint not null,
  src bigint,
  src_lo bigint,
  dst bigint,
  dst_lo bigint,
  amount bigint,
  actor_id bigint,
  body_hash uuid,
  key text,
  kind text,
  case_id text,
  memo jsonb,
  result jsonb,
  constraint entry_amount_positive CHECK (amount > 0)
);
CREATE INDEX entry_txn ON ledger.entry USING btree (txn_id);
CREATE UNIQUE INDEX entry_dst ON ledger.entry USING btree (dst, dst_lo);
CREATE UNIQUE INDEX entry_key ON ledger.entry USING btree (key);
CREATE UNIQUE INDEX entry_src ON ledger.entry USING btree (src, src_lo);
CREATE TRIGGER entry_insert_only BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger.entry FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

create table ledger.given_back (
  txn_id bigint not null,
  pocket_id bigint not null,
  span int8range not null,
  constraint given_back_once EXCLUDE USING gist (pocket_id WITH =, span WITH &&)
);
CREATE INDEX given_back_txn ON ledger.given_back USING btree (txn_id);
CREATE TRIGGER given_back_insert_only BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger.given_back FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

create table ledger.hold_term (
  txn_id bigint not null,
  hold_key text not null,
  held_until timestamp with time zone not null,
  constraint hold_term_pkey PRIMARY KEY (hold_key, txn_id)
);
CREATE INDEX hold_term_txn ON ledger.hold_term USING btree (txn_id);
CREATE TRIGGER hold_term_insert_only BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger.hold_term FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

create table ledger.pocket (
  pocket_id bigint not null,
  account_id bigint not null,
  expires_at timestamp with time zone not null,
  gen integer not null,
  sealed boolean not null,
  txn_id bigint not null,
  sealed_txn bigint,
  overdraws boolean not null,
  unit text not null,
  open_to_transfers boolean not null,
  keeps_expiry boolean not null,
  clock_runs boolean not null,
  in_total bigint not null,
  out_total bigint not null,
  mouth bigint,
  constraint pocket_pkey PRIMARY KEY (pocket_id),
  constraint pocket_queue_key UNIQUE (account_id, expires_at, gen),
  constraint pocket_sealed_by CHECK (sealed = (sealed_txn IS NOT NULL)),
  constraint pocket_totals CHECK (in_total >= 0 AND out_total >= 0 AND (overdraws OR out_total <= in_total))
) with (fillfactor=50);
CREATE INDEX pocket_expiry ON ledger.pocket USING btree (expires_at) WHERE (NOT sealed);
CREATE INDEX pocket_made ON ledger.pocket USING btree (txn_id);
CREATE INDEX pocket_sealed ON ledger.pocket USING btree (sealed_txn) WHERE (sealed_txn IS NOT NULL);
CREATE UNIQUE INDEX pocket_open ON ledger.pocket USING btree (account_id, expires_at) WHERE (NOT sealed);
CREATE TRIGGER pocket_stays BEFORE DELETE OR TRUNCATE ON ledger.pocket FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

create table ledger.transfer (
  transfer_id text not null,
  direction text not null,
  neighbour text not null,
  kind text not null,
  unit text not null,
  amount bigint not null,
  txn_id bigint not null,
  clearing_pocket bigint not null,
  clearing_lo bigint not null,
  constraint transfer_pkey PRIMARY KEY (transfer_id, direction),
  constraint transfer_amount_positive CHECK (amount > 0),
  constraint transfer_direction CHECK (direction = ANY (ARRAY['in'::text, 'out'::text])),
  constraint transfer_kind CHECK (kind = ANY (ARRAY['payment'::text, 'refund'::text, 'return'::text, 'give_back'::text, 'stop'::text]))
);
CREATE INDEX transfer_txn ON ledger.transfer USING btree (txn_id);
CREATE UNIQUE INDEX transfer_clearing ON ledger.transfer USING btree (clearing_pocket, direction, clearing_lo);
CREATE TRIGGER transfer_insert_only BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger.transfer FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

create view ledger.account_kinds as
 SELECT kind,
    may_overdraw,
    is_sink,
    keeps_expiry,
    clock_runs,
    open_to_transfers,
    gives_back,
    claim_role
   FROM ledger.account_kind k;

create view ledger.accounts as
 SELECT code,
    unit,
    kind,
    owner,
    neighbour,
    COALESCE(( SELECT sum(p.in_total - p.out_total) AS sum
           FROM ledger.pocket_now p
          WHERE p.account_id = a.account_id), 0::numeric)::bigint AS balance,
    debt,
    rolling_expires_at,
    frozen_at,
    frozen_reason
   FROM ledger.account a;

create view ledger.claim_rules as
 SELECT claim_role,
    claim_order,
    takes
   FROM ledger.claim_rule r;

create view ledger.entries as
 SELECT g.txn_id,
    t.key,
    t.kind,
    b.effective_at,
    b.recorded_at,
    x.session_id,
    x.device_id,
    x.subject,
    t.case_id,
    t.memo,
    f.code AS from_code,
    d.code AS to_code,
    f.unit,
    g.amount,
    NULLIF(s.expires_at, 'infinity'::timestamp with time zone) AS expires_at,
    g.src AS from_pocket,
    g.src_lo AS from_lo,
    g.dst AS to_pocket,
    g.dst_lo AS to_lo
   FROM ledger.posting g
     JOIN ledger.txn t ON t.txn_id = g.txn_id
     LEFT JOIN ledger.actor x ON x.actor_id = t.actor_id
     JOIN ledger.pocket s ON s.pocket_id = g.src
     JOIN ledger.account f ON f.account_id = s.account_id
     JOIN ledger.pocket e ON e.pocket_id = g.dst
     JOIN ledger.account d ON d.account_id = e.account_id
     CROSS JOIN LATERAL ( SELECT c.effective_at,
            c.recorded_at
           FROM ledger.block c
          WHERE c.first_txn_id <= g.txn_id
          ORDER BY c.first_txn_id DESC
         LIMIT 1) b
  WHERE s.account_id <> e.account_id;

create view ledger.holds as
 SELECT h.key AS hold_key,
    h.case_id,
    h.effective_at AS placed_at,
    NULLIF(m.held_until, 'infinity'::timestamp with time zone) AS held_until,
    COALESCE(m.held_until = 'infinity'::timestamp with time zone, false) AS ended,
    h.to_code,
    h.unit,
    h.amount,
    h.remaining
   FROM ( SELECT e.txn_id,
            e.key,
            e.case_id,
            e.effective_at,
            e.to_code,
            e.unit,
            sum(e.amount)::bigint AS amount,
            sum(l.amount)::bigint AS remaining
           FROM ledger.entries e
             CROSS JOIN LATERAL ( SELECT COALESCE(sum(p.amount), 0::numeric) AS amount
                   FROM ledger.live_parts(ARRAY[e.to_pocket], ARRAY[e.to_lo], ARRAY[e.amount]) p(ord, asked_lo, pocket_id, lo, amount, dst)) l
          WHERE e.kind = 'hold'::text
          GROUP BY e.txn_id, e.key, e.case_id, e.effective_at, e.to_code, e.unit) h
     LEFT JOIN LATERAL ( SELECT t.held_until
           FROM ledger.hold_term t
          WHERE t.hold_key = h.key
          ORDER BY t.txn_id DESC
         LIMIT 1) m ON true;

create view ledger.lots as
 SELECT a.code,
    a.unit,
    a.kind,
    a.owner,
    p.pocket_id,
    p.out_total AS lo,
    p.in_total - p.out_total AS amount,
    NULLIF(p.expires_at, 'infinity'::timestamp with time zone) AS expires_at,
        CASE
            WHEN k.clock_runs THEN COALESCE(NULLIF(p.expires_at, 'infinity'::timestamp with time zone), a.rolling_expires_at)
            ELSE NULL::timestamp with time zone
        END AS ends_at
   FROM ledger.account a
     JOIN ledger.account_kind k ON k.kind = a.kind
     JOIN ledger.pocket_now p ON p.account_id = a.account_id
  WHERE NOT p.sealed AND NOT k.may_overdraw AND p.in_total > p.out_total;

create view ledger.pocket_now as
 SELECT pocket_id,
    account_id,
    expires_at,
    gen,
    sealed,
    txn_id,
    sealed_txn,
    overdraws,
    unit,
    open_to_transfers,
    keeps_expiry,
    clock_runs,
    COALESCE(( SELECT i.dst_lo + i.amount
           FROM ledger.entry i
          WHERE i.dst = k.pocket_id
          ORDER BY i.dst_lo DESC
         LIMIT 1), 0::bigint) AS in_total,
    COALESCE(( SELECT o.src_lo + o.amount
           FROM ledger.entry o
          WHERE o.src = k.pocket_id
          ORDER BY o.src_lo DESC
         LIMIT 1), 0::bigint) AS out_total,
    mouth
   FROM ledger.pocket k;

create view ledger.posting as
 SELECT txn_id,
    src,
    src_lo,
    dst,
    dst_lo,
    amount
   FROM ledger.entry e
  WHERE amount IS NOT NULL;

create view ledger.transfers as
 SELECT transfer_id,
    direction,
    neighbour,
    kind,
    unit,
    amount,
    txn_id
   FROM ledger.transfer t;

create view ledger.txn as
 SELECT txn_id,
    actor_id,
    key,
    body_hash,
    kind,
    case_id,
    memo,
    result
   FROM ledger.entry e
  WHERE key IS NOT NULL;

CREATE OR REPLACE FUNCTION ledger.account_named(p_code text)
 RETURNS ledger.account
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
declare v_account account;
begin
  select a.account_id, a.code, a.unit, a.kind, a.owner, a.neighbour, a.twin_id,
      a.rolling_expires_at, a.frozen_at, a.frozen_reason, a.debt
    into v_account from account a where a.code = p_code;
  if not found then perform refuse('unknown_account', p_code); end if;
  return v_account;
end $function$;

CREATE OR REPLACE FUNCTION ledger.accounts_since(p_txn bigint)
 RETURNS TABLE(code text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
  select a.code
  from (select g.src as pocket_id from posting g where g.txn_id > p_txn
    union select g.dst from posting g where g.txn_id > p_txn) z
  join pocket k on k.pocket_id = z.pocket_id join account a on a.account_id = k.account_id
  union
  select t.memo->>'code' from txn t where t.txn_id > p_txn and t.memo ? 'code'
$function$;

CREATE OR REPLACE FUNCTION ledger.actor_of(p_packed text, p_txn bigint)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
declare v_id bigint;
begin
  if p_packed is null or p_packed in ('', '||') then return null; end if;
  select actor_id into v_id from actor where packed = p_packed;
  if not found then
    select coalesce(max(actor_id), 0) + 1 into v_id from actor;
    insert into actor (actor_id, packed, session_id, device_id, subject, txn_id)
    values (v_id, p_packed, nullif(split_part(p_packed, '|', 1), ''),
      nullif(split_part(p_packed, '|', 2), ''), nullif(split_part(p_packed, '|', 3), ''), p_txn);
  end if;
  return v_id;
end $function$;

CREATE OR REPLACE FUNCTION ledger.actors_of(p_packed text[], p_txn bigint)
 RETURNS bigint[]
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
 SET enable_seqscan TO 'off'
 SET plan_cache_mode TO 'force_generic_plan'
 SET jit TO 'off'
AS $function$
declare v_last bigint; v_ids bigint[];
begin
  -- By subqueries and not by joins: those read the whole table when it was small at their planning.
  select array_agg((select a.actor_id from actor a where a.packed = z.packed) order by z.ord)
    into v_ids from unnest(p_packed) with ordinality z (packed, ord);
  select coalesce(max(a.actor_id), 0) into v_last from actor a;
  insert into actor (actor_id, packed, session_id, device_id, subject, txn_id)
  select v_last + row_number() over (order by z.ord), z.packed,
    nullif(split_part(z.packed, '|', 1), ''), nullif(split_part(z.packed, '|', 2), ''),
    nullif(split_part(z.packed, '|', 3), ''), p_txn
  from unnest(p_packed, v_ids) with ordinality z (packed, actor_id, ord)
  where z.actor_id is null;
  return (select array_agg(coalesce(z.actor_id,
      (select a.actor_id from actor a where a.packed = z.packed)) order by z.ord)
    from unnest(p_packed, v_ids) with ordinality z (packed, actor_id, ord));
end $function$;

CREATE OR REPLACE FUNCTION ledger.aim_back(p_txn bigint, p_holder bigint, p_origin bigint, p_to text, p_grace_days integer, p_now timestamp with time zone, OUT first bigint, OUT final bigint)
 RETURNS record
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
declare v_holder record; v_origin record; v_to account; v_expires timestamptz;
begin
  select a.account_id, a.unit into strict v_holder
    from pocket k join account a on a.account_id = k.account_id where k.pocket_id = p_holder;
  select a.account_id, a.code, a.unit, k.expires_at, case when k.expires_at = 'infinity'
      then coalesce(a.rolling_expires_at, 'infinity') else k.expires_at end as ends_at
    into v_origin
    from pocket k join account a on a.account_id = k.account_id where k.pocket_id = p_origin;
  v_to := account_named(case p_to when 'origin' then v_origin.code else p_to end);
  if v_to.unit <> v_origin.unit then perform refuse('unit_mismatch', v_to.code); end if;
  if v_to.account_id = v_holder.account_id then perform refuse('same_account', v_to.code); end if;
  v_expires := case when v_origin.ends_at <= p_now
    then greatest(v_origin.ends_at, p_now + make_interval(hours => 24 * p_grace_days))
    else v_origin.expires_at end;
  final := target_pocket(p_txn, v_to.account_id, v_expires, p_now);
  first := final;
  if v_holder.unit <> v_origin.unit then
    select target_pocket(p_txn, a.account_id, v_origin.expires_at, p_now) into first from account a
      where a.code = format('conversion:%s>%s:out', v_origin.unit, v_holder.unit);
    if first is null then perform refuse('unit_mismatch', v_to.code); end if;
  end if;
end $function$;

CREATE OR REPLACE FUNCTION ledger.aim_parts(p_txn bigint, p_parts ledger.part[], p_to ledger.account, p_not_before timestamp with time zone, p_now timestamp with time zone)
 RETURNS ledger.part[]
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
declare v_queue record; v_parts part[];
begin
  for v_queue in
    select distinct a.unit, a.account_id from unnest(p_parts) p
    join pocket k on k.pocket_id = p.pocket_id join account a on a.account_id = k.account_id
  loop
    if v_queue.unit <> p_to.unit then perform refuse('unit_mismatch', p_to.code); end if;
    if v_queue.account_id = p_to.account_id then perform refuse('same_account', p_to.code); end if;
  end loop;
  with q as materialized (
    select z.expires_at, target_pocket(p_txn, p_to.account_id,
      case when z.expires_at <= p_now and p_not_before is not null
        then greatest(z.expires_at, p_not_before) else z.expires_at end, p_now) as dst
    from (select distinct k.expires_at from unnest(p_parts) p
      join pocket k on k.pocket_id = p.pocket_id order by k.expires_at) z
  )
  select array_agg((p.ord, p.asked_lo, p.pocket_id, p.lo, p.amount, q.dst)::part
      order by p.ord, p.asked_lo)
    into v_parts
    from unnest(p_parts) p join pocket k on k.pocket_id = p.pocket_id
    join q on q.expires_at = k.expires_at;
  return coalesce(v_parts, '{}');
end $function$;

CREATE OR REPLACE FUNCTION ledger.arriving_pieces(b jsonb)
 RETURNS TABLE(place bigint, lo bigint, amount bigint, expires_at timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
  select r.ordinality, s.lo, s.amount, k.expires_at
  from jsonb_array_elements(b->'returnOf'->'ranges') with ordinality r
  cross join lateral spans_of_transfer(b->'returnOf'->>'transferId', 'out',
    (r.value->>'lo')::bigint, (r.value->>'amount')::bigint) s
  join pocket k on k.pocket_id = s.pocket_id
  union all
  select z.ordinality, 0, (z.value->>'amount')::bigint,
    coalesce((z.value->>'expiresAt')::timestamptz, 'infinity')
  from jsonb_array_elements(coalesce(b->'expiries', '[]')) with ordinality z
  where not b ? 'returnOf'
  union all
  select 0, 0, (b->>'amount')::bigint, 'infinity'
  where not b ? 'returnOf' and not b ? 'expiries'
$function$;

CREATE OR REPLACE FUNCTION ledger.balance_at(p_code text, p_effective timestamp with time zone, p_recorded timestamp with time zone)
 RETURNS TABLE(expires_at timestamp with time zone, amount bigint)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
AS $function$
  select nullif(z.expires_at, 'infinity'), sum(z.amount)::bigint
  from (
    select p.expires_at, g.amount, g.txn_id
    from account a join pocket p on p.account_id = a.account_id
    cross join lateral (
      select i.txn_id, i.amount from posting i where i.dst = p.pocket_id
      union all
      select o.txn_id, -o.amount from posting o where o.src = p.pocket_id) g
    where a.code = p_code
  ) z
  cross join lateral (select b.effective_at, b.recorded_at from block b
    where b.first_txn_id <= z.txn_id order by b.first_txn_id desc limit 1) b
  where b.effective_at <= p_effective and b.recorded_at <= p_recorded
  group by z.expires_at having sum(z.amount) <> 0 order by z.expires_at
$function$;

CREATE OR REPLACE FUNCTION ledger.balance_sheet()
 RETURNS TABLE(unit text, kind text, accounts bigint, amount bigint)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
  select a.unit, a.kind, count(distinct a.account_id),
    coalesce(sum(p.in_total - p.out_total), 0)::bigint
  from account a left join pocket_now p on p.account_id = a.account_id
  group by a.unit, a.kind order by a.unit, a.kind
$function$;

CREATE OR REPLACE FUNCTION ledger.block_hash(p_prev bytea, p_block bigint, p_first bigint, p_last bigint, p_effective timestamp with time zone, p_recorded timestamp with time zone, p_content bytea)
 RETURNS bytea
 LANGUAGE sql
 IMMUTABLE SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
  select sha256(p_prev || int8send(p_block) || int8send(p_first) || int8send(p_last)
    || timestamptz_send(p_effective) || timestamptz_send(p_recorded) || p_content)
$function$;

CREATE OR REPLACE FUNCTION ledger.carve_parts(p_txn bigint, p_parts ledger.part[])
 RETURNS TABLE(ord bigint, asked_lo bigint, src bigint, src_lo bigint, dst bigint, dst_lo bigint, amount bigint)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
declare v_targets bigint[] := array(select distinct p.dst from unnest(p_parts) p);
begin
  if exists (select from unnest(p_parts) p where p.pocket_id = any (v_targets)) then
    perform refuse('same_account');
  end if;
  perform cut_queues(p_txn, p_parts);
  insert into posting (txn_id, src, src_lo, dst, dst_lo, amount)
  select p_txn, p.pocket_id, p.lo, p.dst, (d.in_total - p.amount
    + sum(p.amount) over (partition by p.dst order by p.ord, p.asked_lo))::bigint, p.amount
  from unnest(p_parts) p join pocket d on d.pocket_id = p.dst and not d.sealed;
  update pocket k set in_total = k.in_total + z.amount
  from (select p.dst, sum(p.amount)::bigint as amount from unnest(p_parts) p group by p.dst) z
  where k.pocket_id = z.dst;
  return query
    select p.ord, p.asked_lo, g.src, g.src_lo, g.dst, g.dst_lo, g.amount
    from unnest(p_parts) p join posting g on g.src = p.pocket_id and g.src_lo = p.lo
    order by g.dst, g.dst_lo;
end $function$;

CREATE OR REPLACE FUNCTION ledger.chain_head()
 RETURNS TABLE(transactions bigint, blocks bigint, hash text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
  select b.last_txn_id, b.block_id, encode(b.hash, 'hex') from block b
  order by b.block_id desc limit 1
$function$;

CREATE OR REPLACE FUNCTION ledger.content_of(p_first bigint, p_last bigint)
 RETURNS bytea
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
begin
  return (select sha256(entries_in(p_first, p_last)
      || convert_to(concat('\', made_in(p_first, p_last), '\', done_in(p_first, p_last)), 'UTF8')));
end $function$;

CREATE OR REPLACE FUNCTION ledger.count_pockets(p_counted bigint, p_last bigint)
 RETURNS TABLE(pocket_id bigint, account_id bigint, expires_at timestamp with time zone, unit text, keeps_expiry boolean, clock_runs boolean, pays boolean)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
 SET enable_seqscan TO 'off'
 SET plan_cache_mode TO 'force_generic_plan'
 SET jit TO 'off'
 SET work_mem TO '64MB'
AS $function$
begin
  return query
    with posted as materialized (
      select e.src, e.src_lo, e.dst, e.dst_lo, e.amount from entry e
      where e.txn_id > p_counted and e.txn_id <= p_last and e.amount is not null
    ), moved as (
      select coalesce(i.dst, o.src) as pocket_id, o.src is not null as pays,
        coalesce(i.amount, 0) as inn, coalesce(o.amount, 0) as outt,
        i.lo as in_lo, i.hi as in_hi, o.lo as out_lo, o.hi as out_hi
      from (select p.dst, min(p.dst_lo) as lo, max(p.dst_lo + p.amount) as hi,
          sum(p.amount)::bigint as amount from posted p group by p.dst) i
      full join (select p.src, min(p.src_lo) as lo, max(p.src_lo + p.amount) as hi,
          sum(p.amount)::bigint as amount from posted p group by p.src) o on o.src = i.dst
    )
    update pocket k set in_total = k.in_total + m.inn, out_total = k.out_total + m.outt
    from moved m
    where k.pocket_id = m.pocket_id and not k.sealed and not k.overdraws and k.open_to_transfers
      and (m.in_lo is null or m.in_lo = k.in_total and m.in_hi = k.in_total + m.inn)
      and (m.out_lo is null or m.out_lo = k.out_total and m.out_hi = k.out_total + m.outt)
    returning k.pocket_id, k.account_id, k.expires_at, k.unit, k.keeps_expiry, k.clock_runs,
      m.pays;
end $function$;

CREATE OR REPLACE FUNCTION ledger.count_postings()
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
 SET enable_seqscan TO 'off'
 SET enable_nestloop TO 'off'
 SET plan_cache_mode TO 'force_generic_plan'
 SET jit TO 'off'
 SET work_mem TO '64MB'
AS $function$
declare v_counted bigint; v_last bigint; v_latest timestamptz; v_right boolean;
begin
  select c.txn_id into strict v_counted from counted c;
  select b.last_txn_id into strict v_last from block b order by b.block_id desc limit 1;
  if v_counted >= v_last then return; end if;
  -- Counting goes on beside the writer; only one may count.
  perform pg_advisory_xact_lock(7065923);
  select c.txn_id into strict v_counted from counted c;
  select b.last_txn_id into strict v_last from block b order by b.block_id desc limit 1;
  if v_counted >= v_last then return; end if;
  select max(b.effective_at) into v_latest from block b where b.first_txn_id > v_counted;
  with fits as materialized (
    select f.pocket_id, f.account_id, f.expires_at, f.unit, f.keeps_expiry, f.clock_runs, f.pays
    from count_pockets(v_counted, v_last) f
  ), posted as materialized (
    select e.txn_id, e.src, e.dst from entry e
    where e.txn_id > v_counted and e.txn_id <= v_last and e.amount is not null
  )
  -- The conditions stand outside of the join: PostgreSQL joined every two pockets of one unit.
  select (select coalesce(bool_and(s.unit = d.unit and s.account_id <> d.account_id
          and d.expires_at = case when d.keeps_expiry then s.expires_at else 'infinity' end
          and (not s.clock_runs or s.expires_at > v_latest
            or s.expires_at > effective_at_of(p.txn_id)))
        and count(*) = (select count(*) from posted), false)
      from posted p join fits s on s.pocket_id = p.src join fits d on d.pocket_id = p.dst)
    and not exists (select from account a join fits s on s.account_id = a.account_id and s.pays
      where a.frozen_at is not null)
    and not exists (select from account a
      join fits s on s.account_id = a.account_id and s.pays and s.clock_runs
        and s.expires_at = 'infinity'
      join posted p on p.src = s.pocket_id
      where a.rolling_expires_at <= v_latest
        and a.rolling_expires_at <= effective_at_of(p.txn_id))
  into v_right;
  if v_right is not true then
    raise exception 'transfers after % break the rules of the ledger', v_counted
      using errcode = 'ML002';
  end if;
  update counted set txn_id = v_last;
end $function$;

CREATE OR REPLACE FUNCTION ledger.cut_queues(p_txn bigint, p_parts ledger.part[])
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
declare v_rest part[]; v_last bigint;
begin
  select max(k.pocket_id) into strict v_last from pocket k;
  -- What is left: before each piece, back to the piece before it or to the head, and behind the last
  -- one. ord: which of the cut queues, and of the new ones; asked_lo: where it begins in that one.
  with pieces as (
    select p.pocket_id, p.lo, p.lo + p.amount as hi,
      lag(p.lo + p.amount, 1, k.out_total) over w as from_lo, lead(p.lo) over w is null as is_last,
      k.in_total
    from unnest(p_parts) p join pocket k on k.pocket_id = p.pocket_id
    window w as (partition by p.pocket_id order by p.lo)
  ), cut as (
    select z.pocket_id, z.from_lo, z.lo, z.hi, case when z.is_last then z.in_total - z.hi end as tail,
      dense_rank() over (order by z.pocket_id) as n
    from (select x.pocket_id, x.from_lo, x.lo, x.hi, x.is_last, x.in_total,
        bool_or(x.lo > x.from_lo) over (partition by x.pocket_id) as is_cut from pieces x) z
    where z.is_cut
  )
  select array_agg((z.n, z.dst_lo, z.pocket_id, z.lo, z.amount, v_last + z.n)::part
      order by z.n, z.lo) into v_rest
    from (
      select c.n, c.pocket_id, r.lo, r.amount,
        (sum(r.amount) over (partition by c.n order by r.lo) - r.amount)::bigint as dst_lo
      from cut c cross join lateral (values (c.from_lo, c.lo - c.from_lo), (c.hi, c.tail)) r (lo, amount)
      where r.amount > 0
    ) z;
  update pocket k set sealed = true, sealed_txn = p_txn, out_total = k.in_total
    from (select distinct r.pocket_id from unnest(v_rest) r) z where k.pocket_id = z.pocket_id;
  update pocket k set out_total = z.hi
    from (select p.pocket_id, max(p.lo + p.amount) as hi from unnest(p_parts) p
      group by p.pocket_id) z
    where k.pocket_id = z.pocket_id and not k.sealed;
  insert into pocket (pocket_id, account_id, expires_at, gen, sealed, txn_id, overdraws, unit,
    open_to_transfers, keeps_expiry, clock_runs, in_total, out_total, mouth)
  select z.dst, k.account_id, k.expires_at, k.gen + 1, false, p_txn, k.overdraws, k.unit,
    k.open_to_transfers, k.keeps_expiry, k.clock_runs, z.amount, 0, z.dst
  from (select r.pocket_id, r.dst, sum(r.amount)::bigint as amount from unnest(v_rest) r
    group by r.pocket_id, r.dst) z
  join pocket k on k.pocket_id = z.pocket_id;
  insert into posting (txn_id, src, src_lo, dst, dst_lo, amount)
  select p_txn, r.pocket_id, r.lo, r.dst, r.asked_lo, r.amount from unnest(v_rest) r;
end $function$;

CREATE OR REPLACE FUNCTION ledger.do_change_account(p_txn bigint, b jsonb, p_now timestamp with time zone)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
declare v_account account := account_named(b->>'code');
begin
  -- What is past its date is swept first: a later one does not revive it. And whoever has a date has
  -- the queue that it is for, so that this holds for what arrives there too.
  if b->>'change' = 'extend_rolling' then
    perform target_pocket(p_txn, v_account.account_id, 'infinity', p_now);
  end if;
  update account set
    frozen_at = case b->>'change' when 'freeze' then coalesce(frozen_at, p_now)
      when 'unfreeze' then null else frozen_at end,
    frozen_reason = case b->>'change' when 'freeze' then coalesce(frozen_reason, b->>'reason')
      when 'unfreeze' then null else frozen_reason end,
    rolling_expires_at = case b->>'change' when 'extend_rolling'
      then greatest(rolling_expires_at, (b->>'rollingExpiresAt')::timestamptz)
      else rolling_expires_at end
    where account_id = v_account.account_id;
  return jsonb_build_object('code', b->>'code');
end $function$;

CREATE OR REPLACE FUNCTION ledger.do_claw_back(p_txn bigint, b jsonb, p_now timestamp with time zone)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
declare
  v_account account := account_named(b->>'code'); v_left bigint := (b->>'amount')::bigint;
  v_sink bigint; v_queue record; v_take bigint; v_debt bigint;
begin
  if v_account.kind <> 'member' then perform refuse('unknown_account', b->>'code'); end if;
  v_sink := house_account('clawback:' || v_account.unit, v_account.unit, 'clawback', null);
  for v_queue in
    select q.pocket_id, q.expires_at, q.live from live_queues(v_account.account_id, p_now) q
      order by q.expires_at, q.pocket_id
  loop
    exit when v_left = 0;
    v_take := least(v_queue.live, v_left);
    perform post_head(p_txn, v_queue.pocket_id, v_take,
      target_pocket(p_txn, v_sink, v_queue.expires_at, p_now));
    v_left := v_left - v_take;
  end loop;
  if v_left > 0 then
    v_debt := house_account('debt:' || v_account.code, v_account.unit, 'debt', null);
    perform post_head(p_txn, target_pocket(p_txn, v_debt, 'infinity', p_now), v_left,
      target_pocket(p_txn, v_sink, 'infinity', p_now));
    update account set debt = debt + v_left where account_id = v_account.account_id;
  end if;
  return jsonb_build_object('owed', v_left::text);
end $function$;

CREATE OR REPLACE FUNCTION ledger.do_convert(p_txn bigint, b jsonb, p_now timestamp with time zone)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
declare
  v_from account := account_named(b->>'from'); v_to account := account_named(b->>'to');
  v_into bigint; v_in bigint; v_out bigint; v_slice record; v_dst bigint;
begin
  select account_id into v_into from account
    where code = format('conversion:%s>%s', v_from.unit, v_to.unit);
  if not found or not (kind_of(v_to.account_id)).open_to_transfers then
    perform refuse('unit_mismatch', b->>'to');
  end if;
  for v_slice in
    select s.pocket_id, s.expires_at, s.take
    from spendable(v_from.account_id, (b->>'amount')::bigint, p_now) s
  loop
    v_in := target_pocket(p_txn, v_into, v_slice.expires_at, p_now);
    select k.mouth into strict v_out from pocket k where k.pocket_id = v_in;
    v_dst := target_pocket(p_txn, v_to.account_id, v_slice.expires_at, p_now);
    perform post_head(p_txn, v_slice.pocket_id, v_slice.take, v_in);
    perform post_head(p_txn, v_out, v_slice.take, v_dst);
  end loop;
  return '{}';
end $function$;

CREATE OR REPLACE FUNCTION ledger.do_expire(p_txn bigint, b jsonb, p_now timestamp with time zone)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
declare v_pocket record; v_amount bigint; v_rows jsonb := '[]'; v_seen integer := 0;
begin
  for v_pocket in
    select p.pocket_id, a.code from pocket p join account a on a.account_id = p.account_id
      join account_kind k on k.kind = a.kind and k.clock_runs
      where p.expires_at <= p_now and not p.sealed
    union all
    select p.pocket_id, a.code from account a join account_kind k on k.kind = a.kind
      and k.clock_runs
      join pocket p on p.account_id = a.account_id and p.expires_at = 'infinity' and not p.sealed
      where a.rolling_expires_at <= p_now
    order by 1 limit (b->>'limit')::integer
  loop
    v_seen := v_seen + 1;
    v_amount := sweep_pocket(p_txn, v_pocket.pocket_id);
    if v_amount > 0 then
      v_rows := v_rows || jsonb_build_object('code', v_pocket.code, 'amount', v_amount::text);
    end if;
  end loop;
  return jsonb_build_object('expired', v_rows, 'more', v_seen = (b->>'limit')::integer);
end $function$;

CREATE OR REPLACE FUNCTION ledger.do_give_back(p_txn bigint, b jsonb, p_now timestamp with time zone)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
declare
  v_parts part[]; v_left bigint; v_asked bigint; v_part record; v_aim record; v_back record;
  v_aims bigint[] := '{}'; v_finals bigint[] := '{}'; v_rows jsonb := '[]'; v_lo bigint;
begin
  v_parts := parts_asked((select jsonb_agg(z.value->'from' order by z.ordinality)
    from jsonb_array_elements(b->'parts') with ordinality z), true, true);
  if exists (select from unnest(v_parts) p join pocket k on k.pocket_id = p.pocket_id
      where not (kind_of(k.account_id)).gives_back) then
    perform refuse('not_given_from_here');
  end if;
  insert into given_back (txn_id, pocket_id, span)
  select p_txn, s.pocket_id, int8range(s.lo, s.lo + s.amount)
  from spent_parts((select jsonb_agg(z.value->'origin' order by z.ordinality)
    from jsonb_array_elements(b->'parts') with ordinality z)) s;
  select coalesce(sum(upper(g.span) - lower(g.span)), 0) into v_left
    from given_back g where g.txn_id = p_txn;
  select sum((z.value->'origin'->>'amount')::bigint) into v_asked
    from jsonb_array_elements(b->'parts') z;
  if v_left <> v_asked then perform refuse('span_not_spent'); end if;

  for v_part in
    select z.ordinality as ord, (z.value->'origin'->>'pocketId')::bigint as origin,
      (z.value->'from'->>'pocketId')::bigint as holder
    from jsonb_array_elements(b->'parts') with ordinality z order by z.ordinality
  loop
    select z.first, z.final into v_aim from aim_back(p_txn, v_part.holder, v_part.origin, b->>'to',
      (b->>'graceDays')::integer, p_now) z;
    v_aims[v_part.ord] := v_aim.first; v_finals[v_part.ord] := v_aim.final;
  end loop;
  for v_back in
    select c.ord, c.asked_lo, c.src, c.src_lo, c.dst, c.dst_lo, c.amount
    from carve_parts(p_txn, (select array_agg((p.ord, p.asked_lo, p.pocket_id, p.lo, p.amount,
        v_aims[p.ord])::part order by p.ord, p.asked_lo) from unnest(v_parts) p)) c
    order by c.dst, c.dst_lo
  loop
    v_lo := v_back.dst_lo;
    if v_finals[v_back.ord] <> v_back.dst then
      -- Backwards through a conversion: what entered one side leaves the other at its offset.
      select in_total into v_lo from pocket where pocket_id = v_finals[v_back.ord];
      perform post_head(p_txn, (select mouth from pocket where pocket_id = v_back.dst),
        v_back.amount, v_finals[v_back.ord]);
    end if;
    v_rows := v_rows || jsonb_build_object('index', v_back.ord::integer - 1,
      'askedLo', v_back.asked_lo::text,
      'from', span_json(v_back.src, v_back.src_lo, v_back.amount),
      'to', span_json(v_finals[v_back.ord], v_lo, v_back.amount));
  end loop;
  return jsonb_build_object('moved', v_rows);
end $function$;

CREATE OR REPLACE FUNCTION ledger.do_issue(p_txn bigint, b jsonb, p_now timestamp with time zone)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
declare
  v_to account := account_named(b->>'to'); v_dst bigint; v_src bigint; v_lo bigint;
  v_rolling timestamptz := (b->>'rollingExpiresAt')::timestamptz;
  v_expires timestamptz := case b->>'expiresAt' when 'rolling' then 'infinity'
    else (b->>'expiresAt')::timestamptz end;
begin
  if not (kind_of(v_to.account_id)).open_to_transfers then
    perform refuse('unknown_account', b->>'to');
  end if;
  if v_expires <= p_now or v_rolling <= p_now then perform refuse('expired', b->>'to'); end if;
  v_src := target_pocket(p_txn, house_account('issuer:' || v_to.unit, v_to.unit, 'issuer', null),
    'infinity', p_now);
  v_dst := target_pocket(p_txn, v_to.account_id, v_expires, p_now);
  select in_total into v_lo from pocket where pocket_id = v_dst;
  perform post_head(p_txn, v_src, (b->>'amount')::bigint, v_dst);
  if v_rolling is not null then
    perform target_pocket(p_txn, v_to.account_id, 'infinity', p_now);
    update account set rolling_expires_at = greatest(rolling_expires_at, v_rolling)
      where account_id = v_to.account_id;
  end if;
  return jsonb_build_object('span', span_json(v_dst, v_lo, (b->>'amount')::bigint));
end $function$;

CREATE OR REPLACE FUNCTION ledger.do_move_spans(p_txn bigint, b jsonb, p_now timestamp with time zone)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
declare v_to account := account_named(b->>'to'); v_kind account_kind := kind_of(v_to.account_id);
begin
  -- A hold that ends gives a sink back what it took, also one that takes no ordinary transfers.
  if not (v_kind.open_to_transfers or v_kind.is_sink) then
    perform refuse('unknown_account', b->>'to');
  end if;
  return moved(p_txn, aim_parts(p_txn, parts_asked(b->'spans', true, false), v_to,
    p_now + make_interval(hours => 24 * (b->>'graceDays')::integer), p_now));
end $function$;

CREATE OR REPLACE FUNCTION ledger.do_open_account(p_txn bigint, b jsonb, p_now timestamp with time zone)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
declare v_id bigint; v_old account;
begin
  select a.account_id, a.code, a.unit, a.kind, a.owner, a.neighbour into v_old.account_id,
      v_old.code, v_old.unit, v_old.kind, v_old.owner, v_old.neighbour
    from account a where a.code = b->>'code';
  if found then
    if (v_old.unit, v_old.kind, coalesce(v_old.owner, ''), coalesce(v_old.neighbour, '')) is
        distinct from (b->>'unit', b->>'kind', coalesce(b->>'owner', ''),
          coalesce(b->>'neighbour', '')) then
      perform refuse('account_conflict', b->>'code');
    end if;
    return jsonb_build_object('code', b->>'code');
  end if;
  if not exists (select from account_kind where kind = b->>'kind') then
    perform refuse('unknown_kind', b->>'kind');
  end if;
  select coalesce(max(account_id), 0) + 1 into v_id from account;
  insert into account (account_id, code, unit, kind, owner, neighbour)
  values (v_id, b->>'code', b->>'unit', b->>'kind', b->>'owner', b->>'neighbour');
  return jsonb_build_object('code', b->>'code');
end $function$;

CREATE OR REPLACE FUNCTION ledger.do_open_conversion(p_txn bigint, b jsonb, p_now timestamp with time zone)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
declare v_id bigint; v_code text := format('conversion:%s>%s', b->>'from', b->>'to');
begin
  select coalesce(max(account_id), 0) + 1 into v_id from account;
  insert into account (account_id, code, unit, kind, twin_id)
  values (v_id, v_code, b->>'from', 'conversion', v_id + 1),
    (v_id + 1, v_code || ':out', b->>'to', 'conversion', v_id);
  return jsonb_build_object('code', v_code);
end $function$;

CREATE OR REPLACE FUNCTION ledger.do_place_hold(p_txn bigint, b jsonb, p_now timestamp with time zone)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
declare v_to account := account_named(b->>'to');
begin
  if v_to.kind not in ('case', 'held') then perform refuse('unknown_account', b->>'to'); end if;
  if b->>'until' is not null then
    if (b->>'until')::timestamptz <= p_now then perform refuse('expired', b->>'to'); end if;
    insert into hold_term (txn_id, hold_key, held_until)
    values (p_txn, b->>'holdKey', (b->>'until')::timestamptz);
  end if;
  return moved(p_txn, aim_parts(p_txn, parts_asked(b->'spans', false, true), v_to, null, p_now));
end $function$;

CREATE OR REPLACE FUNCTION ledger.do_renew_hold(p_txn bigint, b jsonb, p_now timestamp with time zone)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
begin
  if not exists (select from txn t where t.key = b->>'holdKey' and t.kind = 'hold') then
    perform refuse('unknown_hold', b->>'holdKey');
  end if;
  if (b->>'until')::timestamptz <= p_now then perform refuse('expired', b->>'holdKey'); end if;
  insert into hold_term (txn_id, hold_key, held_until)
  values (p_txn, b->>'holdKey', (b->>'until')::timestamptz);
  return '{}';
end $function$;

CREATE OR REPLACE FUNCTION ledger.do_settle_debt(p_txn bigint, b jsonb, p_now timestamp with time zone)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
declare
  v_account account := account_named(b->>'code'); v_left bigint; v_queue record; v_take bigint;
  v_target bigint;
begin
  v_left := v_account.debt;
  if v_left = 0 then return jsonb_build_object('paid', '0', 'owed', '0'); end if;
  v_target := target_pocket(p_txn, house_account('debt:' || v_account.code, v_account.unit, 'debt',
    null), 'infinity', p_now);
  for v_queue in
    select q.pocket_id, q.live from live_queues(v_account.account_id, p_now) q
      order by q.expires_at, q.pocket_id
  loop
    exit when v_left = 0;
    v_take := least(v_queue.live, v_left);
    perform post_head(p_txn, v_queue.pocket_id, v_take, v_target);
    v_left := v_left - v_take;
  end loop;
  update account set debt = v_left where account_id = v_account.account_id;
  return jsonb_build_object('paid', (v_account.debt - v_left)::text, 'owed', v_left::text);
end $function$;

CREATE OR REPLACE FUNCTION ledger.do_transfer_in(p_txn bigint, b jsonb, p_now timestamp with time zone)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
declare
  v_to account := account_named(b->>'to'); v_amount bigint := (b->>'amount')::bigint;
  v_clearing bigint; v_lo bigint; v_piece record; v_posted bigint := 0;
begin
  if exists (select from transfer t
      where t.transfer_id = b->>'transferId' and t.direction = 'in') then
    perform refuse('conflicting_key', b->>'transferId');
  end if;
  if not (kind_of(v_to.account_id)).open_to_transfers then
    perform refuse('unknown_account', b->>'to');
  end if;
  if v_to.unit <> b->>'unit' then perform refuse('unit_mismatch', b->>'to'); end if;
  v_clearing := target_pocket(p_txn, house_account(
    format('clearing:%s:%s', b->>'neighbour', v_to.unit), v_to.unit, 'clearing', b->>'neighbour'),
    'infinity', p_now);
  select out_total into v_lo from pocket where pocket_id = v_clearing;
  for v_piece in
    select z.amount, z.expires_at from arriving_pieces(b) z order by z.place, z.lo
  loop
    perform post_head(p_txn, v_clearing, v_piece.amount,
      target_pocket(p_txn, v_to.account_id, v_piece.expires_at, p_now));
    v_posted := v_posted + v_piece.amount;
  end loop;
  if v_posted <> v_amount then perform refuse('unknown_transfer', b->>'transferId'); end if;
  insert into transfer (transfer_id, direction, neighbour, kind, unit, amount, txn_id,
    clearing_pocket, clearing_lo)
  values (b->>'transferId', 'in', b->>'neighbour', b->>'kind', v_to.unit, v_amount, p_txn,
    v_clearing, v_lo);
  return jsonb_build_object('transferId', b->>'transferId', 'unit', v_to.unit);
end $function$;

CREATE OR REPLACE FUNCTION ledger.do_transfer_out(p_txn bigint, b jsonb, p_now timestamp with time zone)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
declare
  v_from account; v_parts part[]; v_unit text; v_clearing bigint; v_lo bigint; v_slice record;
  v_amount bigint := (b->>'amount')::bigint;
begin
  if exists (select from transfer t
      where t.transfer_id = b->>'transferId' and t.direction = 'out') then
    perform refuse('conflicting_key', b->>'transferId');
  end if;
  if b ? 'spans' then
    v_parts := parts_asked(b->'spans', true, false);
    select a.unit into strict v_unit from pocket k join account a on a.account_id = k.account_id
      where k.pocket_id = v_parts[1].pocket_id;
  else
    v_from := account_named(b->>'from'); v_unit := v_from.unit;
    if not (kind_of(v_from.account_id)).open_to_transfers then
      perform refuse('unknown_account', b->>'from');
    end if;
  end if;
  v_clearing := target_pocket(p_txn, house_account(
    format('clearing:%s:%s', b->>'neighbour', v_unit), v_unit, 'clearing', b->>'neighbour'),
    'infinity', p_now);
  select in_total into v_lo from pocket where pocket_id = v_clearing;
  if b ? 'spans' then
    perform moved(p_txn, aim_parts(p_txn, v_parts, account_named(
      format('clearing:%s:%s', b->>'neighbour', v_unit)), null, p_now));
  else
    for v_slice in select s.pocket_id, s.take from spendable(v_from.account_id, v_amount, p_now) s
    loop
      perform post_head(p_txn, v_slice.pocket_id, v_slice.take, v_clearing);
    end loop;
  end if;
  insert into transfer (transfer_id, direction, neighbour, kind, unit, amount, txn_id,
    clearing_pocket, clearing_lo)
  values (b->>'transferId', 'out', b->>'neighbour', b->>'kind', v_unit, v_amount, p_txn,
    v_clearing, v_lo);
  return jsonb_build_object('transferId', b->>'transferId', 'unit', v_unit);
end $function$;

CREATE OR REPLACE FUNCTION ledger.done_in(p_first bigint, p_last bigint)
 RETURNS text
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
begin
  return (select concat_ws(E'\n',
      (select string_agg(concat_ws('|', k.pocket_id, k.sealed_txn), E'\n' order by k.pocket_id)
        from pocket k where k.sealed_txn between p_first and p_last),
      (select string_agg(concat_ws('|', s.txn_id, s.account_id, s.state), E'\n' order by s.account_id)
        from account_state s where s.txn_id between p_first and p_last),
      (select string_agg(concat_ws('|', t.transfer_id, t.direction, t.neighbour, t.kind, t.unit,
          t.amount, t.txn_id, t.clearing_pocket, t.clearing_lo), E'\n'
          order by t.transfer_id, t.direction)
        from transfer t where t.txn_id between p_first and p_last),
      (select string_agg(concat_ws('|', h.txn_id, h.hold_key, h.held_until at time zone 'UTC'), E'\n'
          order by h.hold_key)
        from hold_term h where h.txn_id between p_first and p_last),
      (select string_agg(concat_ws('|', g.txn_id, g.pocket_id, g.span), E'\n'
          order by g.pocket_id, lower(g.span))
        from given_back g where g.txn_id between p_first and p_last)));
end $function$;

CREATE OR REPLACE FUNCTION ledger.effective_at_of(p_txn bigint)
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
  select b.effective_at from block b where b.first_txn_id <= p_txn
  order by b.first_txn_id desc limit 1
$function$;

CREATE OR REPLACE FUNCTION ledger.entries_in(p_first bigint, p_last bigint)
 RETURNS bytea
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
begin
  return (select entry_bytes(array_agg((e.txn_id - p_first + 1)::integer), array_agg(e.key),
        array_agg(e.body_hash), array_agg(e.kind), array_agg(e.actor_id), array_agg(e.src),
        array_agg(e.src_lo), array_agg(e.dst), array_agg(e.dst_lo), array_agg(e.amount))
      || convert_to(coalesce(string_agg(concat_ws('|', e.txn_id - p_first + 1,
          coalesce(e.case_id, '-'), coalesce(e.memo::text, '-'), coalesce(e.result::text, '-')),
        E'\n') filter (where num_nonnulls(e.case_id, e.memo, e.result) > 0), ''), 'UTF8')
    from (
      select x.txn_id, x.key, x.body_hash, x.kind, x.actor_id, x.src, x.src_lo, x.dst, x.dst_lo,
        x.amount, x.case_id, x.memo, x.result
      from entry x where x.txn_id between p_first and p_last
      order by x.txn_id, x.key is null, x.src, x.src_lo
    ) e);
end $function$;

CREATE OR REPLACE FUNCTION ledger.entry_bytes(p_of integer[], p_keys text[], p_hashes uuid[], p_kinds text[], p_actors bigint[], p_src bigint[], p_src_lo bigint[], p_dst bigint[], p_dst_lo bigint[], p_amounts bigint[])
 RETURNS bytea
 LANGUAGE plpgsql
 IMMUTABLE SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
begin
  return (select array_send(p_of) || array_send(p_keys) || array_send(p_hashes) || array_send(p_kinds)
      || array_send(p_actors) || array_send(p_src) || array_send(p_src_lo) || array_send(p_dst)
      || array_send(p_dst_lo) || array_send(p_amounts));
end $function$;

CREATE OR REPLACE FUNCTION ledger.flush_log()
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
begin
  perform pg_logical_emit_message(true, 'ledger', '');
end $function$;

CREATE OR REPLACE FUNCTION ledger.follow_queues(p_pockets bigint[], p_los bigint[], p_amounts bigint[])
 RETURNS SETOF ledger.part
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
  with recursive walk as (
    select s.ord, s.lo as asked_lo, s.pocket as pocket_id, s.lo, s.lo + s.amount as hi
    from unnest(p_pockets, p_los, p_amounts) with ordinality s (pocket, lo, amount, ord)
    union all
    select w.ord, w.asked_lo + greatest(p.src_lo - w.lo, 0), p.dst,
      p.dst_lo + greatest(w.lo - p.src_lo, 0), p.dst_lo + least(w.hi - p.src_lo, p.amount)
    from walk w
    join pocket k on k.pocket_id = w.pocket_id and k.sealed
    cross join lateral postings_of(w.pocket_id, w.lo, w.hi) p
    join pocket d on d.pocket_id = p.dst and d.account_id = k.account_id
  )
  select w.ord, w.asked_lo, w.pocket_id, w.lo, w.hi - w.lo, null::bigint from walk w
$function$;

CREATE OR REPLACE FUNCTION ledger.history_of(p_code text, p_before bigint, p_limit integer)
 RETURNS TABLE(txn_id bigint, kind text, key text, effective_at timestamp with time zone, session_id text, device_id text, subject text, case_id text, memo jsonb, counterparty text, amount bigint, expires_at timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
  with mine as materialized (
    select k.pocket_id, k.expires_at, k.account_id from account a
    join pocket k on k.account_id = a.account_id where a.code = p_code
  ), lines as materialized (
    select g.txn_id, g.other, g.amount, m.expires_at, m.account_id
    from mine m cross join lateral (
      (select i.txn_id, i.src as other, i.amount from posting i
        where i.dst = m.pocket_id and i.txn_id < p_before order by i.dst_lo desc limit p_limit)
      union all
      (select o.txn_id, o.dst, -o.amount from posting o
        where o.src = m.pocket_id and o.txn_id < p_before order by o.src_lo desc limit p_limit)) g
  ), newest as materialized (
    select distinct l.txn_id from lines l join pocket d on d.pocket_id = l.other
    where d.account_id <> l.account_id order by l.txn_id desc limit p_limit
  )
  select l.txn_id, t.kind, t.key, b.effective_at, x.session_id, x.device_id, x.subject, t.case_id,
    t.memo, o.code, sum(l.amount)::bigint, nullif(l.expires_at, 'infinity')
  from newest n join lines l on l.txn_id = n.txn_id
  join txn t on t.txn_id = l.txn_id
  left join actor x on x.actor_id = t.actor_id
  join pocket d on d.pocket_id = l.other join account o on o.account_id = d.account_id
  cross join lateral (select c.effective_at from block c where c.first_txn_id <= l.txn_id
    order by c.first_txn_id desc limit 1) b
  where d.account_id <> l.account_id
  group by l.txn_id, t.kind, t.key, b.effective_at, x.session_id, x.device_id, x.subject,
    t.case_id, t.memo, o.code, l.expires_at
  order by l.txn_id desc, l.expires_at
$function$;

CREATE OR REPLACE FUNCTION ledger.hops_of(p_pockets bigint[], p_los bigint[], p_amounts bigint[], p_limit integer)
 RETURNS TABLE(path text[], amount bigint, live bigint)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
AS $function$
  with recursive walk as (
    select s.pocket as pocket_id, s.lo, s.lo + s.amount as hi, a.account_id, array[a.code] as path,
      true as entered
    from unnest(p_pockets, p_los, p_amounts) s (pocket, lo, amount)
    join pocket k on k.pocket_id = s.pocket join account a on a.account_id = k.account_id
    union all
    select p.dst, p.dst_lo + greatest(w.lo - p.src_lo, 0),
      p.dst_lo + least(w.hi - p.src_lo, p.amount), d.account_id,
      case when d.account_id = w.account_id then w.path else w.path || a.code end,
      d.account_id <> w.account_id
    from walk w
    join pocket k on k.pocket_id = w.pocket_id
    cross join lateral (
      select g.src_lo, g.dst, g.dst_lo, g.amount from posting g
      where g.src = k.mouth and g.src_lo < w.hi and g.src_lo + g.amount > w.lo
        and g.src_lo >= coalesce((select f.src_lo from posting f
          where f.src = k.mouth and f.src_lo <= w.lo order by f.src_lo desc limit 1), 0)) p
    join pocket d on d.pocket_id = p.dst
    join account a on a.account_id = d.account_id
  )
  select w.path, sum(w.hi - w.lo) filter (where w.entered)::bigint,
    sum(greatest(w.hi - greatest(w.lo, coalesce(m.out_total, 0)), 0))::bigint
  from walk w
  join pocket k on k.pocket_id = w.pocket_id
  left join pocket_now m on m.pocket_id = k.mouth
  group by w.path order by w.path limit p_limit
$function$;

CREATE OR REPLACE FUNCTION ledger.house_account(p_code text, p_unit text, p_kind text, p_neighbour text)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
declare v_id bigint;
begin
  select account_id into v_id from account where code = p_code;
  if not found then
    select coalesce(max(account_id), 0) + 1 into v_id from account;
    insert into account (account_id, code, unit, kind, neighbour)
    values (v_id, p_code, p_unit, p_kind, p_neighbour);
  end if;
  return v_id;
end $function$;

CREATE OR REPLACE FUNCTION ledger.keep_account_state()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
begin
  insert into account_state (txn_id, account_id, state)
  values ((select last_txn_id + 1 from block order by block_id desc limit 1), new.account_id,
    to_jsonb(new))
  on conflict on constraint account_state_pkey do update set state = excluded.state;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION ledger.kind_of(p_account bigint)
 RETURNS ledger.account_kind
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
  select k.kind, k.may_overdraw, k.is_sink, k.keeps_expiry, k.clock_runs, k.open_to_transfers,
    k.gives_back, k.mouth, k.claim_role
  from account a join account_kind k on k.kind = a.kind where a.account_id = p_account
$function$;

CREATE OR REPLACE FUNCTION ledger.lapsed_holds(p_now timestamp with time zone, p_limit integer)
 RETURNS TABLE(hold_key text, case_id text, held_until timestamp with time zone, code text, pocket_id bigint, lo bigint, amount bigint)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
  with due as materialized (
    select n.hold_key, n.held_until
    from (select distinct on (h.hold_key) h.hold_key, h.held_until from hold_term h
      order by h.hold_key, h.txn_id desc) n
    where n.held_until <= p_now order by n.held_until, n.hold_key limit p_limit
  )
  select due.hold_key, t.case_id, due.held_until, s.code, s.pocket_id, s.lo, s.amount
  from due join txn t on t.key = due.hold_key
  left join lateral (
    select x.code, l.pocket_id, l.lo, l.amount, k.expires_at from spans_of_txn(due.hold_key) x
    cross join lateral live_parts(array[x.dst_pocket_id], array[x.dst_lo], array[x.amount]) l
    join pocket k on k.pocket_id = l.pocket_id) s on true
  order by due.held_until, due.hold_key, s.code, s.expires_at, s.pocket_id, s.lo
$function$;

CREATE OR REPLACE FUNCTION ledger.live_parts(p_pockets bigint[], p_los bigint[], p_amounts bigint[])
 RETURNS SETOF ledger.part
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
AS $function$
  select z.ord, z.asked_lo + z.from_lo - z.lo, z.pocket_id, z.from_lo, z.hi - z.from_lo, null::bigint
  from (
    select w.ord, w.asked_lo, w.pocket_id, w.lo, least(w.lo + w.amount, k.in_total) as hi,
      greatest(w.lo, k.out_total, max(w.lo + w.amount) over (partition by w.pocket_id
        order by w.lo, w.ord rows between unbounded preceding and 1 preceding)) as from_lo
    from follow_queues(p_pockets, p_los, p_amounts) w
    join pocket_now k on k.pocket_id = w.pocket_id
    where not k.sealed and not k.overdraws
  ) z where z.from_lo < z.hi order by z.ord, z.asked_lo
$function$;

CREATE OR REPLACE FUNCTION ledger.live_queues(p_account bigint, p_now timestamp with time zone)
 RETURNS TABLE(pocket_id bigint, expires_at timestamp with time zone, live bigint)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
  select p.pocket_id, p.expires_at, p.in_total - p.out_total
  from account a join account_kind k on k.kind = a.kind
  join pocket p on p.account_id = a.account_id
  where a.account_id = p_account and not p.sealed and p.in_total > p.out_total
    and (not k.clock_runs or case when p.expires_at = 'infinity'
      then coalesce(a.rolling_expires_at > p_now, true) else p.expires_at > p_now end)
$function$;

CREATE OR REPLACE FUNCTION ledger.lock_writer()
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'the ledger writes in read committed transactions only: a snapshot taken '
      'before the lock would judge old balances';
  end if;
  perform pg_advisory_xact_lock(7065922);
end $function$;

CREATE OR REPLACE FUNCTION ledger.lot_origins(p_pockets bigint[], p_los bigint[], p_amounts bigint[])
 RETURNS TABLE(ord bigint, asked_lo bigint, amount bigint, pocket_id bigint, lo bigint)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
AS $function$
  with recursive walk as (
    select s.ord, s.lo as asked_lo, s.pocket as pocket_id, s.lo, s.lo + s.amount as hi,
      s.pocket as home, s.lo as home_lo, a.account_id as account, a.owner, false as in_conversion,
      false as ended
    from unnest(p_pockets, p_los, p_amounts) with ordinality s (pocket, lo, amount, ord)
    join pocket k on k.pocket_id = s.pocket
    join account a on a.account_id = k.account_id
    union all
    select w.ord, w.asked_lo + x.skipped, n.pocket_id, x.src_lo, x.src_lo + x.size,
      case when w.in_conversion and a.owner = w.owner then n.pocket_id else w.home end,
      case when w.in_conversion and a.owner = w.owner then x.src_lo else w.home_lo + x.skipped end,
      w.account, w.owner, a.kind = 'conversion',
      a.kind <> 'conversion' and a.account_id <> w.account and (a.owner = w.owner) is not true
    from walk w
    cross join lateral (
      select g.src, greatest(g.dst_lo - w.lo, 0) as skipped,
        g.src_lo + greatest(w.lo - g.dst_lo, 0) as src_lo,
        least(w.hi, g.dst_lo + g.amount) - greatest(w.lo, g.dst_lo) as size
      from posting g
      where g.dst = w.pocket_id and g.dst_lo < w.hi and g.dst_lo + g.amount > w.lo
        and g.dst_lo >= coalesce((select f.dst_lo from posting f
          where f.dst = w.pocket_id and f.dst_lo <= w.lo order by f.dst_lo desc limit 1), 0)) x
    join pocket k on k.pocket_id = x.src
    join pocket n on n.pocket_id = coalesce(k.mouth, x.src)
    join account a on a.account_id = n.account_id
    where not w.ended
  )
  select w.ord, w.asked_lo, w.hi - w.lo, w.home, w.home_lo from walk w where w.ended
$function$;

CREATE OR REPLACE FUNCTION ledger.lots_of(p_codes text[])
 RETURNS TABLE(code text, unit text, kind text, pocket_id bigint, lo bigint, amount bigint, expires_at timestamp with time zone, rolling_expires_at timestamp with time zone, clock_runs boolean, frozen_at timestamp with time zone, debt bigint)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
AS $function$
  select a.code, a.unit, a.kind, p.pocket_id, p.out_total, coalesce(p.in_total - p.out_total, 0),
    nullif(p.expires_at, 'infinity'), a.rolling_expires_at, k.clock_runs, a.frozen_at, a.debt
  from unnest(p_codes) with ordinality u (code, ord)
  join account a on a.code = u.code join account_kind k on k.kind = a.kind
  left join pocket_now p on p.account_id = a.account_id and not p.sealed
    and p.in_total <> p.out_total
  order by u.ord, p.expires_at
$function$;

CREATE OR REPLACE FUNCTION ledger.made_in(p_first bigint, p_last bigint)
 RETURNS text
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
begin
  return (select concat_ws(E'\n',
      (select string_agg(concat_ws('|', k.txn_id, k.pocket_id, k.account_id, k.expires_at at time zone 'UTC',
          k.gen, k.overdraws, k.unit, k.open_to_transfers, k.keeps_expiry, k.clock_runs,
          coalesce(k.mouth, 0)), E'\n' order by k.pocket_id)
        from pocket k where k.txn_id between p_first and p_last),
      (select string_agg(concat_ws('|', a.txn_id, a.actor_id, a.packed, a.session_id, a.device_id,
          a.subject),
          E'\n' order by a.actor_id)
        from actor a where a.txn_id between p_first and p_last)));
end $function$;

CREATE OR REPLACE FUNCTION ledger.moved(p_txn bigint, p_parts ledger.part[])
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
begin
  return jsonb_build_object('moved', (select coalesce(jsonb_agg(jsonb_build_object(
      'index', c.ord::integer - 1, 'askedLo', c.asked_lo::text,
      'from', span_json(c.src, c.src_lo, c.amount), 'to', span_json(c.dst, c.dst_lo, c.amount))
      order by c.ord, c.asked_lo), '[]')
    from carve_parts(p_txn, p_parts) c));
end $function$;

CREATE OR REPLACE FUNCTION ledger.new_pocket(p_account bigint, p_expires timestamp with time zone, p_gen integer)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
declare v_kind account_kind := kind_of(p_account); v_id bigint; v_twin bigint; v_txn bigint;
begin
  select coalesce(max(pocket_id), 0) + 1 into v_id from pocket;
  select last_txn_id + 1 into v_txn from block order by block_id desc limit 1;
  insert into pocket (pocket_id, account_id, expires_at, gen, sealed, txn_id, overdraws, unit,
    open_to_transfers, keeps_expiry, clock_runs, in_total, out_total, mouth)
  select v_id, p_account, p_expires, p_gen, false, v_txn, v_kind.may_overdraw, a.unit,
    v_kind.open_to_transfers, v_kind.keeps_expiry, v_kind.clock_runs, 0, 0,
    case v_kind.mouth when 'self' then v_id when 'twin' then v_id + 1 end
  from account a where a.account_id = p_account;
  if v_kind.mouth = 'twin' then
    -- The two sides of a conversion are made together, so that each knows the other.
    select a.twin_id into v_twin from account a where a.account_id = p_account;
    insert into pocket (pocket_id, account_id, expires_at, gen, sealed, txn_id, overdraws, unit,
      open_to_transfers, keeps_expiry, clock_runs, in_total, out_total, mouth)
    select v_id + 1, v_twin, p_expires, p_gen, false, v_txn, v_kind.may_overdraw, a.unit,
      v_kind.open_to_transfers, v_kind.keeps_expiry, v_kind.clock_runs, 0, 0, v_id
    from account a where a.account_id = v_twin;
  end if;
  return v_id;
end $function$;

CREATE OR REPLACE FUNCTION ledger.origins_of(p_pockets bigint[], p_los bigint[], p_amounts bigint[])
 RETURNS TABLE(ord bigint, lo bigint, amount bigint, code text, unit text, given_back boolean)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
AS $function$
  with asked as (
    select s.ord, s.pocket, s.lo, s.lo + s.amount as hi
    from unnest(p_pockets, p_los, p_amounts) with ordinality s (pocket, lo, amount, ord)
  ), back as (
    select a.ord, range_agg(g.span) as spans
    from asked a join given_back g on g.pocket_id = a.pocket and g.span && int8range(a.lo, a.hi)
    group by a.ord
  )
  select a.ord, lower(z.span), upper(z.span) - lower(z.span), c.code, c.unit, z.given_back
  from asked a
  join pocket k on k.pocket_id = a.pocket join account c on c.account_id = k.account_id
  left join back b on b.ord = a.ord
  cross join lateral (
    select r.span, true as given_back
    from unnest(b.spans * int8multirange(int8range(a.lo, a.hi))) r (span)
    union all
    select r.span, false
    from unnest(int8multirange(int8range(a.lo, a.hi)) - coalesce(b.spans, '{}')) r (span)) z
  order by a.ord, lower(z.span)
$function$;

CREATE OR REPLACE PROCEDURE ledger.own_functions()
 LANGUAGE plpgsql
 SET search_path TO 'ledger', 'pg_temp'
AS $procedure$
declare v_name text;
begin
  for v_name in
    select p.oid::regprocedure::text from pg_proc p
    where p.pronamespace = 'ledger'::regnamespace and p.prokind = 'f'
      and p.proowner = current_user::regrole
  loop
    execute format('alter function %s owner to modosu_ledger', v_name);
    execute format('revoke all on function %s from public', v_name);
  end loop;
end $procedure$;

CREATE OR REPLACE FUNCTION ledger.parts_asked(p_spans jsonb, p_strict boolean, p_even_frozen boolean)
 RETURNS ledger.part[]
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
declare v_parts part[]; v_pockets bigint[]; v_los bigint[]; v_amounts bigint[]; v_code text;
begin
  select array_agg((s.value->>'pocketId')::bigint order by s.ordinality),
    array_agg((s.value->>'lo')::bigint order by s.ordinality),
    array_agg((s.value->>'amount')::bigint order by s.ordinality)
    into v_pockets, v_los, v_amounts from jsonb_array_elements(p_spans) with ordinality s;
  select coalesce(array_agg(p order by p.ord, p.asked_lo), '{}') into v_parts
    from live_parts(v_pockets, v_los, v_amounts) p;
  if p_strict and (select coalesce(sum(p.amount), 0) from unnest(v_parts) p)
      <> (select coalesce(sum(x), 0) from unnest(v_amounts) x) then
    perform refuse('span_not_live');
  end if;
  if not p_even_frozen then
    select a.code into v_code from unnest(v_parts) p join pocket k on k.pocket_id = p.pocket_id
      join account a on a.account_id = k.account_id where a.frozen_at is not null limit 1;
    if found then perform refuse('frozen', v_code); end if;
  end if;
  return v_parts;
end $function$;

CREATE OR REPLACE FUNCTION ledger.passages_of(p_pockets bigint[], p_los bigint[], p_amounts bigint[], p_limit integer)
 RETURNS TABLE(ord bigint, origin_lo bigint, amount bigint, code text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
AS $function$
  with passed as (
    select w.ord, a.code, w.origin_lo + greatest(p.src_lo - w.lo, 0) as lo,
      w.origin_lo + least(w.hi, p.src_lo + p.amount) - w.lo as hi
    from walk_forward(p_pockets, p_los, p_amounts) w
    join pocket k on k.pocket_id = w.pocket_id
    join account a on a.account_id = k.account_id
    join account_kind kd on kd.kind = a.kind and kd.claim_role = 'escrow'
    cross join lateral (
      select g.src_lo, g.amount from posting g join pocket d on d.pocket_id = g.dst
      where g.src = k.mouth and g.src_lo < w.hi and g.src_lo + g.amount > w.lo
        and g.src_lo >= coalesce((select f.src_lo from posting f
          where f.src = k.mouth and f.src_lo <= w.lo order by f.src_lo desc limit 1), 0)
        and d.account_id <> k.account_id) p
  )
  select z.ord, lower(r.span), upper(r.span) - lower(r.span), z.code
  from (select p.ord, p.code, range_agg(int8range(p.lo, p.hi)) as spans
    from passed p group by p.ord, p.code) z
  cross join lateral unnest(z.spans) r (span)
  order by z.ord, lower(r.span), z.code limit p_limit
$function$;

CREATE OR REPLACE FUNCTION ledger.perform(p_verb text, p_key text, p_kind text, p_body jsonb, p_actor text, p_case text, p_memo jsonb, p_now timestamp with time zone)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
 SET enable_seqscan TO 'off'
 SET plan_cache_mode TO 'force_generic_plan'
 SET jit TO 'off'
AS $function$
declare
  v_known record; v_txn bigint; v_value jsonb; v_detail text; v_actor bigint;
  v_hash uuid := substr(encode(sha256(convert_to(
    concat_ws('|', p_verb, p_kind, coalesce(p_case, '-'), p_body::text), 'UTF8')), 'hex'), 1, 32);
begin
  perform lock_writer();
  perform count_postings();
  select t.txn_id, t.body_hash, t.result into v_known from txn t where t.key = p_key;
  if found then
    if v_known.body_hash <> v_hash then
      return jsonb_build_object('refused', 'conflicting_key', 'detail', p_key);
    end if;
    return jsonb_build_object('txnId', v_known.txn_id::text, 'value', v_known.result,
      'replayed', true);
  end if;
  select last_txn_id + 1 into strict v_txn from block order by block_id desc limit 1;
  v_actor := actor_of(p_actor, v_txn);
  v_value := case p_verb
    when 'open_account' then do_open_account(v_txn, p_body, p_now)
    when 'open_conversion' then do_open_conversion(v_txn, p_body, p_now)
    when 'issue' then do_issue(v_txn, p_body, p_now)
    when 'convert' then do_convert(v_txn, p_body, p_now)
    when 'place_hold' then do_place_hold(v_txn, p_body, p_now)
    when 'move_spans' then do_move_spans(v_txn, p_body, p_now)
    when 'give_back' then do_give_back(v_txn, p_body, p_now)
    when 'transfer_out' then do_transfer_out(v_txn, p_body, p_now)
    when 'transfer_in' then do_transfer_in(v_txn, p_body, p_now)
    when 'change_account' then do_change_account(v_txn, p_body, p_now)
    when 'expire' then do_expire(v_txn, p_body, p_now)
    when 'renew_hold' then do_renew_hold(v_txn, p_body, p_now)
    when 'claw_back' then do_claw_back(v_txn, p_body, p_now)
    when 'settle_debt' then do_settle_debt(v_txn, p_body, p_now)
  end;
  insert into txn (txn_id, actor_id, key, body_hash, kind, case_id, memo, result)
  values (v_txn, v_actor, p_key, v_hash, p_kind, p_case, p_memo, v_value);
  perform seal_block(v_txn, p_now);
  return jsonb_build_object('txnId', v_txn::text, 'value', v_value, 'replayed', false);
exception
  when sqlstate 'ML001' then
    get stacked diagnostics v_detail = pg_exception_detail;
    return jsonb_build_object('refused', sqlerrm, 'detail', v_detail);
  when exclusion_violation then
    return jsonb_build_object('refused', 'already_given_back', 'detail', '');
end $function$;

CREATE OR REPLACE FUNCTION ledger.post_head(p_txn bigint, p_src bigint, p_amount bigint, p_dst bigint)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
declare v_src_lo bigint; v_dst_lo bigint;
begin
  update pocket set out_total = out_total + p_amount
    where pocket_id = p_src and not sealed returning out_total - p_amount into strict v_src_lo;
  update pocket set in_total = in_total + p_amount
    where pocket_id = p_dst and not sealed returning in_total - p_amount into strict v_dst_lo;
  insert into posting (txn_id, src, src_lo, dst, dst_lo, amount)
  values (p_txn, p_src, v_src_lo, p_dst, v_dst_lo, p_amount);
end $function$;

CREATE OR REPLACE FUNCTION ledger.postings_into(p_dst bigint, p_lo bigint, p_hi bigint)
 RETURNS TABLE(txn_id bigint, src bigint, src_lo bigint, dst_lo bigint, amount bigint)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
  select p.txn_id, p.src, p.src_lo, p.dst_lo, p.amount from posting p
  where p.dst = p_dst and p.dst_lo < p_hi and p.dst_lo + p.amount > p_lo
    and p.dst_lo >= coalesce((select f.dst_lo from posting f
      where f.dst = p_dst and f.dst_lo <= p_lo order by f.dst_lo desc limit 1), 0)
$function$;

CREATE OR REPLACE FUNCTION ledger.postings_of(p_src bigint, p_lo bigint, p_hi bigint)
 RETURNS TABLE(txn_id bigint, src_lo bigint, dst bigint, dst_lo bigint, amount bigint)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
  select p.txn_id, p.src_lo, p.dst, p.dst_lo, p.amount from posting p
  where p.src = p_src and p.src_lo < p_hi and p.src_lo + p.amount > p_lo
    and p.src_lo >= coalesce((select f.src_lo from posting f
      where f.src = p_src and f.src_lo <= p_lo order by f.src_lo desc limit 1), 0)
$function$;

CREATE OR REPLACE FUNCTION ledger.prepare_transfers(p_codes text[], p_keys text[], p_since bigint, p_now timestamp with time zone)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
 SET enable_seqscan TO 'off'
 SET plan_cache_mode TO 'force_generic_plan'
 SET jit TO 'off'
AS $function$
declare v_block bigint; v_txn bigint; v_since bigint; v_pocket bigint;
begin
  perform lock_writer();
  select block_id, last_txn_id into strict v_block, v_txn from block
    order by block_id desc limit 1;
  for v_pocket in
    select p.pocket_id
    from unnest(p_codes) u (code) join account a on a.code = u.code
    join account_kind k on k.kind = a.kind and k.clock_runs
    join pocket p on p.account_id = a.account_id and p.expires_at = 'infinity' and not p.sealed
    where a.rolling_expires_at <= p_now order by p.pocket_id
  loop
    perform count_postings();
    v_txn := v_txn + 1;
    perform sweep_pocket(v_txn, v_pocket);
    insert into txn (txn_id, key, body_hash, kind)
    values (v_txn, 'sweep:' || v_txn, '00000000-0000-0000-0000-000000000000', 'expire');
    perform seal_block(v_txn, p_now);
    v_block := v_block + 1;
  end loop;
  select last_txn_id into v_since from block where block_id = p_since;
  -- Whoever hears that a key was used may rely on it, also when its writer died before his flush.
  if exists (select from unnest(p_keys) u (key) join txn t on t.key = u.key) then
    perform flush_log();
  end if;
  return jsonb_build_object(
    'block', v_block::text,
    'nextPocket', (select coalesce(max(pocket_id), 0) + 1 from pocket)::text,
    'stale', case when v_since = v_txn then '[]'::jsonb when v_since is not null
      then (select coalesce(jsonb_agg(s.code), '[]') from accounts_since(v_since) s) end,
    'known', (select coalesce(jsonb_object_agg(t.key, t.body_hash), '{}')
      from unnest(p_keys) u (key) join txn t on t.key = u.key),
    'accounts', (select coalesce(jsonb_agg(jsonb_build_object('code', a.code,
        'id', a.account_id::text, 'unit', a.unit, 'open', k.open_to_transfers,
        'keepsExpiry', k.keeps_expiry, 'clockRuns', k.clock_runs,
        'frozen', a.frozen_at is not null, 'debt', a.debt::text,
        'rolling', (extract(epoch from a.rolling_expires_at) * 1000)::bigint::text,
        'pockets', (select coalesce(jsonb_agg(jsonb_build_array(p.pocket_id::text,
            case when p.expires_at < 'infinity'
              then (extract(epoch from p.expires_at) * 1000)::bigint::text end,
            p.in_total::text, p.out_total::text) order by p.expires_at), '[]')
          from pocket_now p where p.account_id = a.account_id and not p.sealed))), '[]')
      from unnest(p_codes) u (code) join account a on a.code = u.code
      join account_kind k on k.kind = a.kind));
end $function$;

CREATE OR REPLACE FUNCTION ledger.refuse(p_code text, p_detail text DEFAULT ''::text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
begin
  raise exception using errcode = 'ML001', message = p_code, detail = p_detail;
end $function$;

CREATE OR REPLACE FUNCTION ledger.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
begin
  raise exception 'rows of % are never changed or deleted', tg_table_name
    using errcode = 'insufficient_privilege';
end $function$;

CREATE OR REPLACE FUNCTION ledger.refuse_old_state()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
begin
  if old.txn_id <= (select last_txn_id from block order by block_id desc limit 1) then
    raise exception 'a state that is under the chain is never changed'
      using errcode = 'insufficient_privilege';
  end if;
  return new;
end $function$;

CREATE OR REPLACE FUNCTION ledger.seal_block(p_last bigint, p_now timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
declare
  v_block bigint; v_first bigint; v_prev bytea; v_recorded timestamptz := clock_timestamp();
begin
  select b.block_id + 1, b.last_txn_id + 1, b.hash into strict v_block, v_first, v_prev
    from block b order by b.block_id desc limit 1;
  insert into block (block_id, first_txn_id, last_txn_id, effective_at, recorded_at, hash)
  values (v_block, v_first, p_last, p_now, v_recorded, sha256(v_prev || int8send(v_block)
    || int8send(v_first) || int8send(p_last) || timestamptz_send(p_now)
    || timestamptz_send(v_recorded) || content_of(v_first, p_last)));
  update counted set txn_id = p_last;
end $function$;

CREATE OR REPLACE FUNCTION ledger.span_json(p_pocket bigint, p_lo bigint, p_amount bigint)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
  select jsonb_build_object('pocketId', p_pocket::text, 'lo', p_lo::text, 'amount', p_amount::text)
$function$;

CREATE OR REPLACE FUNCTION ledger.spans_by_sessions(p_sessions text[], p_owner text)
 RETURNS TABLE(txn_id bigint, pocket_id bigint, lo bigint, amount bigint)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
AS $function$
  select g.txn_id, g.src, g.src_lo, g.amount
  from account a
  join pocket k on k.account_id = a.account_id
  join posting g on g.src = k.pocket_id
  join txn t on t.txn_id = g.txn_id
  join actor x on x.actor_id = t.actor_id and x.session_id = any (p_sessions)
  join pocket d on d.pocket_id = g.dst and d.account_id <> k.account_id
  where a.owner = p_owner
  order by g.txn_id, g.src, g.src_lo
$function$;

CREATE OR REPLACE FUNCTION ledger.spans_of_transfer(p_id text, p_direction text, p_lo bigint, p_amount bigint)
 RETURNS TABLE(lo bigint, amount bigint, pocket_id bigint, pocket_lo bigint)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
AS $function$
  with t as materialized (
    select x.clearing_pocket as pocket, x.clearing_lo as base,
      x.clearing_lo + greatest(p_lo, 0) as from_lo,
      x.clearing_lo + least(p_lo + p_amount, x.amount) as to_lo
    from transfer x where x.transfer_id = p_id and x.direction = p_direction
  )
  select greatest(g.dst_lo, t.from_lo) - t.base,
    least(g.dst_lo + g.amount, t.to_lo) - greatest(g.dst_lo, t.from_lo), g.src,
    g.src_lo + greatest(t.from_lo - g.dst_lo, 0)
  from t cross join lateral postings_into(t.pocket, t.from_lo, t.to_lo) g
  where p_direction = 'out' and t.from_lo < t.to_lo
  union all
  select greatest(g.src_lo, t.from_lo) - t.base,
    least(g.src_lo + g.amount, t.to_lo) - greatest(g.src_lo, t.from_lo), g.dst,
    g.dst_lo + greatest(t.from_lo - g.src_lo, 0)
  from t cross join lateral postings_of(t.pocket, t.from_lo, t.to_lo) g
  where p_direction = 'in' and t.from_lo < t.to_lo
$function$;

CREATE OR REPLACE FUNCTION ledger.spans_of_txn(p_key text)
 RETURNS TABLE(txn_id bigint, pocket_id bigint, lo bigint, dst_pocket_id bigint, dst_lo bigint, amount bigint, code text, dst_code text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
AS $function$
  select g.txn_id, g.src, g.src_lo, g.dst, g.dst_lo, g.amount, sa.code, da.code
  from txn t join posting g on g.txn_id = t.txn_id
  join pocket s on s.pocket_id = g.src join account sa on sa.account_id = s.account_id
  join pocket d on d.pocket_id = g.dst join account da on da.account_id = d.account_id
  where t.key = p_key and s.account_id <> d.account_id
  order by s.expires_at, g.src, g.src_lo
$function$;

CREATE OR REPLACE FUNCTION ledger.spendable(p_account bigint, p_amount bigint, p_now timestamp with time zone)
 RETURNS TABLE(pocket_id bigint, expires_at timestamp with time zone, take bigint)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
declare v_account record; v_live bigint;
begin
  select a.frozen_at, a.debt, a.code into v_account from account a
    where a.account_id = p_account;
  if v_account.frozen_at is not null then perform refuse('frozen', v_account.code); end if;
  select coalesce(sum(q.live), 0) into v_live from live_queues(p_account, p_now) q;
  if v_live - v_account.debt < p_amount then
    perform refuse('insufficient', v_account.code);
  end if;
  return query
    select s.pocket_id, s.expires_at, least(s.live, p_amount - s.before)
    from (select q.pocket_id, q.expires_at, q.live,
        (sum(q.live) over (order by q.expires_at, q.pocket_id) - q.live)::bigint as before
      from live_queues(p_account, p_now) q) s
    where s.before < p_amount
    order by s.expires_at, s.pocket_id;
end $function$;

CREATE OR REPLACE FUNCTION ledger.spent_parts(p_spans jsonb)
 RETURNS SETOF ledger.part
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
  select w.ord, w.asked_lo + greatest(p.src_lo - w.lo, 0), w.pocket_id, greatest(p.src_lo, w.lo),
    least(p.src_lo + p.amount, w.lo + w.amount) - greatest(p.src_lo, w.lo), null::bigint
  from follow_queues(
    (select array_agg((s.value->>'pocketId')::bigint order by s.ordinality)
      from jsonb_array_elements(p_spans) with ordinality s),
    (select array_agg((s.value->>'lo')::bigint order by s.ordinality)
      from jsonb_array_elements(p_spans) with ordinality s),
    (select array_agg((s.value->>'amount')::bigint order by s.ordinality)
      from jsonb_array_elements(p_spans) with ordinality s)) w
  join pocket k on k.pocket_id = w.pocket_id
  cross join lateral postings_of(w.pocket_id, w.lo, w.lo + w.amount) p
  join pocket d on d.pocket_id = p.dst and d.account_id <> k.account_id
$function$;

CREATE OR REPLACE FUNCTION ledger.sweep_pocket(p_txn bigint, p_pocket bigint)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
declare v_pocket record; v_to bigint; v_dst bigint;
begin
  select p.account_id, p.expires_at, p.in_total - p.out_total as live, a.unit
    into strict v_pocket
    from pocket p join account a on a.account_id = p.account_id where p.pocket_id = p_pocket;
  if v_pocket.live > 0 then
    v_to := house_account('breakage:' || v_pocket.unit, v_pocket.unit, 'breakage', null);
    select pocket_id into v_dst from pocket
      where account_id = v_to and expires_at = v_pocket.expires_at and not sealed;
    if not found then
      select coalesce(max(gen), -1) + 1 into v_dst from pocket
        where account_id = v_to and expires_at = v_pocket.expires_at;
      v_dst := new_pocket(v_to, v_pocket.expires_at, v_dst::integer);
    end if;
    perform post_head(p_txn, p_pocket, v_pocket.live, v_dst);
  end if;
  if v_pocket.expires_at = 'infinity' then
    update account set rolling_expires_at = null where account_id = v_pocket.account_id;
  else
    update pocket set sealed = true, sealed_txn = p_txn where pocket_id = p_pocket;
  end if;
  return v_pocket.live;
end $function$;

CREATE OR REPLACE FUNCTION ledger.target_pocket(p_txn bigint, p_account bigint, p_expires timestamp with time zone, p_now timestamp with time zone)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
declare v_kind account_kind := kind_of(p_account); v_id bigint; v_gen integer;
  v_expires timestamptz := case when v_kind.keeps_expiry then p_expires else 'infinity' end;
  v_rolling timestamptz;
begin
  select pocket_id into v_id from pocket
    where account_id = p_account and expires_at = v_expires and not sealed;
  if not found then
    select coalesce(max(gen), -1) + 1 into v_gen from pocket
      where account_id = p_account and expires_at = v_expires;
    return new_pocket(p_account, v_expires, v_gen);
  end if;
  if v_kind.clock_runs and v_expires = 'infinity' then
    select rolling_expires_at into v_rolling from account where account_id = p_account;
    if v_rolling <= p_now then perform sweep_pocket(p_txn, v_id); end if;
  end if;
  return v_id;
end $function$;

CREATE OR REPLACE FUNCTION ledger.trace_backward(p_pockets bigint[], p_los bigint[], p_amounts bigint[], p_limit integer)
 RETURNS TABLE(ord bigint, origin_lo bigint, amount bigint, pocket_id bigint, lo bigint, code text, kind text, unit text, owner text, neighbour text, ends text, depth integer, transfer_id text, transfer_lo bigint)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
AS $function$
  with recursive walk as (
    select s.ord, s.lo as asked_lo, s.pocket as pocket_id, s.lo, s.lo + s.amount as hi, 0 as depth,
      false as source
    from unnest(p_pockets, p_los, p_amounts) with ordinality s (pocket, lo, amount, ord)
    union all
    select w.ord, w.asked_lo + greatest(p.dst_lo - w.lo, 0), coalesce(k.mouth, p.src),
      p.src_lo + greatest(w.lo - p.dst_lo, 0), p.src_lo + least(w.hi - p.dst_lo, p.amount),
      w.depth + 1, k.mouth is null
    from walk w
    cross join lateral (
      select g.src, g.src_lo, g.dst_lo, g.amount from posting g
      where g.dst = w.pocket_id and g.dst_lo < w.hi and g.dst_lo + g.amount > w.lo
        and g.dst_lo >= coalesce((select f.dst_lo from posting f
          where f.dst = w.pocket_id and f.dst_lo <= w.lo order by f.dst_lo desc limit 1), 0)) p
    join pocket k on k.pocket_id = p.src
    where not w.source
  )
  select w.ord, w.asked_lo, w.hi - w.lo, w.pocket_id, w.lo, a.code, a.kind, a.unit, a.owner,
    a.neighbour, case a.kind when 'clearing' then 'arrived' else 'issued' end, w.depth,
    x.transfer_id, w.lo - x.clearing_lo
  from walk w
  join pocket k on k.pocket_id = w.pocket_id
  join account a on a.account_id = k.account_id
  left join lateral (
    select t.transfer_id, t.clearing_lo from transfer t
    where t.clearing_pocket = w.pocket_id and t.direction = 'in' and t.clearing_lo <= w.lo
    order by t.clearing_lo desc limit 1) x on true
  where w.source
  limit p_limit
$function$;

CREATE OR REPLACE FUNCTION ledger.trace_forward(p_pockets bigint[], p_los bigint[], p_amounts bigint[], p_limit integer)
 RETURNS TABLE(ord bigint, origin_lo bigint, amount bigint, pocket_id bigint, lo bigint, code text, kind text, unit text, owner text, neighbour text, ends text, depth integer, transfer_id text, transfer_lo bigint)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
AS $function$
  select z.ord, z.origin_lo + greatest(x.clearing_lo - z.lo, 0),
    case when x.transfer_id is null then z.hi - z.lo
      else least(z.hi, x.clearing_lo + x.amount) - greatest(z.lo, x.clearing_lo) end,
    z.pocket_id, greatest(z.lo, x.clearing_lo), a.code, a.kind, a.unit, a.owner, a.neighbour,
    case when x.transfer_id is not null then 'onward'
      when kd.is_sink or kd.mouth = 'none' then 'sunk' else 'live' end,
    z.depth, x.transfer_id, greatest(z.lo - x.clearing_lo, 0)
  from (
    select w.ord, w.origin_lo + greatest(coalesce(m.out_total, 0) - w.lo, 0) as origin_lo,
      w.pocket_id, greatest(w.lo, coalesce(m.out_total, 0)) as lo, w.hi, w.depth, k.account_id
    from walk_forward(p_pockets, p_los, p_amounts) w
    join pocket k on k.pocket_id = w.pocket_id
    left join pocket_now m on m.pocket_id = k.mouth
  ) z
  join account a on a.account_id = z.account_id
  join account_kind kd on kd.kind = a.kind
  left join lateral (
    select t.transfer_id, t.clearing_lo, t.amount from transfer t
    where kd.kind = 'clearing' and t.clearing_pocket = z.pocket_id and t.direction = 'out'
      and t.clearing_lo < z.hi and t.clearing_lo + t.amount > z.lo
      and t.clearing_lo >= coalesce((select f.clearing_lo from transfer f
        where f.clearing_pocket = z.pocket_id and f.direction = 'out' and f.clearing_lo <= z.lo
        order by f.clearing_lo desc limit 1), 0)) x on true
  where z.lo < z.hi
  limit p_limit
$function$;

CREATE OR REPLACE FUNCTION ledger.verify_chain()
 RETURNS TABLE(finding text, subject text, detail text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
  select 'chain_broken', 'block ' || b.block_id, 'its rows do not give its hash'
  from (select x.block_id, x.first_txn_id, x.last_txn_id, x.effective_at, x.recorded_at, x.hash,
      lag(x.hash) over (order by x.block_id) as prev from block x) b
  where b.block_id > 0 and b.hash is distinct from block_hash(b.prev, b.block_id, b.first_txn_id,
    b.last_txn_id, b.effective_at, b.recorded_at, content_of(b.first_txn_id, b.last_txn_id))
  union all
  select 'chain_broken', 'block 0', 'the first block is not the agreed one'
  where not exists (select from block where block_id = 0 and hash = sha256('modosu ledger'))
  union all
  select 'blocks_not_in_line', 'block ' || b.block_id, ''
  from (select x.block_id, x.first_txn_id, lag(x.last_txn_id) over w as last,
      lag(x.block_id) over w as before
    from block x window w as (order by x.block_id)) b
  where b.block_id > 0 and (b.first_txn_id <> b.last + 1 or b.block_id <> b.before + 1)
  union all
  select 'transactions_not_counted', 'ledger', format('%s rows, chain ends at %s', t.n, b.last)
  from (select count(*) as n from txn) t, (select max(last_txn_id) as last from block) b
  where t.n <> b.last
  union all
  select 'row_beyond_chain', z.name, z.n::text
  from (select max(last_txn_id) as last from block) b, lateral (
    select 'counted' as name, count(*) as n from counted where txn_id > b.last or txn_id < 0
    union all select 'pocket', count(*) from pocket where txn_id > b.last or txn_id < 1
      or sealed_txn > b.last
    union all select 'actor', count(*) from actor where txn_id > b.last or txn_id < 1
    union all select 'transfer', count(*) from transfer where txn_id > b.last or txn_id < 1
    union all select 'given_back', count(*) from given_back where txn_id > b.last or txn_id < 1
    union all select 'hold_term', count(*) from hold_term where txn_id > b.last or txn_id < 1
    union all select 'account_state', count(*) from account_state
      where txn_id > b.last or txn_id < 1) z
  where z.n > 0
  union all
  select 'entry_not_whole', 'transaction ' || e.txn_id, ''
  from entry e
  where num_nulls(e.src, e.src_lo, e.dst, e.dst_lo, e.amount) not in (0, 5)
    or num_nulls(e.key, e.body_hash, e.kind) not in (0, 3) or e.key is null and e.amount is null
  union all
  select 'posting_without_transaction', 'transaction ' || g.txn_id, ''
  from (select distinct txn_id from posting) g left join txn t on t.txn_id = g.txn_id
  where t.txn_id is null
$function$;

CREATE OR REPLACE FUNCTION ledger.verify_streams()
 RETURNS TABLE(finding text, subject text, detail text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
  with outs as materialized (
    select g.src as pocket_id, sum(g.amount)::bigint as total, bool_and(g.fits) as tiled,
      coalesce(sum(g.amount) filter (where g.txn_id <= c.txn_id), 0)::bigint as counted
    from (select p.txn_id, p.src, p.amount, p.src_lo = coalesce(lag(p.src_lo + p.amount)
        over (partition by p.src order by p.src_lo), 0) as fits from posting p) g, counted c
    group by g.src
  ), ins as materialized (
    select g.dst as pocket_id, sum(g.amount)::bigint as total, bool_and(g.fits) as tiled,
      coalesce(sum(g.amount) filter (where g.txn_id <= c.txn_id), 0)::bigint as counted
    from (select p.txn_id, p.dst, p.amount, p.dst_lo = coalesce(lag(p.dst_lo + p.amount)
        over (partition by p.dst order by p.dst_lo), 0) as fits from posting p) g, counted c
    group by g.dst
  ), pockets as materialized (
    select p.pocket_id, p.account_id, coalesce(i.total, 0) as in_total,
      coalesce(o.total, 0) as out_total, p.sealed, p.overdraws, p.mouth,
      p.in_total as counter_in, p.out_total as counter_out,
      coalesce(i.counted, 0) as counted_in, coalesce(o.counted, 0) as counted_out,
      coalesce(i.tiled, true) and coalesce(o.tiled, true) as tiled
    from pocket p left join ins i on i.pocket_id = p.pocket_id
    left join outs o on o.pocket_id = p.pocket_id
  )
  select 'pocket_totals', 'pocket ' || p.pocket_id, format('counters %s/%s, postings %s/%s',
    p.counter_in, p.counter_out, p.counted_in, p.counted_out)
  from pockets p where (p.counter_in, p.counter_out) <> (p.counted_in, p.counted_out)
  union all
  select 'rule_broken', 'transaction ' || g.txn_id, format('pocket %s to %s', g.src, g.dst)
  from counted c join posting g on g.txn_id > c.txn_id
  join pocket s on s.pocket_id = g.src join pocket d on d.pocket_id = g.dst
  join account a on a.account_id = s.account_id
  cross join lateral (select b.effective_at from block b where b.first_txn_id <= g.txn_id
    order by b.first_txn_id desc limit 1) b
  where s.account_id = d.account_id or s.sealed or d.sealed or s.overdraws or d.overdraws or a.frozen_at is not null
    or not s.open_to_transfers or not d.open_to_transfers
    or d.expires_at <> case when d.keeps_expiry then s.expires_at else 'infinity' end
    or s.clock_runs and s.expires_at <= b.effective_at
    or s.clock_runs and s.expires_at = 'infinity' and a.rolling_expires_at <= b.effective_at
  union all
  select 'spans_not_tiled', 'pocket ' || p.pocket_id, 'a gap or an overlap between postings'
  from pockets p where not p.tiled
  union all
  select 'overdrawn', 'pocket ' || p.pocket_id, format('%s in, %s out', p.in_total, p.out_total)
  from pockets p join account a on a.account_id = p.account_id
  join account_kind k on k.kind = a.kind
  where p.out_total > p.in_total and not k.may_overdraw or p.overdraws <> k.may_overdraw
  union all
  select 'pocket_differs', 'pocket ' || p.pocket_id, 'it does not say what its account says'
  from pocket p join account a on a.account_id = p.account_id join account_kind k on k.kind = a.kind
  where (p.unit, p.open_to_transfers, p.keeps_expiry, p.clock_runs)
    <> (a.unit, k.open_to_transfers, k.keeps_expiry, k.clock_runs)
  union all
  select 'sealed_not_empty', 'pocket ' || p.pocket_id, ''
  from pockets p where p.sealed and p.in_total <> p.out_total
  union all
  select 'twins_apart', 'pocket ' || p.pocket_id, format('in %s, twin out %s', p.in_total,
    t.out_total)
  from pockets p left join pocket t on t.pocket_id = p.mouth
  join account a on a.account_id = p.account_id and a.kind = 'conversion'
  where t.pocket_id is null or t.mouth <> p.pocket_id or p.in_total <> t.out_total
  union all
  select 'unknown_pocket', 'transaction ' || g.txn_id, format('%s to %s', g.src, g.dst)
  from posting g left join pocket s on s.pocket_id = g.src left join pocket d on d.pocket_id = g.dst
  where s.pocket_id is null or d.pocket_id is null
  union all
  select 'units_mixed', 'transaction ' || g.txn_id, format('%s to %s', sa.code, da.code)
  from posting g join pocket s on s.pocket_id = g.src join account sa on sa.account_id = s.account_id
  join pocket d on d.pocket_id = g.dst join account da on da.account_id = d.account_id
  where sa.unit <> da.unit
  union all
  select 'sum_not_zero', 'unit ' || a.unit, sum(p.in_total - p.out_total)::text
  from pockets p join account a on a.account_id = p.account_id
  group by a.unit having sum(p.in_total - p.out_total) <> 0
  union all
  select 'account_differs', a.code, 'its row is not its newest recorded state'
  from account a left join lateral (select s.state from account_state s
    where s.account_id = a.account_id order by s.txn_id desc limit 1) s on true
  where s.state is distinct from to_jsonb(a)
  union all
  select 'debt_differs', a.code, format('account says %s, postings %s', a.debt, coalesce(d.owed, 0))
  from account a left join (
    select x.code, sum(p.out_total - p.in_total) as owed
    from account x join pocket p on p.account_id = x.account_id where x.kind = 'debt'
    group by x.code) d on d.code = 'debt:' || a.code
  where a.debt <> coalesce(d.owed, 0)
$function$;

CREATE OR REPLACE FUNCTION ledger.verify_transfers()
 RETURNS TABLE(finding text, subject text, detail text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
AS $function$
  select 'clearing_not_tiled', 'transfer ' || t.transfer_id, t.direction
  from (select x.transfer_id, x.direction, x.clearing_lo, coalesce(lag(x.clearing_lo + x.amount)
      over (partition by x.clearing_pocket, x.direction order by x.clearing_lo), 0) as expected
    from transfer x) t
  where t.clearing_lo <> t.expected
  union all
  select 'clearing_not_explained', a.code, format('%s in, %s out; transfers %s and %s', p.in_total,
    p.out_total, coalesce(t.outs, 0), coalesce(t.ins, 0))
  from account a join pocket p on p.account_id = a.account_id
  left join (select x.clearing_pocket, sum(x.amount) filter (where x.direction = 'out') as outs,
      sum(x.amount) filter (where x.direction = 'in') as ins
    from transfer x group by x.clearing_pocket) t on t.clearing_pocket = p.pocket_id
  where a.kind = 'clearing'
    and (p.in_total, p.out_total) <> (coalesce(t.outs, 0), coalesce(t.ins, 0))
  union all
  select 'transfer_differs', 'transfer ' || t.transfer_id, t.direction
  from transfer t join pocket p on p.pocket_id = t.clearing_pocket
  join account a on a.account_id = p.account_id
  where a.kind <> 'clearing' or a.unit <> t.unit or a.neighbour <> t.neighbour
    or not exists (select from txn x where x.txn_id = t.txn_id)
  union all
  select 'given_back_unspent', 'pocket ' || g.pocket_id, g.span::text
  from given_back g left join pocket p on p.pocket_id = g.pocket_id
  where p.pocket_id is null or upper(g.span) > p.out_total
$function$;

CREATE OR REPLACE FUNCTION ledger.walk_forward(p_pockets bigint[], p_los bigint[], p_amounts bigint[])
 RETURNS TABLE(ord bigint, origin_lo bigint, pocket_id bigint, lo bigint, hi bigint, depth integer)
 LANGUAGE sql
 STABLE SECURITY DEFINER ROWS 20
 SET search_path TO 'ledger', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
AS $function$
  with recursive walk as (
    select s.ord, s.lo as origin_lo, s.pocket as pocket_id, s.lo, s.lo + s.amount as hi, 0 as depth
    from unnest(p_pockets, p_los, p_amounts) with ordinality s (pocket, lo, amount, ord)
    union all
    select w.ord, w.origin_lo + greatest(p.src_lo - w.lo, 0), p.dst,
      p.dst_lo + greatest(w.lo - p.src_lo, 0), p.dst_lo + least(w.hi - p.src_lo, p.amount),
      w.depth + 1
    from walk w
    join pocket k on k.pocket_id = w.pocket_id
    cross join lateral (
      select g.src_lo, g.dst, g.dst_lo, g.amount from posting g
      where g.src = k.mouth and g.src_lo < w.hi and g.src_lo + g.amount > w.lo
        and g.src_lo >= coalesce((select f.src_lo from posting f
          where f.src = k.mouth and f.src_lo <= w.lo order by f.src_lo desc limit 1), 0)) p
  )
  select w.ord, w.origin_lo, w.pocket_id, w.lo, w.hi, w.depth from walk w
$function$;

CREATE OR REPLACE FUNCTION ledger.write_transfers(p_block bigint, p_after text, p_of integer[], p_keys text[], p_hashes uuid[], p_kinds text[], p_actors bigint[], p_cases text[], p_packed text[], p_src bigint[], p_src_lo bigint[], p_dst bigint[], p_dst_lo bigint[], p_amounts bigint[], p_new_pockets bigint[], p_new_accounts bigint[], p_new_expiries timestamp with time zone[], p_now timestamp with time zone, p_flushed boolean)
 RETURNS bigint[]
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'ledger', 'pg_temp'
 SET enable_seqscan TO 'off'
 SET plan_cache_mode TO 'force_generic_plan'
 SET jit TO 'off'
AS $function$
declare
  v_block bigint; v_txn bigint; v_prev bytea; v_last bigint; v_found bigint[] := '{}';
  v_actors bigint[] := p_actors; v_notes text := ''; v_made text := '';
  v_content bytea;
  v_recorded timestamptz := clock_timestamp();
begin
  -- As lock_writer has it, which would take a twentieth of a single transfer to call.
  if current_setting('transaction_isolation') <> 'read committed' then perform lock_writer(); end if;
  perform pg_advisory_xact_lock(7065922);
  select b.block_id, b.last_txn_id, b.hash into strict v_block, v_txn, v_prev
    from block b order by b.block_id desc limit 1;
  -- Connections may overtake each other on the way here; three are on it at most.
  if p_after is not null and v_block between p_block - 2 and p_block - 1 then
    return array[-1];
  end if;
  if v_block <> p_block then return null; end if;
  if p_after is not null and not exists (
    select from entry e where e.key = p_after and e.txn_id = v_txn) then return null; end if;
  -- Counting is done beside the writer; a writer that nobody counts for stops and counts.
  if v_block % 16 = 0 and v_txn - (select c.txn_id from counted c) > 200000 then
    perform count_postings();
  end if;
  v_last := v_txn + p_of[array_length(p_of, 1)];
  -- The lock is kept until the commit, and the next batch need not wait for this one's flush as well.
  if not p_flushed then perform set_config('synchronous_commit', 'off', true); end if;

  if p_packed <> '{}' then
    v_found := actors_of(p_packed, v_txn + 1);
    select array_agg(case when z.actor < 0 then v_found[-z.actor] else z.actor end order by z.ord)
      into v_actors from unnest(p_actors) with ordinality z (actor, ord);
  end if;
  if p_new_pockets <> '{}' then
    if p_new_pockets[1] <> (select coalesce(max(k.pocket_id), 0) + 1 from pocket k) then
      raise exception 'new pockets are numbered on' using errcode = 'ML002';
    end if;
    insert into pocket (pocket_id, account_id, expires_at, gen, sealed, txn_id, overdraws, unit,
      open_to_transfers, keeps_expiry, clock_runs, in_total, out_total, mouth)
    select z.pocket_id, z.account_id, z.expires_at,
      coalesce((select max(g.gen) + 1 from pocket g
        where g.account_id = z.account_id and g.expires_at = z.expires_at), 0),
      false, v_txn + 1, k.may_overdraw, a.unit, k.open_to_transfers, k.keeps_expiry, k.clock_runs,
      0, 0, z.pocket_id
    from unnest(p_new_pockets, p_new_accounts, p_new_expiries) z (pocket_id, account_id, expires_at)
    join account a on a.account_id = z.account_id join account_kind k on k.kind = a.kind;
  end if;
  if p_packed <> '{}' or p_new_pockets <> '{}' then v_made := made_in(v_txn + 1, v_last); end if;

  -- Alone, the values are put in as they are: a set of one row costs as much to begin as ten rows.
  if array_length(p_of, 1) = 1 then
    insert into entry (txn_id, src, src_lo, dst, dst_lo, amount, actor_id, body_hash, key, kind,
      case_id)
    values (v_last, p_src[1], p_src_lo[1], p_dst[1], p_dst_lo[1], p_amounts[1], v_actors[1],
      p_hashes[1], p_keys[1], p_kinds[1], p_cases[1]);
  elsif p_cases is null then
    insert into entry (txn_id, src, src_lo, dst, dst_lo, amount, actor_id, body_hash, key, kind)
    select v_txn + z.of, z.src, z.src_lo, z.dst, z.dst_lo, z.amount, z.actor, z.hash, z.key, z.kind
    from unnest(p_of, p_src, p_src_lo, p_dst, p_dst_lo, p_amounts, v_actors, p_hashes, p_keys,
      p_kinds) z (of, src, src_lo, dst, dst_lo, amount, actor, hash, key, kind);
  else
    insert into entry (txn_id, src, src_lo, dst, dst_lo, amount, actor_id, body_hash, key, kind,
      case_id)
    select v_txn + z.of, z.src, z.src_lo, z.dst, z.dst_lo, z.amount, z.actor, z.hash, z.key, z.kind,
      z.case_id
    from unnest(p_of, p_src, p_src_lo, p_dst, p_dst_lo, p_amounts, v_actors, p_hashes, p_keys,
      p_kinds, p_cases) z (of, src, src_lo, dst, dst_lo, amount, actor, hash, key, kind, case_id);
  end if;
  if p_cases is not null then
    select coalesce(string_agg(concat_ws('|', z.of, z.case_id, '-', '-'), E'\n' order by z.ord), '')
      into v_notes from unnest(p_of, p_cases) with ordinality z (of, case_id, ord)
      where z.case_id is not null;
  end if;
  -- As block_hash and entry_bytes have it: a call of theirs would take a tenth of a single transfer.
  v_content := sha256(array_send(p_of) || array_send(p_keys) || array_send(p_hashes)
    || array_send(p_kinds) || array_send(v_actors) || array_send(p_src) || array_send(p_src_lo)
    || array_send(p_dst) || array_send(p_dst_lo) || array_send(p_amounts)
    || convert_to(concat(v_notes, '\', v_made, '\'), 'UTF8'));
  insert into block (block_id, first_txn_id, last_txn_id, effective_at, recorded_at, hash)
  values (v_block + 1, v_txn + 1, v_last, p_now, v_recorded, sha256(v_prev || int8send(v_block + 1)
    || int8send(v_txn + 1) || int8send(v_last) || timestamptz_send(p_now)
    || timestamptz_send(v_recorded) || v_content));
  return v_found;
end $function$;

grant usage on schema ledger to modosu_app;
grant usage on schema ledger to modosu_ledger;
grant insert, select on table ledger.account to modosu_ledger;
grant select on table ledger.account_kind to modosu_ledger;
alter table ledger.account_kinds owner to modosu_ledger;
grant select on table ledger.account_kinds to modosu_app;
grant insert, select on table ledger.account_state to modosu_ledger;
alter table ledger.accounts owner to modosu_ledger;
grant select on table ledger.accounts to modosu_app;
grant insert, select on table ledger.actor to modosu_ledger;
grant insert, select on table ledger.block to modosu_ledger;
grant select on table ledger.claim_rule to modosu_ledger;
alter table ledger.claim_rules owner to modosu_ledger;
grant select on table ledger.claim_rules to modosu_app;
grant select on table ledger.counted to modosu_ledger;
alter table ledger.entries owner to modosu_ledger;
grant select on table ledger.entries to modosu_app;
grant insert, select on table ledger.entry to modosu_ledger;
grant insert, select on table ledger.given_back to modosu_ledger;
grant insert, select on table ledger.hold_term to modosu_ledger;
alter table ledger.holds owner to modosu_ledger;
grant select on table ledger.holds to modosu_app;
alter table ledger.lots owner to modosu_ledger;
grant select on table ledger.lots to modosu_app;
grant insert, select on table ledger.pocket to modosu_ledger;
grant select on table ledger.pocket_now to modosu_ledger;
grant insert, select on table ledger.posting to modosu_ledger;
grant insert, select on table ledger.transfer to modosu_ledger;
alter table ledger.transfers owner to modosu_ledger;
grant select on table ledger.transfers to modosu_app;
grant insert, select on table ledger.txn to modosu_ledger;
grant update on column ledger.account (debt) to modosu_ledger;
grant update on column ledger.account (frozen_at) to modosu_ledger;
grant update on column ledger.account (frozen_reason) to modosu_ledger;
grant update on column ledger.account (rolling_expires_at) to modosu_ledger;
grant update on column ledger.account_state (state) to modosu_ledger;
grant update on column ledger.counted (txn_id) to modosu_ledger;
grant update on column ledger.pocket (in_total) to modosu_ledger;
grant update on column ledger.pocket (out_total) to modosu_ledger;
grant update on column ledger.pocket (sealed) to modosu_ledger;
grant update on column ledger.pocket (sealed_txn) to modosu_ledger;
alter function ledger.account_named(p_code text) owner to modosu_ledger;
alter function ledger.accounts_since(p_txn bigint) owner to modosu_ledger;
alter function ledger.actor_of(p_packed text, p_txn bigint) owner to modosu_ledger;
alter function ledger.actors_of(p_packed text[], p_txn bigint) owner to modosu_ledger;
alter function ledger.aim_back(p_txn bigint, p_holder bigint, p_origin bigint, p_to text, p_grace_days integer, p_now timestamp with time zone, OUT first bigint, OUT final bigint) owner to modosu_ledger;
alter function ledger.aim_parts(p_txn bigint, p_parts ledger.part[], p_to ledger.account, p_not_before timestamp with time zone, p_now timestamp with time zone) owner to modosu_ledger;
alter function ledger.arriving_pieces(b jsonb) owner to modosu_ledger;
alter function ledger.balance_at(p_code text, p_effective timestamp with time zone, p_recorded timestamp with time zone) owner to modosu_ledger;
grant execute on function ledger.balance_at(p_code text, p_effective timestamp with time zone, p_recorded timestamp with time zone) to modosu_app;
alter function ledger.balance_sheet() owner to modosu_ledger;
grant execute on function ledger.balance_sheet() to modosu_app;
alter function ledger.block_hash(p_prev bytea, p_block bigint, p_first bigint, p_last bigint, p_effective timestamp with time zone, p_recorded timestamp with time zone, p_content bytea) owner to modosu_ledger;
alter function ledger.carve_parts(p_txn bigint, p_parts ledger.part[]) owner to modosu_ledger;
alter function ledger.chain_head() owner to modosu_ledger;
grant execute on function ledger.chain_head() to modosu_app;
alter function ledger.content_of(p_first bigint, p_last bigint) owner to modosu_ledger;
alter function ledger.count_pockets(p_counted bigint, p_last bigint) owner to modosu_ledger;
alter function ledger.count_postings() owner to modosu_ledger;
grant execute on function ledger.count_postings() to modosu_app;
alter function ledger.cut_queues(p_txn bigint, p_parts ledger.part[]) owner to modosu_ledger;
alter function ledger.do_change_account(p_txn bigint, b jsonb, p_now timestamp with time zone) owner to modosu_ledger;
alter function ledger.do_claw_back(p_txn bigint, b jsonb, p_now timestamp with time zone) owner to modosu_ledger;
alter function ledger.do_convert(p_txn bigint, b jsonb, p_now timestamp with time zone) owner to modosu_ledger;
alter function ledger.do_expire(p_txn bigint, b jsonb, p_now timestamp with time zone) owner to modosu_ledger;
alter function ledger.do_give_back(p_txn bigint, b jsonb, p_now timestamp with time zone) owner to modosu_ledger;
alter function ledger.do_issue(p_txn bigint, b jsonb, p_now timestamp with time zone) owner to modosu_ledger;
alter function ledger.do_move_spans(p_txn bigint, b jsonb, p_now timestamp with time zone) owner to modosu_ledger;
alter function ledger.do_open_account(p_txn bigint, b jsonb, p_now timestamp with time zone) owner to modosu_ledger;
alter function ledger.do_open_conversion(p_txn bigint, b jsonb, p_now timestamp with time zone) owner to modosu_ledger;
alter function ledger.do_place_hold(p_txn bigint, b jsonb, p_now timestamp with time zone) owner to modosu_ledger;
alter function ledger.do_renew_hold(p_txn bigint, b jsonb, p_now timestamp with time zone) owner to modosu_ledger;
alter function ledger.do_settle_debt(p_txn bigint, b jsonb, p_now timestamp with time zone) owner to modosu_ledger;
alter function ledger.do_transfer_in(p_txn bigint, b jsonb, p_now timestamp with time zone) owner to modosu_ledger;
alter function ledger.do_transfer_out(p_txn bigint, b jsonb, p_now timestamp with time zone) owner to modosu_ledger;
alter function ledger.done_in(p_first bigint, p_last bigint) owner to modosu_ledger;
alter function ledger.effective_at_of(p_txn bigint) owner to modosu_ledger;
alter function ledger.entries_in(p_first bigint, p_last bigint) owner to modosu_ledger;
alter function ledger.entry_bytes(p_of integer[], p_keys text[], p_hashes uuid[], p_kinds text[], p_actors bigint[], p_src bigint[], p_src_lo bigint[], p_dst bigint[], p_dst_lo bigint[], p_amounts bigint[]) owner to modosu_ledger;
alter function ledger.flush_log() owner to modosu_ledger;
grant execute on function ledger.flush_log() to modosu_app;
alter function ledger.follow_queues(p_pockets bigint[], p_los bigint[], p_amounts bigint[]) owner to modosu_ledger;
alter function ledger.history_of(p_code text, p_before bigint, p_limit integer) owner to modosu_ledger;
grant execute on function ledger.history_of(p_code text, p_before bigint, p_limit integer) to modosu_app;
alter function ledger.hops_of(p_pockets bigint[], p_los bigint[], p_amounts bigint[], p_limit integer) owner to modosu_ledger;
grant execute on function ledger.hops_of(p_pockets bigint[], p_los bigint[], p_amounts bigint[], p_limit integer) to modosu_app;
alter function ledger.house_account(p_code text, p_unit text, p_kind text, p_neighbour text) owner to modosu_ledger;
alter function ledger.keep_account_state() owner to modosu_ledger;
alter function ledger.kind_of(p_account bigint) owner to modosu_ledger;
alter function ledger.lapsed_holds(p_now timestamp with time zone, p_limit integer) owner to modosu_ledger;
grant execute on function ledger.lapsed_holds(p_now timestamp with time zone, p_limit integer) to modosu_app;
alter function ledger.live_parts(p_pockets bigint[], p_los bigint[], p_amounts bigint[]) owner to modosu_ledger;
grant execute on function ledger.live_parts(p_pockets bigint[], p_los bigint[], p_amounts bigint[]) to modosu_app;
alter function ledger.live_queues(p_account bigint, p_now timestamp with time zone) owner to modosu_ledger;
alter function ledger.lock_writer() owner to modosu_ledger;
alter function ledger.lot_origins(p_pockets bigint[], p_los bigint[], p_amounts bigint[]) owner to modosu_ledger;
grant execute on function ledger.lot_origins(p_pockets bigint[], p_los bigint[], p_amounts bigint[]) to modosu_app;
alter function ledger.lots_of(p_codes text[]) owner to modosu_ledger;
grant execute on function ledger.lots_of(p_codes text[]) to modosu_app;
alter function ledger.made_in(p_first bigint, p_last bigint) owner to modosu_ledger;
alter function ledger.moved(p_txn bigint, p_parts ledger.part[]) owner to modosu_ledger;
alter function ledger.new_pocket(p_account bigint, p_expires timestamp with time zone, p_gen integer) owner to modosu_ledger;
alter function ledger.origins_of(p_pockets bigint[], p_los bigint[], p_amounts bigint[]) owner to modosu_ledger;
grant execute on function ledger.origins_of(p_pockets bigint[], p_los bigint[], p_amounts bigint[]) to modosu_app;
alter function ledger.parts_asked(p_spans jsonb, p_strict boolean, p_even_frozen boolean) owner to modosu_ledger;
alter function ledger.passages_of(p_pockets bigint[], p_los bigint[], p_amounts bigint[], p_limit integer) owner to modosu_ledger;
grant execute on function ledger.passages_of(p_pockets bigint[], p_los bigint[], p_amounts bigint[], p_limit integer) to modosu_app;
alter function ledger.perform(p_verb text, p_key text, p_kind text, p_body jsonb, p_actor text, p_case text, p_memo jsonb, p_now timestamp with time zone) owner to modosu_ledger;
grant execute on function ledger.perform(p_verb text, p_key text, p_kind text, p_body jsonb, p_actor text, p_case text, p_memo jsonb, p_now timestamp with time zone) to modosu_app;
alter function ledger.post_head(p_txn bigint, p_src bigint, p_amount bigint, p_dst bigint) owner to modosu_ledger;
alter function ledger.postings_into(p_dst bigint, p_lo bigint, p_hi bigint) owner to modosu_ledger;
alter function ledger.postings_of(p_src bigint, p_lo bigint, p_hi bigint) owner to modosu_ledger;
alter function ledger.prepare_transfers(p_codes text[], p_keys text[], p_since bigint, p_now timestamp with time zone) owner to modosu_ledger;
grant execute on function ledger.prepare_transfers(p_codes text[], p_keys text[], p_since bigint, p_now timestamp with time zone) to modosu_app;
alter function ledger.refuse(p_code text, p_detail text) owner to modosu_ledger;
alter function ledger.refuse_change() owner to modosu_ledger;
alter function ledger.refuse_old_state() owner to modosu_ledger;
alter function ledger.seal_block(p_last bigint, p_now timestamp with time zone) owner to modosu_ledger;
alter function ledger.span_json(p_pocket bigint, p_lo bigint, p_amount bigint) owner to modosu_ledger;
alter function ledger.spans_by_sessions(p_sessions text[], p_owner text) owner to modosu_ledger;
grant execute on function ledger.spans_by_sessions(p_sessions text[], p_owner text) to modosu_app;
alter function ledger.spans_of_transfer(p_id text, p_direction text, p_lo bigint, p_amount bigint) owner to modosu_ledger;
grant execute on function ledger.spans_of_transfer(p_id text, p_direction text, p_lo bigint, p_amount bigint) to modosu_app;
alter function ledger.spans_of_txn(p_key text) owner to modosu_ledger;
grant execute on function ledger.spans_of_txn(p_key text) to modosu_app;
alter function ledger.spendable(p_account bigint, p_amount bigint, p_now timestamp with time zone) owner to modosu_ledger;
alter function ledger.spent_parts(p_spans jsonb) owner to modosu_ledger;
alter function ledger.sweep_pocket(p_txn bigint, p_pocket bigint) owner to modosu_ledger;
alter function ledger.target_pocket(p_txn bigint, p_account bigint, p_expires timestamp with time zone, p_now timestamp with time zone) owner to modosu_ledger;
alter function ledger.trace_backward(p_pockets bigint[], p_los bigint[], p_amounts bigint[], p_limit integer) owner to modosu_ledger;
grant execute on function ledger.trace_backward(p_pockets bigint[], p_los bigint[], p_amounts bigint[], p_limit integer) to modosu_app;
alter function ledger.trace_forward(p_pockets bigint[], p_los bigint[], p_amounts bigint[], p_limit integer) owner to modosu_ledger;
grant execute on function ledger.trace_forward(p_pockets bigint[], p_los bigint[], p_amounts bigint[], p_limit integer) to modosu_app;
alter function ledger.verify_chain() owner to modosu_ledger;
grant execute on function ledger.verify_chain() to modosu_app;
alter function ledger.verify_streams() owner to modosu_ledger;
grant execute on function ledger.verify_streams() to modosu_app;
alter function ledger.verify_transfers() owner to modosu_ledger;
grant execute on function ledger.verify_transfers() to modosu_app;
alter function ledger.walk_forward(p_pockets bigint[], p_los bigint[], p_amounts bigint[]) owner to modosu_ledger;
grant execute on function ledger.walk_forward(p_pockets bigint[], p_los bigint[], p_amounts bigint[]) to modosu_app;
alter function ledger.write_transfers(p_block bigint, p_after text, p_of integer[], p_keys text[], p_hashes uuid[], p_kinds text[], p_actors bigint[], p_cases text[], p_packed text[], p_src bigint[], p_src_lo bigint[], p_dst bigint[], p_dst_lo bigint[], p_amounts bigint[], p_new_pockets bigint[], p_new_accounts bigint[], p_new_expiries timestamp with time zone[], p_now timestamp with time zone, p_flushed boolean) owner to modosu_ledger;
grant execute on function ledger.write_transfers(p_block bigint, p_after text, p_of integer[], p_keys text[], p_hashes uuid[], p_kinds text[], p_actors bigint[], p_cases text[], p_packed text[], p_src bigint[], p_src_lo bigint[], p_dst bigint[], p_dst_lo bigint[], p_amounts bigint[], p_new_pockets bigint[], p_new_accounts bigint[], p_new_expiries timestamp with time zone[], p_now timestamp with time zone, p_flushed boolean) to modosu_app;
