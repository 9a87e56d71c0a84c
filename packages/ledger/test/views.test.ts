import { strict as assert } from 'node:assert'
import { after, before, test } from 'node:test'
import { databaseError } from '@modosu/kernel'
import { freezeAccount, placeHold, postTransfers, readBalance } from '../src/index.ts'
import {
  grant,
  LATER,
  must,
  NOW,
  open,
  openTestLedger,
  pt,
  SOON,
  type TestLedger,
} from './open-ledger.ts'

const VIEWS = ['account_kinds', 'accounts', 'claim_rules', 'entries', 'holds', 'lots', 'transfers']
/** Not allowed, or no view that anything could be changed through. */
const REFUSED = ['42501', '55000']

let ledger: TestLedger
before(async () => {
  ledger = await openTestLedger()
  await ledger.run(async (ctx) => {
    await open(ctx, ['a', 'b'])
    await open(ctx, ['case'], 'case')
    await grant(ctx, 'a', 30, SOON)
    await grant(ctx, 'a', 20, 'rolling')
    const who = { sessionId: 'ses_1', subject: 'mem_1' }
    await postTransfers(ctx, [
      { key: 'gift', from: 'a', to: 'b', amount: pt(12), kind: 'gift', who },
    ])
    const [lot] = (await readBalance(ctx, 'b')).lots
    const spans = [{ ...lot!.span, lo: 3n, amount: pt(5) }]
    must(await placeHold(ctx, { key: 'h', caseId: 'c', spans, to: 'case', until: LATER, who: {} }))
    must(await freezeAccount(ctx, { code: 'b', reason: 'stop' }))
  })
})
after(() => ledger.close())

async function look<Row>(text: string): Promise<Row[]> {
  return (await ledger.pool.query(text)).rows as Row[]
}

test('what the application may read are the views, and it may do nothing else with anything', async () => {
  const { rows } = await ledger.admin.query<{ name: string; rights: string }>(
    `select c.relname as name, string_agg(r.name, ' ' order by r.name) as rights
     from pg_class c cross join unnest(array['select', 'insert', 'update', 'delete', 'truncate',
       'references', 'trigger']) r (name)
     where c.relnamespace = 'ledger'::regnamespace and c.relkind in ('r', 'v', 'm', 'p', 'f')
       and has_table_privilege('modosu_app', c.oid, r.name)
     group by c.relname order by c.relname`,
  )
  assert.deepEqual(
    rows,
    VIEWS.map((name) => ({ name, rights: 'select' })),
  )
  for (const view of VIEWS) {
    await ledger.pool.query(`select 1 from ledger.${view}`)
    for (const statement of [
      `delete from ledger.${view}`,
      `insert into ledger.${view} default values`,
    ]) {
      await assert.rejects(ledger.pool.query(statement), (error) => {
        return REFUSED.includes(databaseError(error)?.state ?? '')
      })
    }
  }
})

test('every view says what its rows are', async () => {
  const { rows } = await ledger.admin.query<{ name: string }>(
    `select c.relname as name from pg_class c
     where c.relnamespace = 'ledger'::regnamespace and c.relkind = 'v'
       and has_table_privilege('modosu_app', c.oid, 'select')
       and obj_description(c.oid, 'pg_class') is null`,
  )
  assert.deepEqual(rows, [])
})

test('accounts and lots show what each account has, until when, and whether it is frozen', async () => {
  assert.deepEqual(
    await look(
      `select code, balance, frozen_at, frozen_reason from ledger.accounts
       where owner is not null order by code`,
    ),
    [
      { code: 'a', balance: 38n, frozen_at: null, frozen_reason: null },
      { code: 'b', balance: 7n, frozen_at: NOW, frozen_reason: 'stop' },
      { code: 'case', balance: 5n, frozen_at: null, frozen_reason: null },
    ],
  )
  const [sheet] = await look<{ sum: string }>(
    `select sum(balance) as sum from ledger.accounts where unit = 'pt'`,
  )
  assert.equal(Number(sheet?.sum), 0)
  const lots = await look<{ code: string; amount: bigint; expires_at: Date | null }>(
    'select code, amount, expires_at, ends_at from ledger.lots order by code, expires_at',
  )
  assert.deepEqual(
    lots.map((lot) => [lot.code, lot.amount, lot.expires_at]),
    [
      ['a', 18n, SOON],
      ['a', 20n, null],
      ['b', 7n, SOON],
      ['case', 5n, SOON],
    ],
  )
  const shown = await look<{ pocket_id: bigint; lo: bigint; amount: bigint }>(
    `select pocket_id, lo, amount from ledger.lots where code = 'a' order by expires_at`,
  )
  const { lots: read } = await ledger.run((ctx) => readBalance(ctx, 'a'))
  assert.deepEqual(
    shown.map((lot) => ({ pocketId: lot.pocket_id, lo: lot.lo, amount: lot.amount })),
    read.map((lot) => lot.span),
  )
})

test('entries show who moved what to whom, and holds what is still held', async () => {
  assert.deepEqual(
    await look(
      `select key, kind, session_id, subject, from_code, to_code, unit, amount, expires_at,
         effective_at from ledger.entries where kind in ('gift', 'hold') order by txn_id`,
    ),
    [
      {
        key: 'gift',
        kind: 'gift',
        session_id: 'ses_1',
        subject: 'mem_1',
        from_code: 'a',
        to_code: 'b',
        unit: 'pt',
        amount: 12n,
        expires_at: SOON,
        effective_at: NOW,
      },
      {
        key: 'h',
        kind: 'hold',
        session_id: null,
        subject: null,
        from_code: 'b',
        to_code: 'case',
        unit: 'pt',
        amount: 5n,
        expires_at: SOON,
        effective_at: NOW,
      },
    ],
  )
  assert.deepEqual(
    await look('select hold_key, held_until, ended, to_code, amount, remaining from ledger.holds'),
    [
      {
        hold_key: 'h',
        held_until: LATER,
        ended: false,
        to_code: 'case',
        amount: 5n,
        remaining: 5n,
      },
    ],
  )
})
