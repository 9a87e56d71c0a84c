import type { Ctx } from '@modosu/kernel'
import type { AccountState, LedgerState, TransferWrite } from '../judge-transfers.ts'
import { packActor } from '../span.ts'
import { bigintColumn, integerColumn, textColumn, uuidColumn } from './columns.ts'

interface AccountJson {
  readonly code: string
  readonly id: string
  readonly unit: string
  readonly open: boolean
  readonly keepsExpiry: boolean
  readonly clockRuns: boolean
  readonly frozen: boolean
  readonly debt: string
  readonly rolling: string | null
  readonly pockets: readonly [string, string | null, string, string][]
}

interface PreparedJson {
  readonly block: string
  readonly nextPocket: string
  readonly stale: readonly string[] | null
  readonly known: Readonly<Record<string, string>>
  readonly accounts: readonly AccountJson[]
}

/** An empty state: as of no block, so that everything is read at the first use. */
export function emptyState(): LedgerState {
  return { block: -1n, nextPocket: 0n, accounts: new Map(), actors: new Map() }
}

/**
 * Brings a state up to the last block, with these accounts in it, and answers which of the keys are
 * known, with their body hashes (hexadecimal digits without dashes).
 */
export async function prepareTransfers(
  ctx: Ctx,
  state: LedgerState,
  codes: readonly string[],
  { keys }: { readonly keys: readonly string[] },
): Promise<Map<string, string>> {
  const { rows } = await ctx.tx.query<{ prepared: PreparedJson }>(
    'select ledger.prepare_transfers($1, $2, $3, $4) as prepared',
    [codes, keys, state.block, ctx.now],
  )
  const prepared = rows[0]?.prepared
  if (prepared === undefined) throw new Error('ledger.prepare_transfers gave no row')
  if (prepared.stale === null) state.accounts.clear()
  else for (const code of prepared.stale) state.accounts.delete(code)
  state.block = BigInt(prepared.block)
  state.nextPocket = BigInt(prepared.nextPocket)
  for (const code of codes) state.accounts.set(code, undefined)
  for (const account of prepared.accounts) state.accounts.set(account.code, stateOf(account))
  return new Map(
    Object.entries(prepared.known).map(([key, hash]) => [key, hash.replaceAll('-', '')]),
  )
}

function stateOf(json: AccountJson): AccountState {
  return {
    code: json.code,
    id: BigInt(json.id),
    unit: json.unit,
    open: json.open,
    keepsExpiry: json.keepsExpiry,
    clockRuns: json.clockRuns,
    frozen: json.frozen,
    debt: BigInt(json.debt),
    rolling: json.rolling === null ? undefined : Number(json.rolling),
    pockets: json.pockets.map(([id, expires, inTotal, outTotal]) => ({
      id: BigInt(id),
      expires: expires === null ? Number.POSITIVE_INFINITY : Number(expires),
      inTotal: BigInt(inTotal),
      outTotal: BigInt(outTotal),
    })),
  }
}

/** Session keys come and go; a full cache of them is simply begun again. */
const ACTORS_MAX = 200_000

/** Numbers the actors of a write: from the state, or from -1 down for those that it does not have. */
function numberActors(state: LedgerState, { heads }: TransferWrite) {
  if (state.actors.size > ACTORS_MAX) state.actors.clear()
  const unknown = new Map<string, bigint>()
  const numbers = heads.map((head) => {
    if (head === undefined) return undefined
    const name = packActor(head.input.who)
    if (name === NOBODY) return undefined
    const number = state.actors.get(name) ?? unknown.get(name)
    if (number !== undefined) return number
    unknown.set(name, BigInt(-unknown.size - 1))
    return BigInt(-unknown.size)
  })
  return { numbers, names: [...unknown.keys()] }
}

const NOBODY = packActor({})

/** A write as the statement takes it, all but the block that it stands on. */
export interface WriteColumns {
  readonly count: number
  /** The key of the last transaction: whoever writes the block after this one knows it by that. */
  readonly lastKey: string | undefined
  readonly names: readonly string[]
  readonly values: readonly (Buffer | string | null)[]
}

export function columnsOf(state: LedgerState, write: TransferWrite): WriteColumns {
  const { inputs, newPockets, heads } = write
  const { numbers, names } = numberActors(state, write)
  const hasCases = inputs.some(({ input }) => input.who.caseId !== undefined)
  return {
    count: inputs.length,
    lastKey: inputs.at(-1)?.input.key,
    names,
    values: [
      integerColumn(write.of),
      textColumn(heads.map((head) => head?.input.key)),
      uuidColumn(heads.map((head) => head?.hash)),
      textColumn(heads.map((head) => head?.input.kind)),
      bigintColumn(numbers),
      hasCases ? textColumn(heads.map((head) => head?.input.who.caseId)) : null,
      textColumn(names),
      bigintColumn(write.src),
      bigintColumn(write.srcLo),
      bigintColumn(write.dst),
      bigintColumn(write.dstLo),
      bigintColumn(write.amounts),
      bigintColumn(newPockets.map((pocket) => pocket.id)),
      bigintColumn(newPockets.map((pocket) => pocket.accountId)),
      `{${newPockets.map(({ expires }) => instantOf(expires)).join(',')}}`,
    ],
  }
}

function instantOf(expires: number): string {
  return expires < Number.POSITIVE_INFINITY ? `"${new Date(expires).toISOString()}"` : 'infinity'
}

export interface WritePlace {
  /** The block that what is written was judged on. */
  readonly block: bigint
  /** The key of its last transaction, for a caller who has not yet heard that it was written. */
  readonly after: string | undefined
  /** Whether its commit waits for the disk; if not, the caller sees to that with `flushLog`. */
  readonly flushed: boolean
}

/**
 * Writes what was judged on the state as of a block. `void`: something else was written since,
 * nothing was written now, and the state has to be read again. `early`: nothing was written since
 * that block is not there yet.
 */
export async function writeTransfers(
  ctx: Ctx,
  state: LedgerState,
  columns: WriteColumns,
  { block, after, flushed }: WritePlace,
): Promise<'written' | 'void' | 'early'> {
  const { rows } = await ctx.tx.query<{ actors: string[] | null }>(WRITE, [
    block,
    after ?? null,
    ...columns.values,
    ctx.now,
    flushed,
  ])
  const found = rows[0]?.actors
  if (!found) return 'void'
  if (found[0] === EARLY) return 'early'
  for (const [index, name] of columns.names.entries()) {
    state.actors.set(name, BigInt(found[index] ?? 0n))
  }
  return 'written'
}

/** The driver leaves the digits of an int8[] as they are. */
const EARLY = '-1'

const WRITE = `select ledger.write_transfers($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,
  $13, $14, $15, $16, $17, $18, $19) as actors`

/** Waits until everything that was committed before is on disk; in a transaction of its own. */
export async function flushLog(ctx: Ctx): Promise<void> {
  await ctx.tx.query('select ledger.flush_log()')
}

/** Brings the counters of pockets up to the last block, beside whoever writes. */
export async function countPostings(ctx: Ctx): Promise<void> {
  await ctx.tx.query('select ledger.count_postings()')
}
