import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { inspectProcess } from '../postgres/inspect-process.ts'
import { waitUntil } from '../postgres/wait-until.ts'

const QUIT_WAIT_MS = 10_000

/** Another process that has started a server and holds it until it is told or killed. */
export interface StarterProcess {
  readonly adopted: boolean
  /** The process number of the postmaster. */
  readonly server: number
  readonly socketDir: string
  /** Lets it give its handle back and end. */
  stop(): Promise<void>
  kill(): Promise<void>
  /** What ctrl-c in a terminal does. */
  interruptGroup(): Promise<void>
}

export interface StarterPlan {
  /** The account that it becomes before it starts anything; only for root. */
  readonly uid?: number
  /** A statement that it runs, and commits, before it reports. */
  readonly sql?: string
  readonly settings?: Readonly<Record<string, string>>
}

/** Everything is loaded before the account changes, since the checkout may be closed to it. */
const PROGRAM = `
  const [startUrl, databaseUrl, dataDir, plan] = process.argv.slice(1)
  const { startPostgres } = await import(startUrl)
  const { openPool } = await import(databaseUrl)
  const { uid, sql, settings } = JSON.parse(plan)
  if (uid !== undefined) { process.setgroups([]); process.setgid(uid); process.setuid(uid) }
  const server = await startPostgres({ dataDir, settings })
  if (sql !== undefined) {
    const pool = openPool(server.connection('postgres'))
    await pool.query(sql)
    await pool.end()
  }
  const { adopted, pid, socketDir } = server
  process.stdout.write(JSON.stringify({ adopted, server: pid, socketDir }) + '\\n')
  process.stdin.once('data', async () => { await server.stop(); process.exit(0) })
`

const running = new Set<ChildProcess>()
const servers = new Set<number>()

/** Starts another process that starts (or adopts) the server of the folder; waits for its report. */
export async function startInAnotherProcess(
  dataDir: string,
  plan: StarterPlan,
): Promise<StarterProcess> {
  const urls = ['../postgres/start-postgres.ts', '../database.ts'].map(
    (path) => new URL(path, import.meta.url).href,
  )
  const child = spawn(
    process.execPath,
    ['--input-type=module', '--eval', PROGRAM, ...urls, dataDir, JSON.stringify(plan)],
    { stdio: ['pipe', 'pipe', 'inherit'], detached: true },
  )
  running.add(child)
  const ended = once(child, 'exit').then(() => running.delete(child))
  const reported = once(createInterface(child.stdout), 'line') as Promise<[string]>
  const first = await Promise.race([reported, ended])
  if (!Array.isArray(first)) throw new Error('the other process ended without a report')
  const report = JSON.parse(first[0]) as Pick<StarterProcess, 'adopted' | 'server' | 'socketDir'>
  servers.add(report.server)
  const end = async (work: () => void) => {
    work()
    await ended
  }
  return {
    ...report,
    stop: () => end(() => child.stdin.end('stop\n')),
    kill: () => end(() => child.kill('SIGKILL')),
    interruptGroup: () => end(() => process.kill(-(child.pid ?? 0), 'SIGINT')),
  }
}

const folders = new Set<string>()

/** A folder of its own for a test, that other accounts can pass through. */
export async function makeTestFolder(): Promise<string> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'modosu-test-'))
  await chmod(folder, 0o755)
  folders.add(folder)
  return folder
}

/** Kills the other processes that a failed test left. */
export async function endOtherProcesses(): Promise<void> {
  for (const child of running) {
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }
}

/** Removes the test's folders, and first the servers in them that a failed test orphaned. */
export async function clearTestFolders(): Promise<void> {
  for (const pid of servers) {
    if (!(await inspectProcess(pid))?.commandLine.includes('postgres')) continue
    process.kill(pid, 'SIGQUIT')
    await waitUntil(QUIT_WAIT_MS, async () => ((await inspectProcess(pid)) ? undefined : true))
  }
  servers.clear()
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
  folders.clear()
}
