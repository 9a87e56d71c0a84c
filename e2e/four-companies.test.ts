import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createTestDatabase, type TestDatabase } from '@modosu/kernel/testing'
import { checkBooks } from './stage/check-books.ts'
import { comeThrough } from './stage/come-through.ts'
import { weatherStorm } from './stage/storm.ts'

const SECONDS = 10
const COMPANIES = ['kado', 'midori', 'sora', 'tani']

let made: TestDatabase[]
before(async () => {
  const empty = async () => undefined
  made = await Promise.all(COMPANIES.map(() => createTestDatabase('empty', empty)))
})
after(async () => {
  for (const one of made) await one.drop()
})

test('four companies, killed and cut off at random, end with balanced books and no open leg', async () => {
  const databases = Object.fromEntries(made.map(({ config }, i) => [COMPANIES[i] ?? '', config]))
  const seed = Number(process.env.FC_SEED ?? Date.now() % 1_000_000)
  console.log(`seed ${seed}`)
  const storm = await weatherStorm({ databases, seconds: SECONDS, seed })
  try {
    await comeThrough(storm.companies)
    assert.deepEqual(await checkBooks(storm.companies), [])
    assert.ok(storm.kills > 0 && storm.cuts > 0 && storm.thefts > 0, 'the storm was one')
  } finally {
    await storm.close()
  }
})
