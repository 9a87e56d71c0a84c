import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CaseFacts, caseStateOf, headlineOf, ownerTasks } from './case-state.ts'

const stopped: CaseFacts = {
  isPart: false,
  stolen: 40_000n,
  returned: 0n,
  gone: 0n,
  unshipped: false,
  inEscrow: false,
  verified: false,
  givenBack: false,
  settled: false,
  closed: false,
  waiting: false,
  decided: null,
}

test('a case goes from stopped to the second person, back home, to the owner and to its end', () => {
  const steps: [CaseFacts, string, string | null][] = [
    [stopped, 'stopped', 'desk'],
    [{ ...stopped, waiting: true }, 'second_person', 'desk'],
    [{ ...stopped, decided: 'return' }, 'returning', 'partner'],
    [{ ...stopped, decided: 'return', inEscrow: true }, 'returning', 'seller'],
    [{ ...stopped, decided: 'withdraw' }, 'withdrawing', 'partner'],
    [{ ...stopped, decided: 'return', settled: true, returned: 40_000n }, 'owner_next', 'owner'],
    [{ ...stopped, settled: true, givenBack: true, closed: true }, 'closed', null],
  ]
  for (const [facts, state, turn] of steps) {
    assert.deepEqual(caseStateOf(facts), { state, turn })
  }
})

test('an owner who is back early does not change whose turn the points are', () => {
  const facts = { ...stopped, decided: 'return' as const, verified: true, givenBack: true }
  assert.deepEqual(caseStateOf(facts), { state: 'returning', turn: 'partner' })
  assert.deepEqual(ownerTasks(facts), [])
})

test('in a part of a neighbour the neighbour decides and the owner has no tasks', () => {
  const facts = { ...stopped, isPart: true }
  assert.deepEqual(caseStateOf(facts), { state: 'stopped', turn: 'partner' })
  assert.deepEqual(ownerTasks(facts), [])
})

test('the owner proves himself first and reviews the account then', () => {
  assert.deepEqual(ownerTasks(stopped), ['prove_identity'])
  assert.deepEqual(ownerTasks({ ...stopped, verified: true }), ['review_account'])
})

test('nothing is called unshipped or back that is not', () => {
  assert.equal(headlineOf('stopped', stopped).ja, '止めてあります。')
  assert.equal(
    headlineOf('stopped', { ...stopped, unshipped: true }).ja,
    '止めてあります。発送もまだです。',
  )
  const all = { ...stopped, returned: 40_000n }
  const some = { ...stopped, returned: 39_999n, gone: 1n }
  assert.equal(headlineOf('closed', all).ja, 'すべて戻りました。')
  assert.equal(headlineOf('closed', some).ja, '手続きが終わりました。')
  assert.notEqual(headlineOf('owner_next', some).en, headlineOf('owner_next', all).en)
})
