import assert from 'node:assert/strict'
import { chmod, chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, test } from 'node:test'
import { startStopwatch } from '../clock.ts'
import { openPool } from '../database.ts'
import {
  clearTestFolders,
  endOtherProcesses,
  makeTestFolder,
  type StarterProcess,
  startInAnotherProcess,
} from '../testing/starter-process.ts'
import { inspectProcess } from './inspect-process.ts'
import { canPass } from './run-as.ts'
import { type PostgresServer, type StartPostgresInput, startPostgres } from './start-postgres.ts'
import { waitUntil } from './wait-until.ts'

/** An ordinary account that every system has. */
const DAEMON_UID = 1
/** A number that belongs to no account. */
const NAMELESS_UID = 65_533
const STATE_DEADLINE_MS = 20_000

const BUSY_STATEMENT = 'select count(*) as busy from generate_series(1, 8000000) a where a % 7 = 1'

const servers: PostgresServer[] = []

async function start(input: StartPostgresInput): Promise<PostgresServer> {
  const server = await startPostgres(input)
  servers.push(server)
  return server
}

async function ask(server: PostgresServer, text: string): Promise<unknown[][]> {
  const pool = openPool(server.connection('postgres'), { max: 1 })
  try {
    const result = await pool.query<unknown[]>({ text, rowMode: 'array' })
    return result.rows
  } finally {
    await pool.end()
  }
}

async function isGone(pid: number): Promise<boolean> {
  const gone = await waitUntil(STATE_DEADLINE_MS, async () =>
    (await inspectProcess(pid)) ? undefined : true,
  )
  return gone === true
}

afterEach(async () => {
  await endOtherProcesses()
  for (const server of servers.splice(0)) await server.stop()
  await clearTestFolders()
})

test('an empty folder becomes a durable server that only its private socket reaches', async () => {
  const dataDir = await makeTestFolder()
  const server = await start({ dataDir })
  assert.equal(server.adopted, false)
  const rows = await ask(
    server,
    `select current_setting('listen_addresses'), current_setting('fsync'),
            current_setting('synchronous_commit'), current_setting('data_checksums'),
            current_setting('server_encoding'), current_setting('max_wal_size'),
            (select datlocprovider::text || ' ' || datlocale from pg_database
             where datname = 'postgres')`,
  )
  assert.deepEqual(rows, [['', 'on', 'on', 'on', 'UTF8', '4GB', 'b C.UTF-8']])
  assert.equal((await stat(server.socketDir)).mode & 0o777, 0o700)
  assert.equal((await stat(join(dataDir, 'server.log'))).mode & 0o777, 0o600)
})

test('no setting opens the server beyond its socket', async () => {
  const dataDir = await makeTestFolder()
  const settings = { listen_addresses: '*', port: '5433', unix_socket_permissions: '0777' }
  const server = await start({ dataDir, settings })
  const rows = await ask(
    server,
    `select current_setting('listen_addresses'), current_setting('port'),
            current_setting('unix_socket_permissions')`,
  )
  assert.deepEqual(rows, [['', '5432', '0700']])
})

test('the server never runs as root, and as root in a folder of its own account', async () => {
  const dataDir = await makeTestFolder()
  const server = await start({ dataDir })
  const { uid } = await stat(join(server.socketDir, '.s.PGSQL.5432'))
  const self = process.getuid?.() ?? 0
  assert.equal(uid, self === 0 ? 65_534 : self)
})

/**
 * Runs `work` for an ordinary user: ourselves, or as root another account. In a checkout that is
 * closed to that account nothing can be started by it, which then has to be a fault.
 */
async function asOrdinaryUser(
  dataDir: string,
  work: (uid: number, child: StarterProcess) => Promise<void>,
): Promise<void> {
  const self = process.getuid?.() ?? 0
  const uid = self === 0 ? DAEMON_UID : self
  const starting = startInAnotherProcess(dataDir, self === 0 ? { uid } : {})
  const open = self !== 0 || (await canPass(import.meta.dirname, { uid, gid: uid }))
  if (open) await work(uid, await starting)
  else await assert.rejects(starting, /ended without a report/)
}

