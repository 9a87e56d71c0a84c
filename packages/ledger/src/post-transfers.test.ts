import { strict as assert } from 'node:assert'
import { after, before, test } from 'node:test'
import type { Ctx } from '@modosu/kernel'
import {
  grant,
  LATER,
  lotsOf,
  NOW,
  newKey,
  open,
  openTestLedger,
  pt,
  ROLLING,
  SOON,
  type TestLedger,
  totalOf,
} from '../test/open-ledger.ts'
import { freezeAccount, type PostInput, postTransfers, readHistory, verifyLedger } from './index.ts'

let ledger: TestLedger
before(async () => {
  ledger = await openTestLedger()
})
after(() => ledger.close())

function transfer(from: string, to: string, value: number, key = newKey()): PostInput {
  return { key, from, to, amount: pt(value), kind: 'gift', who: { sessionId: 'ses_1' } }
}

async function members(ctx: Ctx, ...codes: string[]) {
  await open(ctx, codes)
}

test('spends the soonest expiry first and regular points last, each keeping its expiry', async () => {
  await ledger.run(async (ctx) => {
    await members(ctx, 'a1', 'b1')
    await grant(ctx, 'a1', 50, 'rolling')
    await grant(ctx, 'a1', 20, LATER)
    await grant(ctx, 'a1', 10, SOON)
    assert.deepEqual(await postTransfers(ctx, [transfer('a1', 'b1', 35)]), ['posted'])
    assert.deepEqual(await lotsOf(ctx, 'a1'), ['45@rolling'])
    assert.deepEqual(await lotsOf(ctx, 'b1'), ['10@2026-07-01', '20@2026-08-01', '5@never'])
  })
})

test('judges each transfer of a call as if it had come alone, credits of the call included', async () => {
  await ledger.run(async (ctx) => {
    await members(ctx, 'a2', 'b2', 'c2')
    await grant(ctx, 'a2', 10)
    const verdicts = await postTransfers(ctx, [
      transfer('b2', 'c2', 1),
      transfer('a2', 'b2', 8),
      transfer('a2', 'c2', 3),
      transfer('b2', 'c2', 8),
      transfer('a2', 'c2', 2),
    ])
    assert.deepEqual(verdicts, ['insufficient', 'posted', 'insufficient', 'posted', 'posted'])
    assert.equal(await totalOf(ctx, 'c2'), 10n)
  })
})

test('a refused transfer uses no key and a posted one is replayed, also inside one call', async () => {
  await ledger.run(async (ctx) => {
    await members(ctx, 'a3', 'b3')
    const first = transfer('a3', 'b3', 5)
    assert.deepEqual(await postTransfers(ctx, [first, first]), ['insufficient', 'insufficient'])
    await grant(ctx, 'a3', 12)
    assert.deepEqual(await postTransfers(ctx, [first, first, { ...first, amount: pt(6) }]), [
      'posted',
      'replayed',
      'conflicting_key',
    ])
    assert.deepEqual(
      await postTransfers(ctx, [first, { ...first, to: 'nobody' }, { ...first, kind: 'other' }]),
      ['replayed', 'conflicting_key', 'conflicting_key'],
    )
    assert.equal(await totalOf(ctx, 'b3'), 5n)
  })
})

test('a key that was first refused in a call may be used later in the same call', async () => {
  await ledger.run(async (ctx) => {
    await members(ctx, 'a4', 'b4')
    await grant(ctx, 'b4', 5)
    const paid = transfer('a4', 'b4', 3)
    const verdicts = await postTransfers(ctx, [paid, transfer('b4', 'a4', 4), paid, paid])
    assert.deepEqual(verdicts, ['insufficient', 'posted', 'posted', 'replayed'])
  })
})

test('refusals come in their published order of precedence', async () => {
  await ledger.run(async (ctx) => {
    await members(ctx, 'a5', 'b5', 'f5')
    await open(ctx, ['y5'], 'member', 'yen')
    await grant(ctx, 'a5', 10)
    await freezeAccount(ctx, { code: 'f5', reason: 'stop' })
    const used = transfer('a5', 'b5', 1)
    const verdicts = await postTransfers(ctx, [
      used,
      used,
      { ...used, from: 'nobody' },
      transfer('nobody', 'y5', 99),
      transfer('issuer:pt', 'b5', 99),
      transfer('f5', 'y5', 99),
      transfer('f5', 'a5', 99),
      transfer('a5', 'b5', 99),
      transfer('a5', 'f5', 1),
    ])
    assert.deepEqual(verdicts, [
      'posted',
      'replayed',
      'conflicting_key',
      'unknown_account',
      'unknown_account',
      'unit_mismatch',
      'frozen',
      'insufficient',
      'posted',
    ])
  })
})

test('keys and kinds with quotes, bars, braces and backslashes are kept as they are', async () => {
  await ledger.run(async (ctx) => {
    await members(ctx, 'a7', 'b7')
    await grant(ctx, 'a7', 10)
    const odd = { ...transfer('a7', 'b7', 1, `k"\\'{},|null`), kind: 'null' }
    assert.deepEqual(await postTransfers(ctx, [odd]), ['posted'])
    assert.deepEqual(await postTransfers(ctx, [odd]), ['replayed'])
    const [entry] = await readHistory(ctx, { code: 'b7', limit: 1 })
    assert.deepEqual([entry?.key, entry?.kind, entry?.who.caseId], [odd.key, 'null', undefined])
  })
})

test('points past their date cannot be spent, and regular points of a receiver are not revived', async () => {
  await ledger.run(async (ctx) => {
    await members(ctx, 'a6', 'b6')
    await grant(ctx, 'a6', 5, 'rolling')
    await grant(ctx, 'b6', 7, 'rolling')
    await grant(ctx, 'b6', 7, SOON)
  })
  ledger.now = new Date(ROLLING.getTime() + 1)
  await ledger.run(async (ctx) => {
    await members(ctx, 'c6')
    assert.equal(await totalOf(ctx, 'b6'), 0n)
    assert.deepEqual(await postTransfers(ctx, [transfer('b6', 'c6', 1)]), ['insufficient'])
    await grant(ctx, 'c6', 4, new Date('2027-12-31T00:00:00Z'))
    await open(ctx, ['e6'], 'escrow')
    const kept = await postTransfers(ctx, [transfer('c6', 'b6', 1), transfer('c6', 'e6', 1)])
    assert.deepEqual(kept, ['posted', 'posted'])
    assert.equal(await totalOf(ctx, 'b6'), 1n)
    assert.deepEqual(await lotsOf(ctx, 'b6'), ['7@2026-07-01', '1@2027-12-31'])
  })
  ledger.now = NOW
})

test('the ledger of all these histories verifies', async () => {
  assert.deepEqual(await ledger.run(verifyLedger), [])
})
