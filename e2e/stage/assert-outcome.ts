import assert from 'node:assert/strict'
import type { Outcome } from '@modosu/modosu'

/** Everything came back to where it was, and nobody paid for it. */
export function assertAllGivenBack(outcome: Outcome): void {
  const { expected, sameLots, returned, sellerLoss, thiefGain } = outcome
  assert.deepEqual(
    { expected, sameLots, returned, sellerLoss, thiefGain },
    { expected: true, sameLots: true, returned: '40000', sellerLoss: '0', thiefGain: '0' },
  )
}
