import pg from 'pg'
import type { Row, Tx } from './context.ts'

/** How to reach a database; the shape that the driver takes. */
export interface DatabaseConfig {
  readonly host?: string
  readonly port?: number
  readonly database?: string
  readonly user?: string
  readonly password?: string
  readonly connectionString?: string
}

export type Pool = pg.Pool

const INT8_OID = 20
const POOL_MAX_DEFAULT = 20
const CONNECT_TIMEOUT_MS = 10_000

/** int8 arrives as bigint: a JavaScript number would round amounts above 2^53. */
const typeParsers: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format: string) =>
    oid === INT8_OID && format !== 'binary'
      ? (text: string) => BigInt(text)
      : pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser,
}

/**
 * Opens a pool. The only door to the driver. Statements are sent as they come, one behind the other,
 * and answered in that order: what does not need the answer before it need not wait for it.
 */
export function openPool(config: DatabaseConfig, options: { max?: number } = {}): Pool {
  const pool = new pg.Pool({
    ...config,
    max: options.max ?? POOL_MAX_DEFAULT,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    types: typeParsers,
    pipeline: true,
  })
  // A connection that dies while idle (server restart) is replaced at the next use; without a
  // listener the driver would end the process instead.
  pool.on('error', () => undefined)
  // The same for one that is cut while it is in use: its query fails, and that is enough.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}

/** The same database for another user. */
export function asUser(config: DatabaseConfig, user: string): DatabaseConfig {
  if (config.connectionString === undefined) return { ...config, user }
  const url = new URL(config.connectionString)
  url.username = user
  return { ...config, connectionString: url.href }
}

/** Gives a driver client the shape of a transaction. */
export function txOf(client: pg.PoolClient | pg.Pool): Tx {
  return {
    async query<R extends Row>(text: string, values: readonly unknown[] = []) {
      const result = await client.query(queryOf(text, values as unknown[]))
      return { rows: result.rows as R[], rowCount: result.rowCount ?? 0 }
    },
  }
}

/** A connection keeps this many statements prepared; text that a program makes up is sent as it is. */
const STATEMENTS_MAX = 500
const statements = new Map<string, string>()

/**
 * A statement with parameters is parsed and planned once a connection: a point select takes half the
 * time, a long one a fifth. Without parameters a text may hold several statements, which cannot be
 * prepared.
 */
function queryOf(text: string, values: unknown[]): pg.QueryConfig {
  if (values.length === 0) return { text }
  let name = statements.get(text)
  if (name === undefined && statements.size < STATEMENTS_MAX) {
    name = `s${statements.size}`
    statements.set(text, name)
  }
  return name === undefined ? { text, values } : { name, text, values }
}

const RETRYABLE_STATES = new Set(['40001', '40P01'])
const ATTEMPTS_MAX = 5

/** Thrown inside a transaction to undo it and still give a value to the caller. */
export class Rollback<Value> extends Error {
  readonly value: Value
  constructor(value: Value) {
    super('rolled back on purpose')
    this.value = value
  }
}

/**
 * Runs `work` in one transaction. Deadlocks and serialization failures are tried again, so `work`
 * must have no effect outside the transaction. A thrown {@link Rollback} undoes everything and its
 * value is returned. `last` is sent together with the commit, so it sends its statement before it
 * waits for anything: where that fails, the server has undone everything when it reads the commit.
 */
export async function inTransaction<Value>(
  pool: Pool,
  work: (tx: Tx) => Promise<Value>,
  last?: (tx: Tx) => Promise<void>,
): Promise<Value> {
  for (let attempt = 1; ; attempt++) {
    const client = await pool.connect()
    let broken: Error | undefined
    try {
      // Sent with the first statement: the way to the server and back costs more than a statement.
      const begun = client.query('begin')
      begun.catch(() => undefined)
      const value = await work(txOf(client))
      await begun
      await Promise.all([last?.(txOf(client)), client.query('commit')])
      return value
    } catch (error) {
      await client.query('rollback').catch((cause: unknown) => {
        broken = cause as Error
      })
      if (error instanceof Rollback) return error.value as Value
      // A migration changed a table under a prepared statement: a new connection plans it anew.
      const outdated = isOutdatedPlan(error)
      if (outdated) broken = error
      if (!(outdated || isRetryable(error)) || attempt >= ATTEMPTS_MAX) throw error
    } finally {
      client.release(broken)
    }
  }
}

function isRetryable(error: unknown): boolean {
  return RETRYABLE_STATES.has((error as { code?: string }).code ?? '')
}

function isOutdatedPlan(error: unknown): error is Error {
  return (
    error instanceof pg.DatabaseError &&
    error.code === '0A000' &&
    error.message.includes('cached plan must not change result type')
  )
}

/** The SQLSTATE and constraint of a database error, or `undefined` for other errors. */
export function databaseError(error: unknown):
  | {
      state: string
      constraint: string | undefined
      detail: string | undefined
    }
  | undefined {
  if (!(error instanceof pg.DatabaseError) || error.code === undefined) return undefined
  return {
    state: error.code,
    constraint: error.constraint,
    detail: error.detail,
  }
}
