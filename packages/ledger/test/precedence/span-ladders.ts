import { giveBack, moveSpans, placeHold, releaseHold, renewHold } from '../../src/index.ts'
import { NOW, SOON } from '../open-ledger.ts'
import { type Ladder, ladder } from './ladder.ts'
import { type Fixture, fresh, part, past, USED } from './open-fixture.ts'

const who = {}

/** The verbs of exact units. */
export function spanLadders(fixture: Fixture): Ladder[] {
  const { live, yen, held } = fixture
  const hold = { caseId: 'c', spans: [part(yen, 0, 1)], to: 'nobody', until: NOW, who }
  const free = { ...hold, to: 'case', until: SOON }
  const renew = { holdKey: 'none', until: NOW, who }
  return [
    ladder(placeHold, [
      ['ledger/conflicting_key', { ...hold, key: USED }],
      ['ledger/unknown_account', fresh(hold)],
      // A member's account holds nothing for a case.
      ['ledger/unknown_account', fresh({ ...hold, to: 'b' })],
      ['ledger/expired', fresh({ ...hold, to: 'case' })],
      ['ledger/unit_mismatch', fresh(free)],
      ['ledger/same_account', fresh({ ...free, spans: [part(held, 0, 1)] })],
      ['ok', { ...free, key: 'placed', spans: [part(live, 30, 1)] }],
    ]),
    ladder(renewHold, [
      ['ledger/conflicting_key', { ...renew, key: USED }],
      ['ledger/unknown_hold', fresh(renew)],
      ['ledger/expired', fresh({ ...renew, holdKey: 'placed' })],
      ['ok', fresh({ ...renew, holdKey: 'placed', until: SOON })],
    ]),
    ...moveLadders(fixture),
    giveBackLadder(fixture),
  ]
}

function moveLadders({ live, frozen, yen }: Fixture): Ladder[] {
  const all = [past(live), part(frozen, 0, 1), part(yen, 0, 1)]
  const move = { spans: all, to: 'nobody', kind: 'x', who }
  const toA = { ...move, to: 'a' }
  const rungs = [
    ['ledger/conflicting_key', { ...move, key: USED }],
    ['ledger/unknown_account', fresh(move)],
    // One that takes no transfers is as good as none.
    ['ledger/unknown_account', fresh({ ...move, to: 'issuer:pt' })],
    ['ledger/span_not_live', fresh(toA)],
    ['ledger/frozen', fresh({ ...toA, spans: all.slice(1) })],
    ['ledger/unit_mismatch', fresh({ ...toA, spans: all.slice(2) })],
    // Units are of their account's unit: nothing breaks this rule and the one before.
    ['ledger/same_account', fresh({ ...toA, spans: [part(live, 20, 1)] })],
  ] as const
  return [ladder(moveSpans, rungs), ladder(releaseHold, rungs)]
}

function giveBackLadder({ live, held, heldStar, origin, givenBack }: Fixture): Ladder {
  const never = part(live, 40, 1)
  const twice = part(givenBack, 0, 1)
  const once = part(origin, 0, 1)
  const inCase = part(held, 0, 1)
  const star = { from: part(heldStar, 0, 1), origin: once }
  const dead = { from: past(live), origin: twice }
  const wrong = { from: part(live, 50, 1), origin: twice }
  const again = { from: inCase, origin: twice }
  const unspent = { from: part(held, 1, 1), origin: never }
  const back = { parts: [dead], to: 'nobody', graceDays: 30, who }
  return ladder(giveBack, [
    ['ledger/conflicting_key', { ...back, key: USED }],
    ['ledger/span_not_live', fresh({ ...back, parts: [dead, wrong] })],
    ['ledger/not_given_from_here', fresh({ ...back, parts: [wrong, unspent] })],
    ['ledger/already_given_back', fresh({ ...back, parts: [again, unspent] })],
    ['ledger/span_not_spent', fresh({ ...back, parts: [unspent] })],
    ['ledger/unknown_account', fresh({ ...back, parts: [star] })],
    // Stars do not become points: neither in another account nor in the payer's own.
    ['ledger/unit_mismatch', fresh({ ...back, parts: [star], to: 'case-star' })],
    ['ledger/unit_mismatch', fresh({ ...back, parts: [star], to: 'origin' })],
    [
      'ledger/same_account',
      fresh({ ...back, parts: [{ from: inCase, origin: once }], to: 'case' }),
    ],
    ['ok', fresh({ ...back, parts: [{ from: inCase, origin: once }], to: 'origin' })],
  ])
}
