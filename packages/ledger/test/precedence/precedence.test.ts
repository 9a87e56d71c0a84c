import { strict as assert } from 'node:assert'
import { after, before, test } from 'node:test'
import { ledgerProblems, type PostInput, postTransfers } from '../../src/index.ts'
import { newKey, openTestLedger, pt, type TestLedger } from '../open-ledger.ts'
import { balanceLadders } from './balance-ladders.ts'
import { climb, type Ladder, promisedOrder } from './ladder.ts'
import { openFixture, USED } from './open-fixture.ts'
import { promiseLadders } from './promise-ladders.ts'
import { spanLadders } from './span-ladders.ts'
import { transferLadders } from './transfer-ladders.ts'

let ledger: TestLedger
let ladders: Ladder[]
const seen = new Set<string>()
before(async () => {
  ledger = await openTestLedger()
  const fixture = await ledger.run(openFixture)
  ladders = [
    ...balanceLadders(),
    ...promiseLadders(),
    ...spanLadders(fixture),
    ...transferLadders(fixture),
  ]
})
after(() => ledger.close())

test('whatever else is wrong, every verb refuses by the first rule that its comment names', async () => {
  for (const ladder of ladders) {
    const order = await ledger.run((ctx) => climb(ctx, ladder))
    for (const code of order) seen.add(code)
    const promised = await promisedOrder(ladder.verb)
    assert.deepEqual(
      order,
      promised.filter((code) => ladder.never[code] === undefined),
      ladder.verb,
    )
  }
})

test('a transfer that breaks every rule gets the verdict of the first, and so on down', async () => {
  const used: PostInput = {
    key: newKey(),
    from: 'a',
    to: 'b',
    amount: pt(1),
    kind: 'gift',
    who: {},
  }
  const bad = { ...used, from: 'frozen', amount: pt(9_999) }
  const inputs: PostInput[] = [
    used,
    used,
    { ...bad, to: 'nobody' },
    { ...bad, key: newKey(), to: 'nobody' },
    { ...bad, key: newKey(), to: 'star' },
    { ...bad, key: newKey(), to: 'b' },
    { ...bad, key: newKey(), from: 'a', to: 'b' },
  ]
  assert.deepEqual(await ledger.run((ctx) => postTransfers(ctx, inputs)), [
    'posted',
    'replayed',
    'conflicting_key',
    'unknown_account',
    'unit_mismatch',
    'frozen',
    'insufficient',
  ])
})

test('every verb that refuses stands in the table, and every refusal was seen there', async () => {
  assert.deepEqual([...seen].sort(), Object.keys(ledgerProblems).sort())
  const { rows } = await ledger.admin.query<{ n: bigint }>(
    'select count(*) as n from ledger.txn where key = $1',
    [USED],
  )
  assert.equal(rows[0]?.n, 1n, 'a refusal used a key')
})
