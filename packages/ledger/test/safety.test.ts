import { strict as assert } from 'node:assert'
import { after, before, test } from 'node:test'
import { type Ctx, databaseError, inTransaction, openPool, type Tx, txOf } from '@modosu/kernel'
import {
  convert,
  giveBack,
  placeHold,
  postTransfers,
  readBalance,
  type Span,
  traceForward,
  transferIn,
  transferOut,
  verifyLedger,
  type Who,
} from '../src/index.ts'
import {
  grant,
  LATER,
  must,
  open,
  openPair,
  openTestLedger,
  pt,
  SOON,
  type TestLedger,
} from './open-ledger.ts'

let ledger: TestLedger
before(async () => {
  ledger = await openTestLedger()
  await ledger.run(async (ctx) => {
    await openPair(ctx)
    await open(ctx, ['a', 'b'])
    await open(ctx, ['a-yen'], 'member', 'yen')
    await open(ctx, ['case'], 'case')
    await grant(ctx, 'a', 100, SOON)
    await grant(ctx, 'a', 100, LATER)
    await grant(ctx, 'b', 50, 'rolling')
    const [lot] = (await readBalance(ctx, 'a')).lots
    const who = { sessionId: 'ses_1', deviceId: 'dev_1', subject: 'mem_1' }
    await postTransfers(ctx, [
      { key: 'p1', from: 'a', to: 'b', amount: pt(30), kind: 'gift', who },
      { key: 'p2', from: 'b', to: 'a', amount: pt(10), kind: 'gift', who },
    ])
    must(
      await convert(ctx, {
        key: 'c1',
        from: 'a',
        to: 'a-yen',
        amount: pt(20),
        kind: 'to_pay',
        who,
      }),
    )
    must(
      await transferOut(ctx, {
        transferId: 'tr_1',
        neighbour: 'market',
        from: 'a-yen',
        amount: pt(15),
        kind: 'payment',
        who,
      }),
    )
    await holdAndGiveBack(ctx, lot!.span, who)
  })
})

async function holdAndGiveBack(ctx: Ctx, lot: Span, who: Who): Promise<void> {
  must(
    await transferIn(ctx, {
      transferId: 'tr_2',
      neighbour: 'market',
      to: 'a-yen',
      amount: pt(5),
      unit: 'yen',
      kind: 'refund',
      who: {},
      returnOf: { transferId: 'tr_1', ranges: [{ lo: 3n, amount: pt(5) }] },
    }),
  )
  const asked = [{ ...lot, lo: 5n, amount: pt(10) }]
  const ends = await traceForward(ctx, { spans: asked })
  const held = must(
    await placeHold(ctx, {
      key: 'h1',
      caseId: 'case_1',
      spans: ends.map((end) => end.span),
      to: 'case',
      until: LATER,
      who,
    }),
  )
  must(
    await giveBack(ctx, {
      key: 'g1',
      parts: held.held.map((piece, index) => ({
        from: piece.heldSpan,
        origin: { ...asked[0]!, lo: ends[index]!.originLo, amount: piece.heldSpan.amount },
      })),
      to: 'origin',
      graceDays: 30,
      who: {},
    }),
  )
}
after(() => ledger.close())

const TABLES = [
  'account',
  'account_kind',
  'account_state',
  'actor',
  'block',
  'claim_rule',
  'counted',
  'entry',
  'given_back',
  'hold_term',
  'pocket',
  'transfer',
]
const READ_THROUGH = ['pocket_now', 'posting', 'txn']

async function stateOf(work: Promise<unknown>): Promise<string | undefined> {
  try {
    await work
    return undefined
  } catch (error) {
    return databaseError(error)?.state ?? assert.fail(String(error))
  }
}

const NOT_ALLOWED = '42501'

test('the list of tables tried below is the list of tables that there are', async () => {
  const { rows } = await ledger.admin.query<{ name: string }>(
    `select c.relname as name from pg_class c
     where c.relnamespace = 'ledger'::regnamespace and c.relkind = 'r' order by 1`,
  )
  assert.deepEqual(
    rows.map((row) => row.name),
    TABLES,
  )
})

test('the application can touch no table of the ledger, by no verb', async () => {
  for (const table of [...TABLES, ...READ_THROUGH]) {
    for (const statement of [
      `select 1 from ledger.${table}`,
      `insert into ledger.${table} default values`,
      `delete from ledger.${table}`,
      ...(READ_THROUGH.includes(table)
        ? [`drop view ledger.${table}`]
        : [
            `truncate ledger.${table}`,
            `copy ledger.${table} to stdout`,
            `drop table ledger.${table}`,
          ]),
    ]) {
      assert.equal(await stateOf(ledger.pool.query(statement)), NOT_ALLOWED, statement)
    }
  }
  assert.equal(await stateOf(ledger.pool.query('update ledger.entry set amount = 1')), NOT_ALLOWED)
  assert.equal(await stateOf(ledger.pool.query('set role modosu_ledger')), NOT_ALLOWED)
  assert.equal(
    await stateOf(ledger.pool.query('create function ledger.f() returns int return 1')),
    NOT_ALLOWED,
  )
})

