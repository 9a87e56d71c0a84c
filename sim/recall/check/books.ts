import type { Company } from '../world/company.ts'
import type { Stage } from '../world/stage.ts'
import { applyPage } from './apply-page.ts'
import { type BookState, type Cargo, ledgerOf, type Place, type Unit } from './book-state.ts'
import { type Page, type PostingRow, readPage } from './read-page.ts'

export type { Unit } from './book-state.ts'

export interface Look {
  readonly page: Page
  readonly posted: readonly PostingRow[]
}

/**
 * The simulator's own books: where each single unit is, replayed posting by posting from what the
 * databases say was posted, with none of the ledger's code. A posting that moves a unit from where
 * it is not, a unit that comes out of nothing, a transfer that is credited twice: each is found here.
 */
export interface Books {
  /** Reads what a company has posted since the last look, and moves the units. */
  look(company: Company): Promise<Look>
  placeOf(unit: Unit): Place | undefined
  unitAt(company: string, pocket: number, lo: number): Unit | undefined
  accountAt(company: string, pocket: number): string | undefined
  kindAt(company: string, pocket: number): string | undefined
  accountOf(unit: Unit): { company: string; account: string; kind: string } | undefined
  /** The unit that stands for this one since it was made good; itself mostly. */
  standInOf(unit: Unit): Unit
  /** What left under this reference. */
  cargo(transferId: string): Cargo | undefined
  balanceOf(company: string, account: string): number
  accountsWith(company: string, pattern: RegExp): string[]
  /** What a company's database said at the last look. */
  pageOf(company: string): Page | undefined
  /** Transfers that left and neither arrived nor were booked back. */
  underWay(): string[]
}

/** The same for every history, so it is read once. */
const openings = new WeakMap<Stage, Page>()

export function openBooks(companies: readonly Company[], liar: string | undefined): Books {
  const state: BookState = {
    companies,
    liar,
    places: new Map(),
    cargoes: new Map(),
    ledgers: new Map(),
    pages: new Map(),
    standIns: new Map(),
    nextUnit: 0,
  }
  const pocketAt = (company: string, pocket: number) => ledgerOf(state, company).pockets.get(pocket)
  return {
    look: (company) => lookAt(state, company),
    placeOf: (unit) => state.places.get(unit),
    unitAt: (company, pocket, lo) => pocketAt(company, pocket)?.queue[lo],
    accountAt: (company, pocket) => pocketAt(company, pocket)?.account,
    kindAt: (company, pocket) => pocketAt(company, pocket)?.kind,
    accountOf(unit) {
      const place = state.places.get(unit)
      const pocket = place?.in === 'pocket' ? pocketAt(place.company, place.pocket) : undefined
      if (place?.in !== 'pocket' || !pocket) return undefined
      return { company: place.company, account: pocket.account, kind: pocket.kind }
    },
    standInOf(unit) {
      let now = unit
      for (let next = state.standIns.get(now); next !== undefined; next = state.standIns.get(now)) {
        now = next
      }
      return now
    },
    cargo: (transferId) => state.cargoes.get(transferId),
    balanceOf: (company, account) => ledgerOf(state, company).balances.get(account) ?? 0,
    accountsWith: (company, pattern) =>
      [...ledgerOf(state, company).balances].flatMap(([account, size]) =>
        size > 0 && pattern.test(account) ? [account] : [],
      ),
    pageOf: (company) => state.pages.get(company),
    underWay: () => [
      ...new Set(
        [...state.places.values()].flatMap((place) =>
          place.in === 'transfer' ? [place.transferId] : [],
        ),
      ),
    ],
  }
}

async function lookAt(state: BookState, company: Company): Promise<Look> {
  const ledger = ledgerOf(state, company.name)
  if (ledger.txn === 0) {
    const opening =
      openings.get(company.stage) ?? (await readPage(company.stage, { pocket: 0, txn: 0 }))
    openings.set(company.stage, opening)
    applyPage(state, company.name, opening, true)
  }
  const page = await readPage(company.stage, ledger)
  applyPage(state, company.name, page, false)
  state.pages.set(company.name, page)
  return { page, posted: page.postings }
}
