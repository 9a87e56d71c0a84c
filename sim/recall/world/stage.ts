import { type DatabaseConfig, openPool, type Pool } from '@modosu/kernel'

/** The process died here: whatever it had not committed is undone, whatever it knew is forgotten. */
export class Crash extends Error {}

/** What goes wrong in the next step at this company, if anything. */
export type StageFault =
  | { readonly kind: 'before'; readonly query: number }
  | { readonly kind: 'after_commit'; readonly commit: number }
  | { readonly kind: 'serialization'; readonly commit: number }

/**
 * One database on one connection. A whole history runs in one transaction that is rolled back at its
 * end, so that every history finds the same company; what the product believes to be its
 * transactions are savepoints in it.
 */
export interface Stage {
  readonly pool: Pool
  begin(): Promise<void>
  rollback(): Promise<void>
  /** Reads beside the product: no fault strikes here, nothing is counted. */
  read<Row>(name: string, text: string, values: readonly unknown[]): Promise<Row[]>
  arm(fault: StageFault | undefined): void
  /** True when the armed fault has struck. */
  struck(): boolean
  /** True when something may have been written since it was armed. */
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

export async function openStage(config: DatabaseConfig): Promise<Stage> {
  const real = openPool({ ...config, pipeline: true } as DatabaseConfig, { max: 1 })
  const client = await real.connect()
  // Plans for these few rows are found once; what matters is the way to the server and back.
  await client.query('set plan_cache_mode = force_generic_plan')
  await client.query('set jit = off')
  const names = new Map<string, string>()
  let fault: StageFault | undefined
  let struck = false
  let wrote = false
  let queries = 0
  let commits = 0
  let open = false
  let running = 0

  const send = async (text: string, values: readonly unknown[]) => {
    let name = names.get(text)
    if (name === undefined) {
      name = `sim${names.size}`
      names.set(text, name)
    }
    running += 1
    try {
      return await client.query({ name, text, values: values as unknown[] })
    } finally {
      running -= 1
    }
  }
  // Sent ahead of the next statement without waiting: it cannot fail.
  const sendAhead = (text: string) => {
    client.query(text).catch(() => undefined)
  }

  const commit = () => {
    commits += 1
    if (fault?.kind === 'serialization' && fault.commit === commits && !struck) {
      struck = true
      throw Object.assign(new Error('could not serialize access'), { code: SERIALIZATION_FAILURE })
    }
    sendAhead('release savepoint product')
    open = false
    stage.onCommit()
    if (fault?.kind === 'after_commit' && fault.commit === commits) {
      struck = true
      throw new Crash('died after the commit')
    }
    return { rows: [], rowCount: 0 }
  }

  const query = async (input: string | { text: string; values?: unknown[] }, given?: unknown[]) => {
    const text = typeof input === 'string' ? input : input.text
    const values = typeof input === 'string' ? (given ?? []) : (input.values ?? [])
    if (text === 'rollback') {
      if (open) sendAhead('rollback to savepoint product; release savepoint product')
      open = false
      stage.onUndo()
      return { rows: [], rowCount: 0 }
    }
    if (struck && fault?.kind !== 'serialization') throw new Crash('this process is dead')
    if (text === 'begin') {
      if (open) throw new Error('two transactions at once on one stage')
      open = true
      sendAhead('savepoint product')
      return { rows: [], rowCount: 0 }
    }
    if (text === 'commit') return commit()
    queries += 1
    if (fault?.kind === 'before' && fault.query === queries) {
      struck = true
      throw new Crash('died before the statement')
    }
    wrote ||= !READS.test(text)
    return await send(text, values)
  }

  const stage: Stage = {
    pool: { connect: async () => ({ query, release: () => undefined }), query } as unknown as Pool,
    async begin() {
      await client.query('begin')
    },
    async rollback() {
      await client.query('rollback')
      open = false
      fault = undefined
    },
    async read<Row>(name: string, text: string, values: readonly unknown[]) {
      const answer = await client.query({ name, text, values: values as unknown[] })
      return answer.rows as Row[]
    },
    arm(next) {
      fault = next
      struck = false
      wrote = false
      queries = 0
      commits = 0
    },
    struck: () => struck,
    wrote: () => wrote,
    busy: () => open || running > 0,
    onCommit: () => undefined,
    onUndo: () => undefined,
    async close() {
      client.release(true)
      await real.end()
    },
  }
  return stage
}
