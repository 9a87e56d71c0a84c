import { strict as assert } from 'node:assert'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { asUser, inTransaction, openPool } from '@modosu/kernel'
import { createTestDatabase } from '@modosu/kernel/testing'
import { ledgerCommandAccounts, ledgerCommandTrace, ledgerCommandVerify } from '../src/index.ts'
import { contextAt, NOW } from './open-ledger.ts'
import { followAndGiveBack } from './readme-example.ts'

test('the worked example runs as it is written, and the commands show what it did', async () => {
  const database = await createTestDatabase('an empty database', async () => undefined)
  const said = await followAndGiveBack(database.config)
  assert.deepEqual(said, ['posted', '28000 at escrow:order-1', '2000 at pay:aki', 'given back'])

  const pool = openPool(asUser(database.config, 'modosu_app'), { max: 1 })
  const lines: string[] = []
  const print = (line: string) => lines.push(line)
  await inTransaction(pool, async (tx) => {
    const ctx = contextAt(NOW, tx)
    assert.equal(await ledgerCommandAccounts(ctx, [], print), true)
    assert.equal(
      await ledgerCommandAccounts(ctx, ['points:aki', 'pay:aki', 'nobody'], print),
      false,
    )
    assert.equal(await ledgerCommandAccounts(ctx, ['p*', 'q*'], print), false)
    assert.equal(await ledgerCommandTrace(ctx, 'grant-1', print), true)
    assert.equal(await ledgerCommandTrace(ctx, 'nothing', print), false)
    assert.equal(await ledgerCommandVerify(ctx, print), true)
  })
  await pool.end()
  await database.drop()
  const text = lines.join('\n')
  assert.match(text, /^points:aki {2}member {2}40000 pt$/m)
  assert.match(text, /^nobody: there is no such account$/m)
  assert.match(text, /^ +40000 pt {2}points:aki {2}member$/m)
  assert.match(text, /^q\*: there is no such account$/m)
  assert.match(text, /escrow:order-1 {2}session-of-a-stranger {2}order-1$/m)
  assert.match(text, /^grant-1: 40000 from issuer:pt$/m)
  assert.match(text, /└─ 40000 to points:aki, 10000 still here/)
  assert.match(text, /├─ 28000 to escrow:order-1/)
  assert.match(text, /^the ledger is clean$/m)
})

test('the example in the README is the one that runs', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')
  const example = await readFile(new URL('./readme-example.ts', import.meta.url), 'utf8')
  const shown = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? assert.fail('no example in the README')
  const flat = (text: string) => text.replace(/\s+/g, ' ').trim()
  for (const line of shown.split('\n').filter((one) => one.trim() !== '')) {
    assert.ok(flat(example).includes(flat(line)), `not in the example that runs: ${line}`)
  }
})
