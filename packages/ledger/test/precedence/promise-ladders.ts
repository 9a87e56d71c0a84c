import {
  cancelGrant,
  commitReservation,
  grantPending,
  reservePoints,
  settleGrant,
  voidReservation,
} from '../../src/index.ts'
import { NOW, pt, SOON } from '../open-ledger.ts'
import { type Ladder, ladder } from './ladder.ts'
import { fresh, USED } from './open-fixture.ts'

const who = {}
const BACK_TO_ITS_PAYER = 'units go back to where they came from, which is known and of their unit'

/** The verbs of what is promised now and becomes of something later. */
export function promiseLadders(): Ladder[] {
  return [...reservationLadders(), ...grantLadders()]
}

function reservationLadders(): Ladder[] {
  const reserve = { key: USED, from: 'frozen', to: 'nobody', amount: pt(9_999), who }
  const commit = { key: USED, reservation: 'none', to: 'nobody', amount: pt(999), who }
  const cold = { ...commit, reservation: 'in the cold' }
  const kept = { reservation: 'kept', who }
  return [
    ladder(reservePoints, [
      ['ledger/conflicting_key', reserve],
      ['ledger/unknown_account', fresh(reserve)],
      ['ledger/unit_mismatch', fresh({ ...reserve, to: 'star' })],
      ['ledger/frozen', fresh({ ...reserve, to: 'escrow' })],
      ['ledger/insufficient', fresh({ ...reserve, to: 'escrow', from: 'a' })],
      ['ok', fresh({ ...reserve, to: 'escrow', from: 'a', amount: pt(1) })],
    ]),
    ladder(commitReservation, [
      ['ledger/unknown_reservation', commit],
      ['ledger/conflicting_key', cold],
      // The units, key and target of another request, asked of this reservation.
      ['ledger/conflicting_key', { ...kept, key: USED, to: 'a' }],
      ['ledger/span_not_live', fresh(cold)],
      ['ledger/unknown_account', fresh({ ...cold, amount: pt(1) })],
      ['ledger/frozen', fresh({ ...cold, amount: pt(1), to: 'yen' })],
      ['ledger/unit_mismatch', fresh({ ...kept, to: 'yen' })],
      ['ledger/same_account', fresh({ ...kept, to: 'escrow' })],
      ['ok', fresh({ ...kept, to: 'b', amount: pt(1) })],
    ]),
    ladder(
      voidReservation,
      [
        ['ledger/unknown_reservation', { key: USED, reservation: 'none', who }],
        ['ledger/conflicting_key', { key: USED, reservation: 'in the cold', who }],
        ['ledger/span_not_live', fresh({ reservation: 'gone', who })],
        ['ledger/frozen', fresh({ reservation: 'in the cold', who })],
        ['ok', fresh(kept)],
      ],
      {
        'ledger/unknown_account': BACK_TO_ITS_PAYER,
        'ledger/unit_mismatch': BACK_TO_ITS_PAYER,
        'ledger/same_account': BACK_TO_ITS_PAYER,
      },
    ),
  ]
}

function grantLadders(): Ladder[] {
  const pending = { to: 'nobody', amount: pt(1), expiresAt: NOW, kind: 'earn', who }
  const settle = { key: USED, grant: 'none', to: 'nobody', who }
  return [
    ladder(grantPending, [
      ['ledger/unknown_account', { ...pending, key: USED }],
      ['ledger/conflicting_key', { ...pending, key: USED, to: 'a' }],
      ['ledger/expired', fresh({ ...pending, to: 'a' })],
      ['ok', fresh({ ...pending, to: 'a', expiresAt: SOON })],
    ]),
    ladder(
      settleGrant,
      [
        ['ledger/unknown_reservation', settle],
        ['ledger/conflicting_key', { ...settle, grant: 'settled' }],
        ['ledger/span_not_live', fresh({ ...settle, grant: 'settled' })],
        ['ledger/unknown_account', fresh({ ...settle, grant: 'granted' })],
        ['ledger/unit_mismatch', fresh({ ...settle, grant: 'granted', to: 'yen' })],
        ['ledger/same_account', fresh({ ...settle, grant: 'granted', to: 'pending:a' })],
      ],
      { 'ledger/frozen': 'nobody freezes the account in which grants wait' },
    ),
    ladder(cancelGrant, [
      ['ledger/unknown_reservation', { key: USED, grant: 'none', who }],
      ['ledger/account_conflict', { key: USED, grant: 'granted star', who }],
      ['ledger/conflicting_key', { key: USED, grant: 'settled', who }],
      ['ledger/span_not_live', fresh({ grant: 'settled', who })],
      ['ok', fresh({ grant: 'granted', who })],
    ]),
  ]
}
