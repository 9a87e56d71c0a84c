import type { DatabaseConfig } from '../database.ts'
import { type Log, silentLog } from '../log.ts'
import { type Binaries, findBinaries } from './find-binaries.ts'
import { awaitPostmaster, type Postmaster, readPostmaster } from './find-postmaster.ts'
import { clearCluster, initCluster } from './init-cluster.ts'
import { launchPostmaster } from './launch-postmaster.ts'
import { chooseRunAs } from './run-as.ts'
import { openServerHome, type ServerHome } from './server-home.ts'
import { matchesRecord } from './server-record.ts'
import {
  addServerUser,
  liveServerUsers,
  removeServerUser,
  type ServerUser,
} from './server-users.ts'
import { SOCKET_PORT } from './socket-folder.ts'
import { withStartLock } from './start-lock.ts'
import { stopPostmaster } from './stop-postmaster.ts'

export interface StartPostgresInput {
  /** The named folder that keeps the data; made when missing. */
  readonly dataDir: string
  /** Clear the data first. */
  readonly fresh?: boolean
  /** Server settings, over the defaults. */
  readonly settings?: Readonly<Record<string, string>>
  readonly log?: Log
}

/** A running embedded server, reachable only through a private socket. */
export interface PostgresServer {
  readonly socketDir: string
  readonly superuser: 'postgres'
  /** It was running already and was taken over as it was. */
  readonly adopted: boolean
  readonly pid: number
  connection(database: string, user?: string): DatabaseConfig
  /** Gives this handle back; the last one out stops the server. A second call does nothing. */
  stop(): Promise<void>
}

const SETTINGS_DEFAULT: Readonly<Record<string, string>> = {
  listen_addresses: '',
  port: String(SOCKET_PORT),
  unix_socket_permissions: '0700',
  shared_buffers: '128MB',
  max_connections: '100',
  fsync: 'on',
  synchronous_commit: 'on',
  // Nothing reads this server's log of changes, so it holds only what crash recovery needs.
  wal_level: 'minimal',
  max_wal_senders: '0',
  timezone: 'UTC',
  log_timezone: 'UTC',
}

/** Between finding and starting, another program may act on the folder; then we look again. */
const ATTEMPTS_MAX = 3

/**
 * Starts the embedded PostgreSQL on a named folder, or adopts the one that already runs there: a
 * server outlives a killed parent, and the next start takes it over when its settings fit and
 * replaces it when they do not. Starting twice gives two handles on one server.
 *
 * Throws when the platform has no embedded PostgreSQL, when the folder belongs to another user or
 * version, and when a live process uses the server with other settings or would lose it to `fresh`.
 */
export async function startPostgres(input: StartPostgresInput): Promise<PostgresServer> {
  const log = input.log ?? silentLog
  const settings = { ...SETTINGS_DEFAULT, ...input.settings }
  const home = await openServerHome(input.dataDir)
  return await withStartLock(home.lockFile, async () => {
    if (input.fresh) {
      await assertUnused(home, 'clear it')
      await stopPostmaster(home)
      await clearCluster(home)
    }
    const binaries = await findBinaries(await chooseRunAs(home.clusterDir))
    const { postmaster, adopted } = await adoptOrLaunch(home, binaries, settings)
    log.info({ pid: postmaster.pid, adopted, dataDir: home.dir }, 'embedded PostgreSQL is up')
    return openHandle(home, postmaster, adopted, await addServerUser(home.usersDir))
  })
}

async function adoptOrLaunch(
  home: ServerHome,
  binaries: Binaries,
  settings: Readonly<Record<string, string>>,
): Promise<{ postmaster: Postmaster; adopted: boolean }> {
  for (let attempt = 1; ; attempt++) {
    const running = await readPostmaster(home)
    if (running) {
      const wanted = { pid: running.pid, settings, version: binaries.version }
      const fits = await matchesRecord(home, wanted)
      const postmaster = fits ? await awaitPostmaster(home) : undefined
      if (postmaster) return { postmaster, adopted: true }
      if (!fits) await assertUnused(home, 'change its settings')
      await stopPostmaster(home)
    }
    const runAs = await chooseRunAs(home.clusterDir)
    await initCluster(home, binaries, runAs)
    try {
      const postmaster = await launchPostmaster(home, binaries, settings, runAs)
      return { postmaster, adopted: false }
    } catch (error) {
      if (attempt >= ATTEMPTS_MAX || !(await readPostmaster(home))) throw error
    }
  }
}

async function assertUnused(home: ServerHome, purpose: string): Promise<void> {
  const users = await liveServerUsers(home.usersDir)
  if (users.length === 0) return
  throw new Error(
    `the database in ${home.dir} is in use by process ${users.join(', ')}: end it to ${purpose}`,
  )
}

function openHandle(
  home: ServerHome,
  postmaster: Postmaster,
  adopted: boolean,
  user: ServerUser,
): PostgresServer {
  let stopping: Promise<void> | undefined
  return {
    socketDir: postmaster.socketDir,
    superuser: 'postgres',
    adopted,
    pid: postmaster.pid,
    connection: (database, role = 'postgres') => ({
      host: postmaster.socketDir,
      port: SOCKET_PORT,
      database,
      user: role,
    }),
    stop() {
      stopping ??= withStartLock(home.lockFile, async () => {
        await removeServerUser(user)
        if ((await liveServerUsers(home.usersDir)).length === 0) await stopPostmaster(home)
      })
      return stopping
    },
  }
}
