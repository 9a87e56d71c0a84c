import type { Company } from '../world/company.ts'
import type { Stage } from '../world/stage.ts'
import { applyPage } from './apply-page.ts'
import { type BookState, ledgerOf, type Place, type Unit } from './book-state.ts'
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
  /** Everybody's books as they are before anything has happened. */
  open(): Promise<void>
  /** Reads what a company has posted since the last look, and moves the units. */
  look(company: Company): Promise<Look>
  placeOf(unit: Unit): Place | undefined
  unitAt(company: string, pocket: number, lo: number): Unit | undefined
  accountAt(company: string, pocket: number): string | undefined
  kindAt(company: string, pocket: number): string | undefined
  accountOf(unit: Unit): { company: string; account: string; kind: string } | undefined
  /** The unit that stands for this one since it was made good; itself mostly. */
  standInOf(unit: Unit): Unit
  /** The unit that a company has, or will have, at an offset of a transfer to it. */
  unitOfTransfer(company: string, transferId: string, offset: number): Unit | undefined
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
    arrivals: new Map(),
    ledgers: new Map(),
    pages: new Map(),
    standIns: new Map(),
    nextUnit: 0,
  }
  const pocketAt = (company: string, pocket: number) => ledgerOf(state, company).pockets.get(pocket)
  return {
    async open() {
      for (const company of state.companies) await openBook(state, company)
    },
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
    unitOfTransfer: (company, transferId, offset) =>
      state.arrivals.get(`${company} ${transferId}`)?.[offset] ??
      state.cargoes.get(transferId)?.units[offset],
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

async function openBook(state: BookState, company: Company): Promise<void> {
  const { stage, name } = company
  const opening = openings.get(stage) ?? (await readPage(stage, { pocket: 0, txn: 0 }))
  openings.set(stage, opening)
  applyPage(state, name, opening, true)
  state.pages.set(name, opening)
}

async function lookAt(state: BookState, company: Company): Promise<Look> {
  const page = await readPage(company.stage, ledgerOf(state, company.name))
  applyPage(state, company.name, page, false)
  state.pages.set(company.name, page)
  return { page, posted: page.postings }
}
