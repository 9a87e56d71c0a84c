import { fill, type Memory } from './memory.ts'
import type { Scenario } from './scenario.ts'
import { readLots, readMoves, type ShownLot, type ShownMove, type World } from './world.ts'

/** Who looks: running companies, and what the play remembers. */
export interface Onlooker {
  readonly world: World
  readonly memory: Memory
}

/** The company and ledger account of a watched name; none while the story does not know it yet. */
function accountOf(
  onlooker: Onlooker,
  scenario: Scenario,
  name: string,
): { company: string; account: string } | undefined {
  const watched = scenario.watch[name]
  if (!watched) throw new Error(`${scenario.scenario}: nothing is watched as "${name}"`)
  const needed = [...watched.account.matchAll(/\$\{([\w.-]+)\}/g)].map((match) => match[1] ?? '')
  if (!needed.every((fact) => onlooker.memory.has(fact))) return undefined
  return { company: watched.company, account: String(fill(onlooker.memory, watched.account)) }
}

/**
 * The lots of a watched account: none while the story does not know the account yet, `undefined`
 * while its company is down.
 */
export async function lotsOf(
  onlooker: Onlooker,
  scenario: Scenario,
  name: string,
): Promise<readonly ShownLot[] | undefined> {
  const at = accountOf(onlooker, scenario, name)
  return at ? await readLots(onlooker.world, at.company, at.account) : []
}

/** What happened to a watched account, newest first. */
export async function movesOf(
  onlooker: Onlooker,
  scenario: Scenario,
  name: string,
): Promise<readonly ShownMove[]> {
  const at = accountOf(onlooker, scenario, name)
  return (at && (await readMoves(onlooker.world, at.company, at.account))) ?? []
}

export function sumOf(lots: readonly { readonly amount: string }[]): bigint {
  return lots.reduce((total, lot) => total + BigInt(lot.amount), 0n)
}
