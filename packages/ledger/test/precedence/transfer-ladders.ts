import { transferIn, transferOut } from '../../src/index.ts'
import { pt } from '../open-ledger.ts'
import { type Ladder, ladder } from './ladder.ts'
import { type Fixture, part, past } from './open-fixture.ts'

/** The verbs between companies, whose key is the reference of the transfer. */
export function transferLadders({ live, frozen, yen }: Fixture): Ladder[] {
  const out = { neighbour: 'm', amount: pt(1), kind: 'payment', who: {} } as const
  const much = { ...out, amount: pt(9_999) }
  const mixed = [part(frozen, 1, 1), part(yen, 1, 1)]
  const dead = [past(live), ...mixed]
  const two = [part(live, 60, 1), part(yen, 1, 1)]
  const back = { neighbour: 'm', to: 'a', amount: pt(2), unit: 'pt', who: {} }
  const asked = { ...back, kind: 'return' } as const
  const returnOf = { transferId: 'never', ranges: [{ lo: 0n, amount: pt(2) }] }
  const wrong = { ...asked, returnOf, unit: 'yen' }
  return [
    ladder(transferOut, [
      ['ok', { ...out, transferId: 't-out', from: 'a' }],
      ['ledger/conflicting_key', { ...out, transferId: 't-out', from: 'nobody' }],
      ['ledger/unknown_account', { ...out, transferId: 't', from: 'nobody' }],
      // One that takes part in no transfers is as good as none, however much is asked of it.
      ['ledger/unknown_account', { ...much, transferId: 't', from: 'issuer:pt' }],
      ['ledger/span_not_live', { ...out, transferId: 't', from: dead, amount: pt(3) }],
      ['ledger/frozen', { ...much, transferId: 't', from: 'frozen' }],
      ['ledger/frozen', { ...out, transferId: 't', from: mixed, amount: pt(2) }],
      ['ledger/insufficient', { ...much, transferId: 't', from: 'a' }],
      ['ledger/unit_mismatch', { ...out, transferId: 't', from: two, amount: pt(2) }],
    ]),
    ladder(transferIn, [
      ['ok', { ...asked, transferId: 't-in' }],
      ['ledger/conflicting_key', { ...wrong, transferId: 't-in', to: 'nobody' }],
      ['ledger/unknown_account', { ...wrong, transferId: 't', to: 'nobody' }],
      ['ledger/unknown_account', { ...wrong, transferId: 't', to: 'issuer:pt' }],
      ['ledger/unit_mismatch', { ...wrong, transferId: 't' }],
      ['ledger/unknown_transfer', { ...asked, returnOf, transferId: 't' }],
    ]),
  ]
}
