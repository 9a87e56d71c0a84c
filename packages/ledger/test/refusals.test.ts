import { strict as assert } from 'node:assert'
import { after, before, test } from 'node:test'
import {
  cancelGrant,
  commitReservation,
  convert,
  freezeAccount,
  giveBack,
  issuePoints,
  type LedgerErrorCode,
  ledgerProblems,
  moveSpans,
  openAccount,
  placeHold,
  readBalance,
  redeemPoints,
  renewHold,
  reservePoints,
  transferIn,
  transferOut,
} from '../src/index.ts'
import {
  grant,
  must,
  NOW,
  open,
  openPair,
  openTestLedger,
  pt,
  SOON,
  type TestLedger,
} from './open-ledger.ts'

let ledger: TestLedger
const seen = new Set<string>()
before(async () => {
  ledger = await openTestLedger()
  await ledger.run(async (ctx) => {
    await openPair(ctx)
    await open(ctx, ['a', 'b', 'frozen'])
    await open(ctx, ['yen'], 'member', 'yen')
    await open(ctx, ['loose'], 'member', 'star')
    await open(ctx, ['case'], 'case')
    await grant(ctx, 'a', 100)
    await grant(ctx, 'frozen', 10)
    must(await freezeAccount(ctx, { code: 'frozen', reason: 'stop' }))
  })
})
after(() => ledger.close())

function refused(result: { ok: boolean; error?: unknown }, code: LedgerErrorCode): void {
  const error = result.error as { code: string } | undefined
  assert.equal(error?.code, `${code}`)
  seen.add(code)
}

test('an account is refused with other attributes and of an unknown kind', async () => {
  await ledger.run(async (ctx) => {
    refused(
      await openAccount(ctx, { code: 'a', unit: 'pt', kind: 'escrow' }),
      'ledger/account_conflict',
    )
    refused(
      await openAccount(ctx, { code: 'a', unit: 'yen', kind: 'member', owner: 'a' }),
      'ledger/account_conflict',
    )
    const odd = { code: 'odd', unit: 'pt', kind: 'odd' } as unknown as Parameters<
      typeof openAccount
    >[1]
    refused(await openAccount(ctx, odd), 'ledger/unknown_kind')
    assert.equal(
      (await openAccount(ctx, { code: 'a', unit: 'pt', kind: 'member', owner: 'a' })).ok,
      true,
    )
  })
})

test('issuing is refused under a used key, to nobody, and with a date that has passed', async () => {
  await ledger.run(async (ctx) => {
    const input = { key: 'i1', to: 'a', amount: pt(1), expiresAt: SOON, kind: 'grant', who: {} }
    must(await issuePoints(ctx, input))
    refused(
      await issuePoints(ctx, { ...input, to: 'nobody', expiresAt: NOW }),
      'ledger/conflicting_key',
    )
    const fresh = { ...input, key: 'i2' }
    refused(
      await issuePoints(ctx, { ...fresh, to: 'nobody', expiresAt: NOW }),
      'ledger/unknown_account',
    )
    refused(await issuePoints(ctx, { ...fresh, expiresAt: NOW }), 'ledger/expired')
    must(await issuePoints(ctx, fresh))
  })
})

test('converting is refused in its order of precedence', async () => {
  await ledger.run(async (ctx) => {
    const input = { key: 'c1', from: 'a', to: 'yen', amount: pt(1), kind: 'to_pay', who: {} }
    must(await convert(ctx, input))
    refused(await convert(ctx, { ...input, amount: pt(2) }), 'ledger/conflicting_key')
    const fresh = { ...input, key: 'c2' }
    refused(await convert(ctx, { ...fresh, from: 'nobody' }), 'ledger/unknown_account')
    refused(await convert(ctx, { ...fresh, from: 'frozen', to: 'loose' }), 'ledger/unit_mismatch')
    refused(await convert(ctx, { ...fresh, from: 'frozen', amount: pt(999) }), 'ledger/frozen')
    refused(await convert(ctx, { ...fresh, amount: pt(999) }), 'ledger/insufficient')
  })
})

