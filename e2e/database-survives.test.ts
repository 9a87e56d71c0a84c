import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { freePort, stopPostgres } from '@modosu/kernel'
import { type Mailbox, openBrowser, openMailbox } from '@modosu/modosu'
import { type ModosuProcess, startModosu } from './stage/modosu-process.ts'

let dataDir: string
let mailbox: Mailbox
let port: number
const started: ModosuProcess[] = []

before(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'modosu-data-'))
  mailbox = await openMailbox({ smtp: 0, http: await freePort() })
  port = await freePort()
})
after(async () => {
  for (const one of started) await one.kill()
  for (const folder of [dataDir, ...['as-it-was', 'with-modosu'].map((m) => join(dataDir, m))]) {
    for (const name of ['hinata', 'furimaru']) {
      const postgres = join(folder, name, 'postgres')
      if (existsSync(postgres)) await stopPostgres({ dataDir: postgres })
    }
  }
  await mailbox.close()
  await rm(dataDir, { recursive: true, force: true })
})

async function start(args: readonly string[], readyWhen: RegExp): Promise<ModosuProcess> {
  const one = await startModosu(args, { readyWhen })
  started.push(one)
  return one
}

const serve = (...more: readonly string[]) =>
  start(
    [
      ...['serve', '--company', 'hinata', '--data', dataDir, '--smtp', mailbox.smtpUrl],
      ...['--hinata-port', `${port}`, '--log', 'warn', ...more],
    ],
    /answers on/,
  )

async function post(path: string, body: unknown): Promise<{ status: number; body: unknown }> {
  const browser = openBrowser({ userAgent: 'x', ip: '192.0.2.1' })
  const origin = `http://127.0.0.1:${port}`
  return await browser.request({ origin, method: 'POST', path, body })
}

/** PostgreSQL writes down here who runs; the first line is its process. */
const postmasterFile = () => join(dataDir, 'hinata', 'postgres', 'cluster', 'postmaster.pid')

const readPostmaster = async () => (await readFile(postmasterFile(), 'utf8')).split('\n')[0]

const loginId = 'kimura-hanako'
const password = 'nagai-himitsu-2017'
const signUp = () =>
  post('/account/v1/sign-up', { loginId, email: 'h@post.example', password, displayName: 'h' })

test('a company that was killed goes on with its data at the next start, and --fresh clears it', async () => {
  const first = await serve()
  assert.equal((await signUp()).status, 201)
  const postmaster = await readPostmaster()
  await first.kill()

  const second = await serve()
  assert.equal(await readPostmaster(), postmaster, 'it was taken over, not started')
  const known = await post('/account/v1/sign-in', { login: loginId, password })
  assert.equal((known.body as { type: string }).type, 'account/address_unconfirmed')
  await second.kill()

  // The database server of the killed process still runs: it is neither in the way nor left behind.
  const third = await serve('--fresh')
  assert.equal((await signUp()).status, 201)
  await third.stop()
  assert.equal((await third.ended).code, 0)
  assert.equal(existsSync(postmasterFile()), false, 'a polite end leaves no database server')
})

test('a demo that was killed in the middle of the story does not block the next one', async () => {
  const args = ['demo', '--once', '--lang', 'en', '--data', dataDir]
  const first = await start(args, /turns 40,000 points into Pay/)
  await first.kill()
  const second = await start(args, /./)
  assert.equal((await second.ended).code, 0, second.output().err)
  assert.match(second.output().out, /In their own lots and expiries\s*│\s*yes\s*│\s*yes/)
})
