import { setTimeout as delay } from 'node:timers/promises'
import type { DatabaseConfig } from '../database.ts'
import { type Log, silentLog } from '../log.ts'
import { findBinaries } from './find-binaries.ts'
import { awaitPostmaster, type Postmaster, readPostmaster } from './find-postmaster.ts'
import { clearCluster, initCluster } from './init-cluster.ts'
import { LaunchFault, type LaunchPlan, launchPostmaster } from './launch-postmaster.ts'
import { chooseRunAs } from './run-as.ts'
import { openServerHome, type ServerHome } from './server-home.ts'
import { matchesRecord } from './server-record.ts'
import {
  addServerUser,
  liveServerUsers,
  removeServerUser,
  type ServerUser,
} from './server-users.ts'
import { memoryBytes, sharedBuffers } from './shared-buffers.ts'
import { SOCKET_PORT } from './socket-folder.ts'
import { withStartLock } from './start-lock.ts'
import { stopPostmaster } from './stop-postmaster.ts'

export interface StartPostgresInput {
  /** The named folder that keeps the data; made when missing. */
  readonly dataDir: string
  /** Clear the data first. */
  readonly fresh?: boolean
  /** Server settings, over the defaults; those that would open it to others have no effect. */
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
  shared_buffers: sharedBuffers(memoryBytes()),
  max_connections: '100',
  fsync: 'on',
  synchronous_commit: 'on',
  // After a checkpoint each page is logged whole once more, so they come seldom: by default every
  // 1 GB or 5 minutes. The log fills this much disk only under that much writing, and a crash then
  // costs seconds of recovery.
  max_wal_size: '4GB',
  checkpoint_timeout: '15min',
  // Our statements are short: what compiling costs, the fastest of them does not take.
  jit: 'off',
  // Nothing reads this server's log of changes, so it holds only what crash recovery needs.
  wal_level: 'minimal',
  max_wal_senders: '0',
  timezone: 'UTC',
  log_timezone: 'UTC',
}

/** Whoever reaches the server is its superuser, so no setting opens it beyond its private socket. */
const SETTINGS_FIXED: Readonly<Record<string, string>> = {
  listen_addresses: '',
  port: String(SOCKET_PORT),
  unix_socket_permissions: '0700',
}

/** Children of a killed postmaster end within moments, or when their statement does. */
const LAUNCH_ATTEMPTS_MAX = 20
const LAUNCH_PAUSE_MS = 500

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
  const settings = { ...SETTINGS_DEFAULT, ...input.settings, ...SETTINGS_FIXED }
  const home = await openServerHome(input.dataDir)
  return await withStartLock(home.lockFile, async () => {
    const runAs = await chooseRunAs(home)
    const binaries = await findBinaries(runAs)
    if (input.fresh) {
      await assertUnused(home, 'clear it')
      await stopPostmaster(home)
      await clearCluster(home)
    }
    const up = await adoptOrLaunch(home, { binaries, settings, runAs })
    const { pid } = up.postmaster
    log.info({ pid, adopted: up.adopted, dataDir: home.dir }, 'embedded PostgreSQL is up')
    return openHandle(home, up, await addServerUser(home.usersDir))
  })
}

interface UpServer {
  readonly postmaster: Postmaster
  readonly adopted: boolean
}

async function adoptOrLaunch(home: ServerHome, wanted: LaunchPlan): Promise<UpServer> {
  for (let attempt = 1; ; attempt++) {
    const adopted = await adoptPostmaster(home, wanted)
    if (adopted) return { postmaster: adopted, adopted: true }
    await initCluster(home, wanted.binaries, wanted.runAs)
    try {
      return { postmaster: await launchPostmaster(home, wanted), adopted: false }
    } catch (error) {
      const again = error instanceof LaunchFault && error.mayPass
      if (!again || attempt >= LAUNCH_ATTEMPTS_MAX) throw error
      await delay(LAUNCH_PAUSE_MS)
    }
  }
}

/** Takes over the postmaster that runs, or stops it when it is not the wanted one or hangs. */
async function adoptPostmaster(
  home: ServerHome,
  wanted: LaunchPlan,
): Promise<Postmaster | undefined> {
  const running = await readPostmaster(home)
  if (!running) return undefined
  const { binaries, settings } = wanted
  if (await matchesRecord(home, { pid: running.pid, settings, version: binaries.version })) {
    const postmaster = await awaitPostmaster(home)
    if (postmaster) return postmaster
  }
  await assertUnused(home, 'start it anew')
  await stopPostmaster(home)
  return undefined
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
  { postmaster, adopted }: UpServer,
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
