import type { Memory } from './memory.ts'
import { readLots, readMoves, type ShownLot, type ShownMove, type World } from './world.ts'

/** Cases work in these units; a conversion between them is one to one. */
const UNITS = ['pt', 'yen'] as const

/** Recipes remember every case that a desk opened as `case.ids.<number>`. */
const CASE_IDS = 'case.ids.'

/** All that the accounts of the play's cases saw, at every company. */
export interface CaseAccounts {
  /** One list an account of held value, oldest move first. */
  readonly held: readonly (readonly ShownMove[])[]
  readonly heldNow: readonly ShownLot[]
  /** What has come back and waits for its owner to prove himself. */
  readonly waitingMoves: readonly ShownMove[]
  readonly waitingNow: readonly ShownLot[]
}

export async function readCaseAccounts(world: World, memory: Memory): Promise<CaseAccounts> {
  const caseIds = [...memory].filter(([name]) => name.startsWith(CASE_IDS)).map(([, id]) => id)
  const places = Object.keys(world.origins).flatMap((company) =>
    caseIds.flatMap((caseId) => UNITS.map((unit) => ({ company, name: `${caseId}:${unit}` }))),
  )
  const seen = await Promise.all(
    places.map(async ({ company, name }) => ({
      held: ((await readMoves(world, company, `held:${name}`)) ?? []).toReversed(),
      heldNow: (await readLots(world, company, `held:${name}`)) ?? [],
      waitingMoves: (await readMoves(world, company, `returned:${name}`)) ?? [],
      waitingNow: (await readLots(world, company, `returned:${name}`)) ?? [],
    })),
  )
  return {
    held: seen.map((one) => one.held),
    heldNow: seen.flatMap((one) => one.heldNow),
    waitingMoves: seen.flatMap((one) => one.waitingMoves),
    waitingNow: seen.flatMap((one) => one.waitingNow),
  }
}

/** Value that a case held and let go again, in front of the very holder it was held from. */
export interface InnocentHold {
  readonly amount: bigint
  readonly ms: number
}

/** Finds what was held and let go again in one account of held value. */
export function findInnocentHolds(moves: readonly ShownMove[]): InnocentHold[] {
  const open = new Map<string, { since: number; left: bigint }>()
  const holds: InnocentHold[] = []
  for (const { at, counterparty, amount } of moves) {
    const signed = BigInt(amount)
    const known = open.get(counterparty)
    const left = (known?.left ?? 0n) + signed
    if (signed < 0n && known) holds.push({ amount: -signed, ms: Date.parse(at) - known.since })
    if (left > 0n) open.set(counterparty, { since: known?.since ?? Date.parse(at), left })
    else open.delete(counterparty)
  }
  return holds
}