async function giveToOrdinaryUser(folder: string): Promise<void> {
  if (process.getuid?.() === 0) await chown(folder, DAEMON_UID, DAEMON_UID)
}

test('an ordinary user starts the server as himself', async () => {
  const dataDir = await makeTestFolder()
  await giveToOrdinaryUser(dataDir)
  await asOrdinaryUser(dataDir, async (uid, child) => {
    assert.equal(child.adopted, false)
    assert.equal((await stat(join(child.socketDir, '.s.PGSQL.5432'))).uid, uid)
    await child.stop()
    assert.equal(await isGone(child.server), true)
  })
})

test("root's start in a user's folder leaves the folder usable for that user", async () => {
  const dataDir = await makeTestFolder()
  await giveToOrdinaryUser(dataDir)
  const server = await start({ dataDir })
  await server.stop()
  await asOrdinaryUser(dataDir, async (uid, child) => {
    assert.equal((await stat(join(child.socketDir, '.s.PGSQL.5432'))).uid, uid)
    await child.stop()
  })
})

test("a cluster that was an ordinary user's stays that user's when root starts it", async () => {
  const dataDir = await makeTestFolder()
  await giveToOrdinaryUser(dataDir)
  const before = await start({ dataDir })
  await before.stop()
  if (process.getuid?.() === 0) await chown(dataDir, 0, 0)
  const server = await start({ dataDir })
  const { uid } = await stat(join(dataDir, 'cluster'))
  assert.equal((await stat(join(server.socketDir, '.s.PGSQL.5432'))).uid, uid)
})

test('a folder of an owner without a name gets its server all the same', async () => {
  const self = process.getuid?.() ?? 0
  const dataDir = await makeTestFolder()
  if (self === 0) await chown(dataDir, NAMELESS_UID, NAMELESS_UID)
  const server = await start({ dataDir })
  const { uid } = await stat(join(server.socketDir, '.s.PGSQL.5432'))
  assert.equal(uid, self === 0 ? 65_534 : self)
})

test('kill -9 of the parent leaves a server that the next start adopts in a second', async () => {
  const dataDir = await makeTestFolder()
  const child = await startInAnotherProcess(dataDir, {
    sql: 'create table kept as select 7 as seven',
  })
  await child.kill()
  const elapsedMs = startStopwatch()
  const server = await start({ dataDir })
  assert.ok(elapsedMs() < 1_000, `took ${elapsedMs()} ms`)
  assert.equal(server.adopted, true)
  assert.equal(server.pid, child.server)
  assert.deepEqual(await ask(server, 'select seven from kept'), [[7]])
  await server.stop()
  assert.equal(await isGone(child.server), true)
})

test('an orphan with other settings is replaced and keeps its data', async () => {
  const dataDir = await makeTestFolder()
  const child = await startInAnotherProcess(dataDir, {
    sql: 'create table kept as select 7 as seven',
    settings: { work_mem: '5MB' },
  })
  await child.kill()
  const server = await start({ dataDir, settings: { work_mem: '6MB' } })
  assert.equal(server.adopted, false)
  assert.deepEqual(await ask(server, `select seven, current_setting('work_mem') from kept`), [
    [7, '6MB'],
  ])
  assert.equal(await isGone(child.server), true)
})

test('a server that a live process uses is not restarted or cleared under it', async () => {
  const dataDir = await makeTestFolder()
  const child = await startInAnotherProcess(dataDir, {})
  await assert.rejects(startPostgres({ dataDir, settings: { work_mem: '6MB' } }), /is in use by/)
  await assert.rejects(startPostgres({ dataDir, fresh: true }), /is in use by process \d+/)
  const server = await start({ dataDir })
  assert.equal(server.pid, child.server)
})

test('ctrl-c in the terminal ends the parent and not the server', async () => {
  const dataDir = await makeTestFolder()
  const child = await startInAnotherProcess(dataDir, {})
  await child.interruptGroup()
  const server = await start({ dataDir })
  assert.equal(server.adopted, true)
  assert.equal(server.pid, child.server)
})

