import type { Company } from '../world/company.ts'
import type { Page } from './read-page.ts'

/** One unit of value, followed by itself through all companies. */
export type Unit = number

export type Place =
  | {
      readonly in: 'pocket'
      readonly company: string
      readonly pocket: number
      readonly lo: number
    }
  | { readonly in: 'transfer'; readonly transferId: string }

interface Pocket {
  readonly account: string
  readonly kind: string
  /** Every unit that ever entered, by offset. */
  readonly queue: Unit[]
  readonly mouth: number | null
}

/** What a transfer carried, offset by offset. */
export interface Cargo {
  readonly from: string
  readonly to: string
  readonly kind: string
  readonly units: readonly Unit[]
}

/** One company's ledger as the simulator has replayed it. */
export interface Ledger {
  readonly company: string
  readonly pockets: Map<number, Pocket>
  /** How many units each account has. */
  readonly balances: Map<string, number>
  txn: number
  pocket: number
}

export interface BookState {
  readonly companies: readonly Company[]
  readonly liar: string | undefined
  readonly places: Map<Unit, Place>
  readonly cargoes: Map<string, Cargo>
  /** What a company took in under a reference, offset by offset: of a liar not what had left. */
  readonly arrivals: Map<string, Unit[]>
  readonly ledgers: Map<string, Ledger>
  readonly pages: Map<string, Page>
  /** Where a thief's other balance made good what had sunk: which unit stands for which. */
  readonly standIns: Map<Unit, Unit>
  nextUnit: number
}

export function ledgerOf(state: BookState, company: string): Ledger {
  let ledger = state.ledgers.get(company)
  if (!ledger) {
    ledger = { company, pockets: new Map(), balances: new Map(), txn: 0, pocket: 0 }
    state.ledgers.set(company, ledger)
  }
  return ledger
}

export function makeUnit(state: BookState): Unit {
  state.nextUnit += 1
  return state.nextUnit
}

export function addToBalance(ledger: Ledger, pocket: number, by: number): void {
  const account = ledger.pockets.get(pocket)?.account ?? ''
  ledger.balances.set(account, (ledger.balances.get(account) ?? 0) + by)
}

/** True when the unit lies at this very place. */
export function liesAt(
  state: BookState,
  unit: Unit | undefined,
  at: { company: string; pocket: number; lo: number },
): unit is Unit {
  const place = unit === undefined ? undefined : state.places.get(unit)
  return (
    place?.in === 'pocket' &&
    place.company === at.company &&
    place.pocket === at.pocket &&
    place.lo === at.lo
  )
}
