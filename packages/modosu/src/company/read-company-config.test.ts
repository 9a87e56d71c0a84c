import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { demoConfig } from '../demo/demo-config.ts'
import type { CompanyConfig } from './company-config.ts'
import { readCompanyConfig } from './read-company-config.ts'

let folder: string
let config: CompanyConfig
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'modosu-config-'))
  config = await demoConfig(
    {
      dataDir: folder,
      ports: { hinata: 7410, furimaru: 7420 },
      smtpUrl: 'smtp://127.0.0.1:7425',
      mode: 'with-modosu',
      logLevel: 'warn',
    },
    'furimaru',
    { connection: (database, user = 'postgres') => ({ host: '/run/db', database, user }) },
  )
})
after(() => rm(folder, { recursive: true, force: true }))

async function written(changes: Record<string, unknown> = {}): Promise<string> {
  const path = join(folder, 'company.json')
  const text = JSON.stringify({ ...config, ...changes }, (_, value) =>
    typeof value === 'bigint' ? String(value) : value,
  )
  await writeFile(path, text)
  return path
}

test('a configuration that was written down is read as it was', async () => {
  assert.deepEqual(await readCompanyConfig(await written()), config)
})

for (const [what, changes, field] of [
  ['a misspelt protection', { policy: { acount: {} } }, 'policy.account'],
  ['a missing policy', { policy: undefined }, 'policy'],
  ['an unknown member', { debug: true }, 'the whole'],
  ['an unknown service', { services: ['account', 'bank'] }, 'services.1'],
  ['a key that is too short to seal with', { sealingKey: 'c2hvcnQ' }, 'sealingKey'],
  ['an origin that ends with a slash', { origin: 'https://f.example/' }, 'origin'],
  ['a port that is none', { port: 0 }, 'port'],
] as const) {
  test(`${what} in a configuration stops the start and is named`, async () => {
    const path = await written(changes)
    await assert.rejects(readCompanyConfig(path), (error: Error) => {
      assert.ok(error.message.startsWith(`${path}: ${field}: `), error.message)
      return true
    })
  })
}