test('of processes that start at once one starts the server and the others adopt it', async () => {
  const dataDir = await makeTestFolder()
  const children = await Promise.all([1, 2, 3].map(() => startInAnotherProcess(dataDir, {})))
  const first = children[0]
  assert.ok(first)
  assert.deepEqual(new Set(children.map((child) => child.server)), new Set([first.server]))
  assert.equal(children.filter((child) => !child.adopted).length, 1)
  for (const child of children) {
    assert.ok(await inspectProcess(first.server), 'the server ended before its last user')
    await child.stop()
  }
  assert.equal(await isGone(first.server), true)
})

test('two handles of one process share a server until the second is given back', async () => {
  const dataDir = await makeTestFolder()
  const [one, two] = await Promise.all([start({ dataDir }), start({ dataDir })])
  assert.equal(one.pid, two.pid)
  await one.stop()
  assert.deepEqual(await ask(two, 'select 1'), [[1]])
  await two.stop()
  assert.equal(await isGone(two.pid), true)
})

test('stop leaves no process and no socket, and a second stop does nothing', async () => {
  const dataDir = await makeTestFolder()
  const server = await start({ dataDir })
  await Promise.all([server.stop(), server.stop()])
  await server.stop()
  assert.equal(await inspectProcess(server.pid), undefined)
  await assert.rejects(stat(join(server.socketDir, '.s.PGSQL.5432')), { code: 'ENOENT' })
})

for (const [what, pidOf] of [
  ['dead', async (server: PostgresServer) => server.pid],
  ['foreign live', async () => process.pid],
] as const) {
  test(`a stale postmaster.pid that names a ${what} process does not block a start`, async () => {
    const dataDir = await makeTestFolder()
    const before = await start({ dataDir })
    const file = join(dataDir, 'cluster', 'postmaster.pid')
    const text = await readFile(file, 'utf8')
    await before.stop()
    await writeFile(file, text.replace(/^\d+/, String(await pidOf(before))))
    const server = await start({ dataDir })
    assert.equal(server.adopted, false)
    assert.deepEqual(await ask(server, 'select 1'), [[1]])
  })
}

test('a killed postmaster comes back with every committed row', async () => {
  const dataDir = await makeTestFolder()
  const before = await start({ dataDir })
  await ask(before, 'create table kept as select 7 as seven')
  // A child that is busy when its postmaster dies finishes its statement first, and holds the shared
  // memory until then: PostgreSQL refuses to start beside it.
  const busy = openPool(before.connection('postgres'), { max: 1 })
  const statement = busy.query(BUSY_STATEMENT).catch(() => undefined)
  await waitUntil(STATE_DEADLINE_MS, async () => {
    const rows = await ask(before, `select 1 from pg_stat_activity where query like '%busy%'`)
    return rows.length > 1 || undefined
  })
  process.kill(before.pid, 'SIGKILL')
  assert.equal(await isGone(before.pid), true)
  const server = await start({ dataDir })
  assert.equal(server.adopted, false)
  assert.deepEqual(await ask(server, 'select seven from kept'), [[7]])
  await statement
  await busy.end()
})

test('fresh clears the data and nothing else in the folder', async () => {
  const dataDir = await makeTestFolder()
  await writeFile(join(dataDir, 'notes.txt'), 'mine')
  const before = await start({ dataDir })
  await ask(before, 'create table lost (a int)')
  await before.stop()
  const server = await start({ dataDir, fresh: true })
  assert.deepEqual(await ask(server, `select to_regclass('lost')`), [[null]])
  assert.equal(await readFile(join(dataDir, 'notes.txt'), 'utf8'), 'mine')
})

test('fresh replaces an orphan', async () => {
  const dataDir = await makeTestFolder()
  const child = await startInAnotherProcess(dataDir, { sql: 'create table lost (a int)' })
  await child.kill()
  const server = await start({ dataDir, fresh: true })
  assert.equal(server.adopted, false)
  assert.deepEqual(await ask(server, `select to_regclass('lost')`), [[null]])
  assert.equal(await isGone(child.server), true)
})