test('spans are refused when they are gone, frozen, of another unit, or there already', async () => {
  await ledger.run(async (ctx) => {
    const [lot] = (await readBalance(ctx, 'a')).lots
    const [ice] = (await readBalance(ctx, 'frozen')).lots
    const move = { key: 's1', spans: [lot!.span], to: 'b', kind: 'x', who: {} }
    const past = { ...lot!.span, lo: lot!.span.lo + lot!.span.amount }
    refused(await moveSpans(ctx, { ...move, to: 'nobody' }), 'ledger/unknown_account')
    refused(await moveSpans(ctx, { ...move, spans: [past] }), 'ledger/span_not_live')
    refused(await moveSpans(ctx, { ...move, spans: [ice!.span] }), 'ledger/frozen')
    refused(await moveSpans(ctx, { ...move, to: 'yen' }), 'ledger/unit_mismatch')
    refused(await moveSpans(ctx, { ...move, to: 'a' }), 'ledger/same_account')
    const hold = { key: 'h1', caseId: 'c', spans: [lot!.span], to: 'b', who: {} }
    refused(await placeHold(ctx, hold), 'ledger/unknown_account')
    refused(await placeHold(ctx, { ...hold, to: 'case', until: NOW }), 'ledger/expired')
    refused(
      await renewHold(ctx, { key: 'r1', holdKey: 'none', until: SOON, who: {} }),
      'ledger/unknown_hold',
    )
  })
})

test('giving back is refused for what is not there, never left, or comes from the wrong account', async () => {
  await ledger.run(async (ctx) => {
    const [lot] = (await readBalance(ctx, 'a')).lots
    const one = { ...lot!.span, amount: pt(1) }
    const held = must(
      await placeHold(ctx, { key: 'g1', caseId: 'c', spans: [one], to: 'case', who: {} }),
    )
    const from = held.held[0]!.heldSpan
    const back = { key: 'g2', parts: [{ from, origin: one }], to: 'origin', graceDays: 30, who: {} }
    const stays = { ...lot!.span, lo: lot!.span.lo + 5n, amount: pt(1) }
    refused(
      await giveBack(ctx, { ...back, parts: [{ from: stays, origin: one }] }),
      'ledger/not_given_from_here',
    )
    refused(
      await giveBack(ctx, { ...back, parts: [{ from, origin: stays }] }),
      'ledger/span_not_spent',
    )
    must(await giveBack(ctx, back))
    refused(await giveBack(ctx, { ...back, key: 'g3' }), 'ledger/span_not_live')
    const again = must(
      await placeHold(ctx, {
        key: 'g4',
        caseId: 'c',
        spans: [{ ...(await readBalance(ctx, 'a')).lots[0]!.span, amount: pt(1) }],
        to: 'case',
        who: {},
      }),
    )
    const parts = [{ from: again.held[0]!.heldSpan, origin: one }]
    refused(await giveBack(ctx, { ...back, key: 'g5', parts }), 'ledger/already_given_back')
  })
})

test('transfers are refused under a used reference and for offsets that never left', async () => {
  await ledger.run(async (ctx) => {
    const out = {
      transferId: 't1',
      neighbour: 'm',
      from: 'a',
      amount: pt(2),
      kind: 'payment',
      who: {},
    } as const
    must(await transferOut(ctx, out))
    refused(await transferOut(ctx, { ...out, amount: pt(3) }), 'ledger/conflicting_key')
    refused(await transferOut(ctx, { ...out, transferId: 't2', from: 'frozen' }), 'ledger/frozen')
    const back = {
      transferId: 't3',
      neighbour: 'm',
      to: 'a',
      amount: pt(3),
      unit: 'pt',
      kind: 'return',
      who: {},
    } as const
    const returnOf = { transferId: 't1', ranges: [{ lo: 0n, amount: pt(3) }] }
    refused(await transferIn(ctx, { ...back, unit: 'yen' }), 'ledger/unit_mismatch')
    refused(await transferIn(ctx, { ...back, returnOf }), 'ledger/unknown_transfer')
  })
})

test('reservations, grants and orders are refused like what they stand on', async () => {
  await ledger.run(async (ctx) => {
    const commit = { key: 'v1', reservation: 'none', to: 'b', who: {} }
    refused(await commitReservation(ctx, commit), 'ledger/unknown_reservation')
    refused(
      await cancelGrant(ctx, { key: 'v2', grant: 'none', who: {} }),
      'ledger/unknown_reservation',
    )
    const reserve = { key: 'v3', from: 'a', to: 'b', amount: pt(999), who: {} }
    refused(await reservePoints(ctx, reserve), 'ledger/insufficient')
    refused(await reservePoints(ctx, { ...reserve, to: 'yen' }), 'ledger/unit_mismatch')
    refused(await reservePoints(ctx, { ...reserve, from: 'frozen' }), 'ledger/frozen')
    refused(await reservePoints(ctx, { ...reserve, from: 'nobody' }), 'ledger/unknown_account')
    const order = { key: 'v4', from: 'nobody', order: 'o', amount: pt(1), who: {} }
    refused(await redeemPoints(ctx, order), 'ledger/unknown_account')
  })
})

test('every refusal that the ledger has was seen above', () => {
  assert.deepEqual([...seen].sort(), Object.keys(ledgerProblems).sort())
})
