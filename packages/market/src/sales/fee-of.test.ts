import assert from 'node:assert/strict'
import { test } from 'node:test'
import { furimaruProfile } from '../profiles/furimaru-profile.ts'
import { kawamaruProfile } from '../profiles/kawamaru-profile.ts'
import { feeOf } from './fee-of.ts'

const at = (text: string) => new Date(`${text}+09:00`)

for (const [what, day, price, fee] of [
  ['in 2017 nothing is kept', '2017-09-12T12:00:00', 40_000n, 0n],
  ['a minute before the new rule nothing is kept', '2018-06-04T09:59:59', 10_000n, 0n],
  ['from that hour on 3.5 % and the tax of 8 %', '2018-06-04T10:00:00', 10_000n, 378n],
  ['with the tax of 10 % it is 385 of 10,000', '2019-10-01T00:00:00', 10_000n, 385n],
  ["a part of a yen is the seller's, not the market's", '2019-10-01T00:00:00', 333n, 12n],
] as const) {
  test(what, () => {
    assert.equal(feeOf(furimaruProfile, price, at(day)), fee)
  })
}

test('the other market keeps a tenth, and a day before its first rule nothing', () => {
  assert.equal(feeOf(kawamaruProfile, 9_999n, at('2017-09-12T12:00:00')), 999n)
  assert.equal(feeOf(kawamaruProfile, 9_999n, at('2013-06-30T23:59:59')), 0n)
})