test('the application can execute the functions that verbs stand on, and no other', async () => {
  const { rows } = await ledger.admin.query<{ name: string }>(
    `select p.proname as name from pg_proc p
     where p.pronamespace = 'ledger'::regnamespace
       and has_function_privilege('modosu_app', p.oid, 'execute') order by 1`,
  )
  assert.deepEqual(
    rows.map((row) => row.name),
    [
      'balance_at',
      'balance_sheet',
      'chain_head',
      'count_postings',
      'flush_log',
      'history_of',
      'hops_of',
      'lapsed_holds',
      'live_parts',
      'lot_origins',
      'lots_of',
      'origins_of',
      'passages_of',
      'perform',
      'prepare_transfers',
      'spans_by_sessions',
      'spans_of_transfer',
      'spans_of_txn',
      'trace_backward',
      'trace_forward',
      'verify_chain',
      'verify_streams',
      'verify_transfers',
      'walk_forward',
      'write_transfers',
    ],
  )
  const inner = `select ledger.post_head(1, 1, 1, 2)`
  assert.equal(await stateOf(ledger.pool.query(inner)), NOT_ALLOWED)
})

test('every function has its search path pinned and runs as the ledger', async () => {
  const { rows } = await ledger.admin.query<{ name: string }>(
    `select p.proname as name from pg_proc p
     where p.pronamespace = 'ledger'::regnamespace and p.prokind = 'f'
       and (p.proowner <> 'modosu_ledger'::regrole
         or not coalesce(p.proconfig::text like '%search_path=ledger, pg_temp%', false))`,
  )
  assert.deepEqual(rows, [])
})

test('not even the role of the ledger changes or deletes what was written', async () => {
  const asLedger = (statement: string) =>
    inTransaction(ledger.admin, async (tx) => {
      await tx.query('set local role modosu_ledger')
      await tx.query(statement)
    })
  for (const table of ['entry', 'block', 'transfer', 'given_back', 'hold_term', 'actor']) {
    const column = table === 'block' ? 'block_id' : 'txn_id'
    for (const statement of [
      `update ledger.${table} set ${column} = ${column}`,
      `delete from ledger.${table}`,
      `truncate ledger.${table}`,
    ]) {
      assert.equal(await stateOf(asLedger(statement)), NOT_ALLOWED, statement)
      assert.equal(await stateOf(ledger.admin.query(statement)), NOT_ALLOWED, `owner: ${statement}`)
    }
  }
  for (const view of ['posting', 'txn']) {
    for (const statement of [
      `update ledger.${view} set txn_id = txn_id`,
      `delete from ledger.${view}`,
    ]) {
      assert.equal(await stateOf(asLedger(statement)), NOT_ALLOWED, statement)
      assert.equal(await stateOf(ledger.admin.query(statement)), NOT_ALLOWED, `owner: ${statement}`)
    }
  }
  const late = `update ledger.account_state set state = '{}'`
  assert.equal(await stateOf(asLedger(late)), NOT_ALLOWED)
})

