import assert from 'node:assert/strict'
import { test } from 'node:test'
import { furimaruProfile } from '../profiles/furimaru-profile.ts'
import type { ParcelSigns } from '../states/order-facts.ts'
import { decideReturn } from './decide-return.ts'

const at = (hour: number) => new Date(Date.UTC(2017, 8, 14, hour))
const none: ParcelSigns = {
  heldAt: at(0),
  acknowledgedAt: null,
  declaredWithMeAt: null,
  declaredShippedAt: null,
  shipmentToldAt: null,
  firstScanAt: null,
  deliveredAt: null,
  turnedAt: null,
  broughtBackAt: null,
}
const shipped = { acknowledgedAt: at(5), declaredShippedAt: at(5) }
const withMe = { acknowledgedAt: at(5), declaredWithMeAt: at(5) }

const cases: [string, Partial<ParcelSigns>, number, 'return' | 'wait' | 'keep'][] = [
  ['having asked the seller is no sign', {}, 1, 'wait'],
  ['having read the notice is no sign', { acknowledgedAt: at(5) }, 6, 'wait'],
  ['his word "with me" is one', withMe, 6, 'return'],
  ['no scan just before the lag has passed', {}, 23, 'wait'],
  ['no scan when the lag has passed', {}, 24, 'return'],
  ['the lag counts from his word "shipped"', shipped, 24, 'wait'],
  ['and ends with it', shipped, 29, 'return'],
  ['a shipping notice from before the hold adds nothing', { shipmentToldAt: at(-9) }, 24, 'return'],
  ['a parcel named under the hold is waited for', { shipmentToldAt: at(3) }, 26, 'wait'],
  ['a scan from before the hold', { firstScanAt: at(-3) }, 1, 'keep'],
  ['a scan under the hold, before he knew', { firstScanAt: at(3) }, 4, 'keep'],
  ['a scan before he knew, confirmed later', { ...shipped, firstScanAt: at(4) }, 6, 'keep'],
  ['a scan of the very moment he knew', { ...shipped, firstScanAt: at(5) }, 6, 'keep'],
  ['a scan after he knew', { ...shipped, firstScanAt: at(6) }, 7, 'return'],
  ['a parcel turned round', { firstScanAt: at(3), turnedAt: at(4) }, 6, 'wait'],
  ['and brought back', { firstScanAt: at(3), turnedAt: at(4), broughtBackAt: at(9) }, 9, 'return'],
  ['turned round too late', { firstScanAt: at(3), turnedAt: at(4), deliveredAt: at(5) }, 6, 'keep'],
  ['a scan against his word', { ...withMe, firstScanAt: at(4) }, 7, 'return'],
]
for (const [what, signs, hour, decision] of cases) {
  test(`${what}: ${decision}`, () => {
    assert.equal(decideReturn({ ...none, ...signs }, furimaruProfile, at(hour)), decision)
  })
}
