import type { Socket } from 'node:net'
import { type DatabaseConfig, openPool, type Pool, type txOf } from '@modosu/kernel'

/** The process died here: whatever it had not committed is undone, whatever it knew is forgotten. */
export class Crash extends Error {}

/** What goes wrong in the next step at this company, if anything. */
export type StageFault =
  | { readonly kind: 'before'; readonly query: number }
  | { readonly kind: 'after_commit'; readonly commit: number }
  | { readonly kind: 'serialization'; readonly commit: number }
  /** Whichever of the two comes first. */
  | { readonly kind: 'anywhere'; readonly query: number; readonly commit: number }

/**
 * One database on one connection. A whole history runs in one transaction that is rolled back at its
 * end, so that every history finds the same company; what the product believes to be its
 * transactions are savepoints in it. The way to the server and back is most of what a history costs,
 * so locks, which are always free on a single connection, are answered here, and what opens and
 * closes a savepoint travels with the next statement.
 */
export interface Stage {
  readonly pool: Pool
  /** With the first statement; a company that nothing happens at is never asked. */
  begin(): void
  rollback(): Promise<void>
  /** Reads beside the product: no fault strikes here, nothing is counted. */
  read<Row>(name: string, text: string, values: readonly unknown[]): Promise<Row[]>
  arm(fault: StageFault | undefined): void
  /** By what the armed fault has struck, if it has. */
  struck(): 'query' | 'commit' | undefined
  /** True when something may have been written and committed since it was armed. */
  wrote(): boolean
  /** True while a transaction of the product is open or a statement is on its way. */
  busy(): boolean
  /** Called with what was stored in a transaction once that is committed. */
  onCommit: () => void
  onUndo: () => void
  close(): Promise<void>
}

const SERIALIZATION_FAILURE = '40001'
/** Statements that only look; `select ledger.perform(…)` and its like write. */
const READS = /^\s*select\s+(?!ledger\.|[^']*for update)/
const LOCKS = /^\s*select pg_advisory_xact_lock\(/

interface Line {
  readonly client: PoolClient
  readonly names: Map<string, string>
  fault: StageFault | undefined
  struck: 'query' | 'commit' | undefined
  wrote: boolean
  queries: number
  commits: number
  /** A transaction of the product is open, and whether it has written, after a savepoint. */
  open: boolean
  saved: boolean
  running: number
  /** What goes to the server with the next statement. */
  ahead: string[]
}

type PoolClient = Parameters<typeof txOf>[0]
type Query = string | { readonly text: string; readonly values?: readonly unknown[] }

export async function openStage(config: DatabaseConfig): Promise<Stage> {
  const real = openPool({ ...config, pipeline: true } as DatabaseConfig, { max: 1 })
  const client = await real.connect()
  // Plans for these few rows are found once; what matters is the way to the server and back.
  await client.query('set plan_cache_mode = force_generic_plan')
  await client.query('set jit = off')
  const line: Line = {
    client,
    names: new Map(),
    fault: undefined,
    struck: undefined,
    wrote: false,
    queries: 0,
    commits: 0,
    open: false,
    saved: false,
    running: 0,
    ahead: [],
  }
  const query = (input: Query, given?: readonly unknown[]) =>
    typeof input === 'string'
      ? answer(stage, line, input, given ?? [])
      : answer(stage, line, input.text, input.values ?? [])
  const stage: Stage = {
    pool: { connect: async () => ({ query, release: () => undefined }), query } as unknown as Pool,
    begin() {
      line.ahead = ['begin']
    },
    async rollback() {
      const begun = line.ahead[0] !== 'begin'
      Object.assign(line, { open: false, saved: false, fault: undefined, ahead: [] })
      if (begun) await client.query('rollback')
    },
    async read<Row>(name: string, text: string, values: readonly unknown[]) {
      const found = await sendWithAhead(line, { name, text, values: [...values] })
      return found.rows as Row[]
    },
    arm(fault) {
      Object.assign(line, { fault, struck: undefined, wrote: false, queries: 0, commits: 0 })
    },
    struck: () => line.struck,
    wrote: () => line.wrote,
    busy: () => line.open || line.running > 0,
    onCommit: () => undefined,
    onUndo: () => undefined,
    async close() {
      client.release(true)
      await real.end()
    },
  }
  return stage
}

const NOTHING = { rows: [], rowCount: 0 }

/** What the product gets for a statement, as if it had the connection for itself. */
async function answer(
  stage: Stage,
  line: Line,
  text: string,
  values: readonly unknown[],
): Promise<{ rows: unknown[]; rowCount: number | null }> {
  if (text === 'rollback') {
    if (line.saved) line.ahead.push('rollback to savepoint product', 'release savepoint product')
    Object.assign(line, { open: false, saved: false })
    stage.onUndo()
    return NOTHING
  }
  if (line.struck && line.fault?.kind !== 'serialization') throw new Crash('this process is dead')
  if (text === 'begin') {
    if (line.open) throw new Error('two transactions at once on one stage')
    line.open = true
    return NOTHING
  }
  if (text === 'commit') return commit(stage, line)
  line.queries += 1
  if (line.fault && 'query' in line.fault && line.fault.query === line.queries) {
    line.struck = 'query'
    throw new Crash('died before the statement')
  }
  if (LOCKS.test(text)) return NOTHING
  if (!line.saved && !READS.test(text)) {
    if (line.open) line.ahead.push('savepoint product')
    else line.wrote = true
    line.saved = line.open
  }
  return await send(line, text, values)
}

function commit(stage: Stage, line: Line): typeof NOTHING {
  const { fault } = line
  line.commits += 1
  const strikes = fault !== undefined && 'commit' in fault && fault.commit === line.commits
  if (strikes && fault.kind === 'serialization') {
    line.struck = 'commit'
    throw Object.assign(new Error('could not serialize access'), { code: SERIALIZATION_FAILURE })
  }
  if (line.saved) line.ahead.push('release savepoint product')
  line.wrote ||= line.saved
  Object.assign(line, { open: false, saved: false })
  stage.onCommit()
  if (strikes) {
    line.struck = 'commit'
    throw new Crash('died after the commit')
  }
  return NOTHING
}

async function send(line: Line, text: string, values: readonly unknown[]) {
  const name = line.names.get(text) ?? `sim${line.names.size}`
  line.names.set(text, name)
  line.running += 1
  try {
    return await sendWithAhead(line, { name, text, values: [...values] })
  } finally {
    line.running -= 1
  }
}

/** One write to the socket for the statement and whatever was to go before it, which cannot fail. */
function sendWithAhead(line: Line, query: { name: string; text: string; values: unknown[] }) {
  const { client, ahead } = line
  if (ahead.length === 0) return client.query(query)
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection
  stream.cork()
  client.query(ahead.join(';')).catch(() => undefined)
  line.ahead = []
  const answered = client.query(query)
  stream.uncork()
  return answered
}
