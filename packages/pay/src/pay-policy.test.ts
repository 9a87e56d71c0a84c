import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MemberActor, Restriction } from '@modosu/kernel'
import { type PayPolicy, refuseLeaving, refuseSpending } from './pay-policy.ts'

const now = new Date('2017-09-14T00:00:00+09:00')
const later = new Date('2017-09-17T00:00:00+09:00')

function actorWith(...restrictions: Restriction[]): MemberActor {
  return {
    kind: 'member',
    memberId: 'mem_1',
    sessionId: 'ses_1',
    deviceId: 'dev_1',
    restrictions,
  }
}

const delay: Restriction = { scope: 'leave', until: later, reason: 'contact_changed' }
const stop: Restriction = { scope: 'spend', until: null, reason: 'stopped' }

function leaving(policy: PayPolicy, actor: MemberActor, neighbour: string) {
  return refuseLeaving(policy, { actor, neighbour, now })
}

test('where a payment is final, it waits for the end of the delay and says when that is', () => {
  const policy = { leavingGuard: true, finalAt: ['counter'] }
  assert.deepEqual(leaving(policy, actorWith(delay), 'counter'), {
    code: 'pay/leaving_delayed',
    until: later.toISOString(),
  })
  assert.equal(leaving(policy, actorWith(delay), 'furimaru'), undefined)
  assert.equal(leaving(policy, actorWith(), 'counter'), undefined)
  assert.equal(leaving(policy, actorWith({ ...delay, until: now }), 'counter'), undefined)
})

test('with the guard off nothing waits: that is how it was in 2017', () => {
  const policy = { leavingGuard: false, finalAt: ['counter'] }
  assert.equal(leaving(policy, actorWith(delay), 'counter'), undefined)
})

test('a stop without an end shuts everything, a delay does not', () => {
  assert.deepEqual(refuseSpending(actorWith(delay, stop), now), {
    code: 'pay/spending_shut',
    until: null,
  })
  assert.equal(refuseSpending(actorWith(delay), now), undefined)
  assert.equal(refuseSpending(actorWith({ ...stop, until: now }), now), undefined)
})
