import {
  type AccountKind,
  clawBackPoints,
  convert,
  extendRolling,
  freezeAccount,
  issuePoints,
  openAccount,
  openConversion,
  redeemPoints,
  settleDebt,
  unfreezeAccount,
} from '../../src/index.ts'
import { NOW, pt, SOON } from '../open-ledger.ts'
import { type Ladder, ladder } from './ladder.ts'
import { fresh, USED } from './open-fixture.ts'

const who = {}
const MUCH = pt(9_999)

/** The verbs of accounts, and those that take an amount from a balance. */
export function balanceLadders(): Ladder[] {
  return [...accountLadders(), ...amountLadders()]
}

function accountLadders(): Ladder[] {
  const kind = 'odd' as AccountKind
  const reason = 'x'
  const rollingExpiresAt = SOON
  return [
    ladder(openAccount, [
      ['ledger/account_conflict', { code: 'a', unit: 'yen', kind }],
      // An account of the house has no request that opened it; the order is the same.
      ['ledger/account_conflict', { code: 'issuer:pt', unit: 'yen', kind }],
      ['ledger/unknown_kind', { code: 'new', unit: 'pt', kind }],
      ['ok', { code: 'new', unit: 'pt', kind: 'member' }],
    ]),
    ladder(openConversion, [['ok', { from: 'pt', to: 'yen' }]]),
    ladder(freezeAccount, [
      ['ledger/unknown_account', { code: 'nobody', reason }],
      ['ok', { code: 'b', reason }],
    ]),
    ladder(unfreezeAccount, [
      ['ledger/unknown_account', { code: 'nobody', reason }],
      ['ok', { code: 'b', reason }],
    ]),
    ladder(extendRolling, [
      ['ledger/unknown_account', { code: 'nobody', rollingExpiresAt }],
      ['ok', { code: 'b', rollingExpiresAt }],
    ]),
    ladder(settleDebt, [
      ['ledger/conflicting_key', { key: USED, code: 'nobody', who }],
      ['ledger/unknown_account', fresh({ code: 'nobody', who })],
      ['ok', fresh({ code: 'a', who })],
    ]),
  ]
}

function amountLadders(): Ladder[] {
  const issue = { to: 'nobody', amount: pt(1), expiresAt: NOW, kind: 'grant', who }
  const change = { from: 'frozen', to: 'nobody', amount: MUCH, kind: 'x', who }
  const order = { key: USED, from: 'frozen', order: 'o', amount: MUCH, who }
  const claw = { key: USED, code: 'case', amount: pt(1), who }
  return [
    ladder(issuePoints, [
      ['ledger/conflicting_key', { ...issue, key: USED }],
      ['ledger/unknown_account', fresh(issue)],
      // One that takes no grants is as good as none.
      ['ledger/unknown_account', fresh({ ...issue, to: 'issuer:pt' })],
      ['ledger/expired', fresh({ ...issue, to: 'a' })],
      ['ok', fresh({ ...issue, to: 'a', expiresAt: SOON })],
    ]),
    ladder(convert, [
      ['ledger/conflicting_key', { ...change, key: USED }],
      ['ledger/unknown_account', fresh(change)],
      ['ledger/unit_mismatch', fresh({ ...change, to: 'star' })],
      ['ledger/frozen', fresh({ ...change, to: 'yen' })],
      ['ledger/insufficient', fresh({ ...change, to: 'yen', from: 'a' })],
      ['ok', fresh({ ...change, to: 'yen', from: 'a', amount: pt(1) })],
    ]),
    ladder(redeemPoints, [
      ['ledger/unknown_account', { ...order, from: 'nobody', order: 'star' }],
      ['ledger/account_conflict', { ...order, order: 'star' }],
      ['ledger/conflicting_key', order],
      ['ledger/frozen', fresh(order)],
      ['ledger/insufficient', fresh({ ...order, from: 'a' })],
      ['ok', fresh({ ...order, from: 'a', amount: pt(1) })],
    ]),
    ladder(clawBackPoints, [
      ['ledger/conflicting_key', claw],
      // Only what is a member's is taken back.
      ['ledger/unknown_account', fresh(claw)],
      ['ok', fresh({ ...claw, code: 'a' })],
    ]),
  ]
}
