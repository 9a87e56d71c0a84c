import type { Ctx } from '@modosu/kernel'
import type { AccountState, LedgerState, TransferWrite } from '../judge-transfers.ts'
import { packActor } from '../span.ts'

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
  readonly pockets: readonly [string, string | null, string][]
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
    pockets: json.pockets.map(([id, expires, live]) => ({
      id: BigInt(id),
      expires: expires === null ? Number.POSITIVE_INFINITY : Number(expires),
      live: BigInt(live),
      place: 0,
    })),
  }
}

/** Session keys come and go; a full cache of them is simply begun again. */
const ACTORS_MAX = 200_000

/** Numbers the actors of a write: from the state, or from -1 down for those that it does not have. */
function numberActors(state: LedgerState, packed: readonly string[]) {
  if (state.actors.size > ACTORS_MAX) state.actors.clear()
  const unknown = new Map<string, bigint>()
  const numbers = packed.map((name) => {
    if (name === NOBODY) return 0n
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
  readonly names: readonly string[]
  readonly values: readonly string[]
}

export function columnsOf(state: LedgerState, write: TransferWrite): WriteColumns {
  const { inputs, newPockets } = write
  const { numbers, names } = numberActors(
    state,
    inputs.map(({ input }) => packActor(input.who)),
  )
  return {
    count: inputs.length,
    names,
    values: [
      textColumn(inputs.map(({ input }) => input.key)),
      columnOf(inputs.map(({ hash }) => hash)),
      textColumn(inputs.map(({ input }) => input.kind)),
      columnOf(numbers),
      textColumn(inputs.map(({ input }) => input.who.caseId)),
      textColumn(names),
      columnOf(write.pockets.map((pocket) => pocket.id)),
      columnOf(write.ins),
      columnOf(write.outs),
      columnOf(newPockets.map((pocket) => pocket.accountId)),
      columnOf(newPockets.map(({ expires }) => instantOf(expires))),
      columnOf(write.of),
      columnOf(write.src),
      columnOf(write.dst),
      columnOf(write.amounts),
    ],
  }
}

/**
 * Writes what was judged. False: something else was written since the state was read, nothing was
 * written now, and the state has to be read again.
 */
export async function writeTransfers(
  ctx: Ctx,
  state: LedgerState,
  columns: WriteColumns,
): Promise<boolean> {
  const { rows } = await ctx.tx.query<{ actors: bigint[] | null }>(WRITE, [
    state.block,
    ...columns.values,
    ctx.now,
  ])
  const found = rows[0]?.actors
  if (!found) return false
  for (const [index, name] of columns.names.entries()) {
    state.actors.set(name, BigInt(found[index] ?? 0n))
  }
  return true
}

const WRITE = `select ledger.write_transfers($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,
  $13, $14, $15, $16, $17) as actors`

/** An array of plain numbers or digits as text: the driver's own quoting is several times slower. */
function columnOf(values: readonly (bigint | number | string)[]): string {
  return `{${values.join(',')}}`
}

function textColumn(values: readonly (string | undefined)[]): string {
  return columnOf(
    values.map((value) =>
      value === undefined ? 'null' : `"${value.replace(/[\\"]/g, (mark) => `\\${mark}`)}"`,
    ),
  )
}

function instantOf(expires: number): string {
  return expires < Number.POSITIVE_INFINITY ? `"${new Date(expires).toISOString()}"` : 'infinity'
}
