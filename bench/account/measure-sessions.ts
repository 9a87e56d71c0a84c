import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { openSessionChecks } from '@modosu/account'
import { inContext, silentLog, wallClock } from '@modosu/kernel'
import { p99, round } from './figures.ts'
import { fillMember } from './fill-members.ts'
import type { FromWorker, ToWorker } from './session-messages.ts'
import type { World } from './world.ts'

const ORIGIN = { ip: '10.0.0.1', userAgent: 'bench' }
const ASKED = { operation: 'get /bench', reads: true }
const MEMBERS = 100
const SESSIONS_EACH = 100

/** One check of a session that this process remembers, among ten thousand. */
export async function measureChecks(world: World, checksWanted: number) {
  const tokens: string[] = []
  for (let at = 0; at < MEMBERS; at++) {
    const filled = await fillMember(world, { sessions: SESSIONS_EACH, changes: 0 })
    tokens.push(...filled.tokens)
  }
  const checks = openSessionChecks({ database: world.database, log: silentLog })
  const known = (token: string) => checks.recall({ token, origin: ORIGIN }, wallClock.now())
  for (const token of tokens) {
    while (!known(token)) {
      await inContext(world.runtime, (ctx) => checks.member(ctx, token, ORIGIN, ASKED))
      if (!known(token)) await new Promise((resolve) => setTimeout(resolve, 1))
    }
  }
  const took: number[] = []
  for (let at = 0; at < checksWanted; at++) {
    const token = tokens[(at * 7_919) % tokens.length] as string
    const began = performance.now()
    const actor = known(token)
    const ms = performance.now() - began
    // The line must prove itself now and then; a check that asks the database is not one of these.
    if (actor) took.push(ms)
    if (at % 1_000 === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  await checks.close()
  return { p99Ms: round(p99(took)), checks: took.length, sessions: tokens.length }
}

/** From the end of a session, committed here, until another process believes it no more. */
export async function measureRevocation(world: World, rounds: number) {
  const { memberId, tokens } = await fillMember(world, { sessions: rounds, changes: 0 })
  const worker = fork(join(import.meta.dirname, 'session-worker.ts'))
  const ask = async (message: ToWorker, until: FromWorker['kind']) => {
    const heard = hear(worker, until)
    worker.send(message)
    await heard
  }
  await ask({ kind: 'begin', database: world.database }, 'ready')
  const took: number[] = []
  for (const [at, token] of tokens.entries()) {
    await ask({ kind: 'believe', token }, 'believes')
    const gone = hear(worker, 'believes_no_more')
    // In every fourth round the line of the other process is cut just before; in every tenth it is
    // deaf: it stands, and nothing comes through it.
    if (at % 4 === 3) await world.admin.query(CUT)
    const deaf = at % 10 === 5 ? await listeners(world) : []
    for (const pid of deaf) process.kill(pid, 'SIGSTOP')
    await world.admin.query(END, [memberId, at])
    const began = performance.now()
    await gone
    took.push(performance.now() - began)
    for (const pid of deaf) process.kill(pid, 'SIGCONT')
  }
  const exited = once(worker, 'exit')
  worker.send({ kind: 'end' } satisfies ToWorker)
  await exited
  return { maxMs: round(Math.max(...took)), p99Ms: round(p99(took)), rounds }
}

function hear(worker: ReturnType<typeof fork>, kind: FromWorker['kind']): Promise<void> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: FromWorker) => {
      if (message.kind !== kind) return
      worker.off('message', onMessage)
      worker.off('exit', onExit)
      resolve()
    }
    const onExit = () => reject(new Error('the other process ended'))
    worker.on('message', onMessage)
    worker.once('exit', onExit)
  })
}

/** Ended as the account ends them: the row and the word are one transaction. */
const END = `
  with ended as (
    update account.session set ended_at = now(), end_reason = 'stopped'
    where session_id = (select session_id from account.session where member_id = $1
                        order by begun_at, session_id offset $2 limit 1)
    returning member_id)
  select pg_notify('account_session', member_id) from ended`

const LISTENERS = `
  from pg_stat_activity
  where datname = current_database() and usename = 'modosu_app'
    and (query = 'select 1' or query like 'listen %')`

const CUT = `select pg_terminate_backend(pid) ${LISTENERS}`

async function listeners(world: World): Promise<readonly number[]> {
  const { rows } = await world.admin.query<{ pid: number }>(`select pid ${LISTENERS}`)
  return rows.map((row) => row.pid)
}