test('the ledger goes no further on top of transfers that break its rules', async () => {
  await ledger.run(async (ctx) => {
    await grant(ctx, 'a', 5, LATER)
    await grant(ctx, 'a', 5, 'rolling')
  })
  const { rows } = await ledger.admin.query<{
    block: bigint
    dated: bigint
    regular: bigint
    other: bigint
  }>(
    `select (select max(block_id) from ledger.block) as block,
       (select p.pocket_id from ledger.pocket p join ledger.account x on x.account_id = p.account_id
        where x.code = 'a' and p.expires_at = 'infinity' and not p.sealed) as other,
       (select p.pocket_id from ledger.pocket p join ledger.account x on x.account_id = p.account_id
        where x.code = 'a' and p.expires_at = '2026-08-01' and not p.sealed) as dated,
       (select p.pocket_id from ledger.pocket p join ledger.account x on x.account_id = p.account_id
        where x.code = 'b' and p.expires_at = 'infinity') as regular`,
  )
  const { block, dated, regular, other } = rows[0] ?? assert.fail()
  const forgeries = [
    // From a dated pocket into the one of regular points: that would give points a longer life.
    { src: dated, dst: regular, amount: 5n, srcAt: 0n },
    // More than there is.
    { src: regular, dst: other, amount: 9_000n, srcAt: 0n },
    // The same, from a queue into itself.
    { src: regular, dst: regular, amount: 9_000n, srcAt: 0n },
    // Units behind a gap.
    { src: regular, dst: other, amount: 1n, srcAt: 7n },
    // Out of the issuer.
    { src: 1n, dst: regular, amount: 1n, srcAt: 0n },
  ]
  for (const { src, dst, amount, srcAt } of forgeries) {
    const client = await ledger.admin.connect()
    const tx = txOf(client)
    try {
      await tx.query('begin')
      const written = await tx.query(
        `select ledger.write_transfers($1, null, '{1}', '{forged}',
           '{00000000-0000-0000-0000-000000000000}', '{gift}', '{null}', null, '{}', array[$2::bigint],
           array[$5 + (select out_total from ledger.pocket_now where pocket_id = $2)],
           array[$3::bigint], array[(select in_total from ledger.pocket_now where pocket_id = $3)],
           array[$4::bigint], '{}', '{}', '{}', '2026-07-01', true) as actors`,
        [block, src, dst, amount, srcAt],
      )
      assert.deepEqual(written.rows, [{ actors: [] }])
      const findings = await tx.query('select 1 from ledger.verify_streams()')
      assert.notEqual(findings.rowCount, 0)
      assert.match(
        (await stateOf(tx.query('select ledger.count_postings()'))) ?? 'counted',
        /^(ML002|23514)$/,
      )
    } finally {
      await tx.query('rollback')
      client.release()
    }
  }
})

/** Columns that hold what the ledger is about; every one of them is spoiled once, row by row. */
test('a single changed value in a copy is found, in every column of every table', async () => {
  const { rows: columns } = await ledger.admin.query<{
    table: string
    column: string
    type: string
  }>(
    `select c.table_name as table, c.column_name as column, c.data_type as type
     from information_schema.columns c
     join information_schema.tables t on t.table_schema = c.table_schema
       and t.table_name = c.table_name and t.table_type = 'BASE TABLE'
     where c.table_schema = 'ledger' and c.table_name not in ('account_kind', 'claim_rule') order by 1, 2`,
  )
  const pool = openPool(ledger.config, { max: 1 })
  const client = await pool.connect()
  const admin = txOf(client)
  const missed: string[] = []
  let spoiled = 0
  try {
    await admin.query('set session_replication_role = replica')
    for (const { table, column, type } of columns) {
      await admin.query('begin')
      const changed = await spoil(admin, table, column, type)
      if (changed) {
        spoiled += 1
        const found = await admin.query(
          `select 1 from ledger.verify_streams() union all select 1 from ledger.verify_transfers()
           union all select 1 from ledger.verify_chain() limit 1`,
        )
        if (found.rows.length === 0) missed.push(`${table}.${column}`)
      }
      await admin.query('rollback')
    }
  } finally {
    client.release(true)
    await pool.end()
  }
  assert.deepEqual(missed, [])
  assert.ok(spoiled > 50, `only ${spoiled} columns could be spoiled`)
  assert.deepEqual(await ledger.run(verifyLedger), [])
})

const SPOILED: Readonly<Record<string, string>> = {
  bigint: '# + 1',
  integer: '# + 1',
  smallint: '# + 1',
  boolean: 'not #',
  text: "overlay(# placing (case left(#, 1) when 'x' then 'y' else 'x' end) from 1 for 1)",
  uuid: "overlay(#::text placing (case left(#::text, 1) when '1' then '2' else '1' end) from 1 for 1)::uuid",
  bytea: 'set_byte(#, 0, (get_byte(#, 0) + 1) % 256)',
  jsonb: `# || '{"x": 1}'`,
  'timestamp with time zone': "# + interval '1 millisecond'",
  int8range: 'int8range(lower(#) + 1, upper(#) + 1)',
}

/** Changes one value of a column, if it has one that constraints let be changed. */
async function spoil(admin: Tx, table: string, column: string, type: string): Promise<boolean> {
  const change = (SPOILED[type] ?? assert.fail(`no way to spoil ${type}`)).replaceAll('#', column)
  await admin.query('savepoint before')
  try {
    const { rowCount } = await admin.query(
      `update ledger.${table} set ${column} = ${change}
       where ctid = (select ctid from ledger.${table} where ${column} is not null
         and ${column}::text not in ('infinity', '-infinity') order by ctid desc limit 1)`,
    )
    return rowCount === 1
  } catch (error) {
    // A constraint said no: this change cannot be made at all.
    assert.match(databaseError(error)?.state ?? '', /^23/)
    await admin.query('rollback to savepoint before')
    return false
  }
}