test('a folder too deep for a socket path works, and two of them do not meet', async () => {
  const folder = await makeTestFolder()
  const [one, two] = await Promise.all(
    ['a', 'b'].map((last) => start({ dataDir: join(folder, 'deep'.repeat(30), last) })),
  )
  assert.ok(one && two)
  assert.notEqual(one.socketDir, two.socketDir)
  assert.ok(one.socketDir.length < 90)
  assert.deepEqual(await ask(two, 'select 1'), [[1]])
})

test('a folder under a closed home keeps its data there, also for root', async () => {
  const home = await makeTestFolder()
  await chmod(home, 0o700)
  const dataDir = join(home, 'data')
  const before = await start({ dataDir })
  await ask(before, 'create table kept as select 7 as seven')
  await before.stop()
  const server = await start({ dataDir })
  assert.deepEqual(await ask(server, 'select seven from kept'), [[7]])
  assert.equal((await readFile(join(dataDir, 'cluster', 'PG_VERSION'), 'utf8')).trim(), '18')
})

test('a folder that was moved under its live orphan gets no second server', async () => {
  const parent = await makeTestFolder()
  const child = await startInAnotherProcess(join(parent, 'old'), {
    sql: 'create table kept as select 7 as seven',
  })
  await child.kill()
  await rename(join(parent, 'old'), join(parent, 'new'))
  const server = await start({ dataDir: join(parent, 'new') })
  assert.equal(server.adopted, false)
  assert.equal(await isGone(child.server), true)
  assert.deepEqual(await ask(server, 'select seven from kept'), [[7]])
})

test('a server whose connections are all taken is waited for, not replaced', async () => {
  const dataDir = await makeTestFolder()
  const settings = {
    max_connections: '4',
    superuser_reserved_connections: '0',
    reserved_connections: '0',
  }
  const first = await start({ dataDir, settings })
  const pool = openPool(first.connection('postgres'), { max: 4 })
  const clients = []
  // A connection of the start may still be closing: each place is waited for.
  while (clients.length < 4) {
    clients.push(await waitUntil(STATE_DEADLINE_MS, () => pool.connect().catch(() => undefined)))
  }
  const second = start({ dataDir, settings })
  const refused = await waitUntil(STATE_DEADLINE_MS, async () => {
    const log = await readFile(join(dataDir, 'server.log'), 'utf8')
    return log.includes('too many clients') || undefined
  })
  assert.equal(refused, true)
  for (const client of clients) client?.release()
  await pool.end()
  assert.equal((await second).pid, first.pid)
})

test('a cluster that was interrupted while it was made is made anew', async () => {
  const dataDir = await makeTestFolder()
  await mkdir(join(dataDir, 'cluster.new-a1b2c3'))
  await writeFile(join(dataDir, 'cluster.new-a1b2c3', 'PG_VERSION'), '18\n')
  await start({ dataDir })
  await assert.rejects(stat(join(dataDir, 'cluster.new-a1b2c3')), { code: 'ENOENT' })
})

test('a cluster of another major version is refused and left as it is', async () => {
  const dataDir = await makeTestFolder()
  const before = await start({ dataDir })
  await before.stop()
  await writeFile(join(dataDir, 'cluster', 'PG_VERSION'), '17\n')
  await assert.rejects(startPostgres({ dataDir }), /made by PostgreSQL 17 and the installed one is/)
})

test('a setting that the server refuses is told in its own words', async () => {
  const dataDir = await makeTestFolder()
  await assert.rejects(
    startPostgres({ dataDir, settings: { no_such_setting: '1' } }),
    /did not start.*no_such_setting/s,
  )
})

test('a socket folder that somebody else made in advance is refused', async (t) => {
  const folder = await makeTestFolder()
  const dataDir = join(folder, 'deep'.repeat(30))
  const before = await start({ dataDir })
  await before.stop()
  await writeFile(before.socketDir, 'planted')
  t.after(() => rm(before.socketDir))
  await assert.rejects(startPostgres({ dataDir }), /is not a folder that we made/)
})
