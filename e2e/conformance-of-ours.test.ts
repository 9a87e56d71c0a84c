import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { freePort } from '@modosu/kernel'
import { type DemoName, demoNames, type OpenCompany, openCompany } from '@modosu/modosu'
import { checkConformance } from '@modosu/recall'
import { makeKeys } from './stage/card-companies.ts'
import { type CompanyDatabases, createCompanyDatabases } from './stage/company-databases.ts'
import { openStage, type Stage } from './stage/open-stage.ts'

let databases: CompanyDatabases
let stage: Stage
let keys: Awaited<ReturnType<typeof makeKeys>>
let port: number
const opened = new Map<DemoName, OpenCompany>()
before(async () => {
  databases = await createCompanyDatabases()
  stage = await openStage(databases)
  keys = await makeKeys()
  port = await freePort()
  const baseUrl = `http://127.0.0.1:${port}`
  const conformance = { company: 'conformance', baseUrl, keys: [keys.publicKey] }
  for (const name of demoNames) {
    const config = stage.configs[name]
    const neighbours = { ...config.neighbours.neighbours, conformance }
    const company = await openCompany({
      ...config,
      neighbours: { ...config.neighbours, neighbours },
      logLevel: 'silent',
    })
    opened.set(name, company)
  }
})
after(async () => {
  for (const company of opened.values()) await company.close()
  await stage.closeAll()
  await databases.drop()
})

describe('our own companies break no promise that can be checked without a payment', () => {
  for (const name of demoNames) {
    test(`${name} breaks none`, async () => {
      const { outcomes } = await checkConformance({
        url: stage.configs[name].origin,
        us: 'conformance',
        signingKey: keys.signingKey,
        port,
        references: [],
        amount: 1_000n,
        unit: 'yen',
        patienceMs: 20_000,
      })
      const broken = outcomes.filter(({ result }) => result === 'broken')
      assert.deepEqual(broken, [])
      assert.ok(outcomes.filter(({ result }) => result === 'kept').length >= 20)
    })
  }
})
