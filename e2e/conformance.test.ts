import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { freePort } from '@modosu/kernel'
import { createTestDatabase, type TestDatabase } from '@modosu/kernel/testing'
import { checkConformance, conformancePayments } from '@modosu/recall'
import { type CardCompanies, makeKeys, openCardCompanies } from './stage/card-companies.ts'
import { openLyingProxy } from './stage/open-lying-proxy.ts'
import { plantedFaults } from './stage/planted-faults.ts'

const AMOUNT = 1_000n
/** Most payments that one rule uses up. */
const PAYMENTS_OF_A_RULE = 1

let made: TestDatabase
let companies: CardCompanies
let keys: Awaited<ReturnType<typeof makeKeys>>
let port: number
before(async () => {
  made = await createTestDatabase('empty', async () => undefined)
  keys = await makeKeys()
  port = await freePort()
  const baseUrl = `http://127.0.0.1:${port}`
  companies = await openCardCompanies({
    databases: { kado: made.config },
    strangers: [{ company: 'conformance', baseUrl, keys: [keys.publicKey] }],
  })
  await kado().start()
})
after(async () => {
  await companies.close()
  await made.drop()
})

const kado = () => companies.of('kado')

/** Cards that wait for a payment of the played neighbour. */
async function offerPayments(count: number): Promise<string[]> {
  const references: string[] = []
  for (let i = 0; i < count; i++) {
    const order = { customer: 'cus_test', amount: String(AMOUNT), payer: 'conformance' }
    const { body } = await kado().call('POST', '/cards/v1/orders', order)
    references.push(body.reference ?? '')
  }
  return references
}

async function check(url: string, only?: readonly string[]) {
  const { outcomes } = await checkConformance({
    url,
    us: 'conformance',
    signingKey: keys.signingKey,
    port,
    references: await offerPayments(only ? PAYMENTS_OF_A_RULE : conformancePayments),
    amount: AMOUNT,
    unit: 'yen',
    patienceMs: 20_000,
    ...(only ? { only } : {}),
  })
  return outcomes
}

test('the gift card service keeps every rule of the protocol', async () => {
  const outcomes = await check(kado().origin)
  assert.deepEqual(
    outcomes.filter(({ result }) => result !== 'kept'),
    [],
  )
  assert.ok(outcomes.length >= 30)
})

test('promises about payments are not run where none was offered, and none is called kept', async () => {
  const { outcomes } = await checkConformance({
    url: kado().origin,
    us: 'conformance',
    signingKey: keys.signingKey,
    port,
    references: [],
    amount: AMOUNT,
    unit: 'yen',
    patienceMs: 20_000,
    only: ['payment-is-credited-once', 'unknown-transfer-is-said-so'],
  })
  assert.deepEqual(
    outcomes.map(({ result }) => result),
    ['not run', 'kept'],
  )
})

describe('a company with a fault is caught by the rule that it breaks', () => {
  for (const [rule, fault] of Object.entries(plantedFaults)) {
    test(`${rule} catches a company that breaks it`, async () => {
      const proxy = await openLyingProxy(kado(), fault)
      try {
        const [outcome] = await check(proxy.origin, [rule])
        assert.deepEqual([outcome?.id, outcome?.result], [rule, 'broken'], outcome?.why ?? '')
      } finally {
        await proxy.close()
      }
    })
  }
})

test('a company shows the description of the wire, every request of it', async () => {
  const response = await fetch(`${kado().origin}/recall/v1/openapi.json`)
  const document = (await response.json()) as { openapi: string; paths: Record<string, object> }
  assert.equal(document.openapi, '3.1.0')
  assert.deepEqual(Object.keys(document.paths).sort(), [
    '/clearing/v1/statement',
    '/recall/v1/asks',
    '/recall/v1/legs/{leg}',
    '/recall/v1/legs/{leg}/ask',
    '/recall/v1/legs/{leg}/report',
    '/recall/v1/meta',
    '/recall/v1/reports',
    '/transfers/v1/{transfer}',
  ])
})
