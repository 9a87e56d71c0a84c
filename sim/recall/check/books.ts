import type { Company } from '../world/company.ts'
import type { Stage } from '../world/stage.ts'
import {
  type LedgerTransferRow,
  type Page,
  type PostingRow,
  type RecallTransferRow,
  readPage,
} from './read-page.ts'
import { Violation } from './violation.ts'

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
  readonly owner: string | null
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

interface Ledger {
  readonly pockets: Map<number, Pocket>
  /** How many units each account has. */
  readonly balances: Map<string, number>
  txn: number
  pocket: number
}

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
  look(company: Company): Promise<Look>
  placeOf(unit: Unit): Place | undefined
  unitAt(company: string, pocket: number, lo: number): Unit | undefined
  accountAt(company: string, pocket: number): string | undefined
  kindAt(company: string, pocket: number): string | undefined
  accountOf(unit: Unit): { company: string; account: string; kind: string } | undefined
  /** What left under this reference. */
  cargo(transferId: string): Cargo | undefined
  balanceOf(company: string, account: string): number
  accountsWith(company: string, pattern: RegExp): string[]
  /** What a company's database said at the last look. */
  pageOf(company: string): Page | undefined
  /** Transfers that left and neither arrived nor were booked back. */
  underWay(): string[]
}

const openings = new WeakMap<Stage, Page>()

const UNITS_OF_A_COMPANY = 100_000

export function openBooks(companies: readonly Company[], liar: string | undefined): Books {
  const places = new Map<Unit, Place>()
  const cargoes = new Map<string, Cargo>()
  const ledgers = new Map<string, Ledger>()
  const pages = new Map<string, Page>()
  let minted = 0

  const ledgerOf = (company: string): Ledger => {
    let ledger = ledgers.get(company)
    if (!ledger) {
      ledger = { pockets: new Map(), balances: new Map(), txn: 0, pocket: 0 }
      ledgers.set(company, ledger)
    }
    return ledger
  }

  const look = async (company: Company): Promise<Look> => {
    const ledger = ledgerOf(company.name)
    if (ledger.txn === 0) {
      let opening = openings.get(company.stage)
      if (!opening) {
        opening = await readPage(company.stage, { pocket: 0, txn: 0 })
        openings.set(company.stage, opening)
      }
      minted = (companies.indexOf(company) + 1) * UNITS_OF_A_COMPANY
      apply(company.name, ledger, opening, true)
    }
    const page = await readPage(company.stage, ledger)
    apply(company.name, ledger, page, false)
    pages.set(company.name, page)
    return { page, posted: page.postings }
  }

  const apply = (company: string, ledger: Ledger, page: Page, opening: boolean) => {
    for (const [id, account, kind, owner, , mouth] of page.pockets) {
      ledger.pockets.set(id, { account, kind, owner, queue: [], mouth })
      ledger.pocket = id
    }
    let left = [...page.postings]
    while (left.length > 0) {
      const waiting = left.filter((posting) => !post(company, ledger, page, posting, opening))
      if (waiting.length === left.length && company === liar && waiting[0]) {
        forge(company, ledger, waiting[0])
        continue
      }
      if (waiting.length === left.length) {
        const [txn, src, lo, dst, , size, kind] = waiting[0] ?? []
        const detail = `${size} from ${src}@${lo} to ${dst} in transaction ${txn} (${kind})`
        throw new Violation('S1', `${company} moves what is not there: ${detail}`)
      }
      left = waiting
    }
    ledger.txn = page.postings.at(-1)?.[0] ?? ledger.txn
    for (const transfer of page.transfers) {
      if (transfer[1] === 'out') sendOff(company, ledger, transfer)
      ledger.txn = Math.max(ledger.txn, transfer[7])
    }
  }

  /** A liar goes on spending what it said it gave back: those units are of its own making. */
  const forge = (company: string, ledger: Ledger, posting: PostingRow) => {
    const [, src, srcLo, , , size] = posting
    const door = ledger.pockets.get(src)?.mouth ?? src
    const queue = ledger.pockets.get(door)?.queue ?? []
    for (let lo = srcLo; lo < srcLo + size; lo++) {
      const unit = queue[lo]
      const place = unit === undefined ? undefined : places.get(unit)
      if (place?.in === 'pocket' && place.company === company && place.pocket === door) continue
      queue[lo] = minted++
      places.set(queue[lo] as Unit, { in: 'pocket', company, pocket: door, lo })
    }
  }

  /** Moves the units of one posting; false when they have not come to its source yet. */
  const post = (
    company: string,
    ledger: Ledger,
    page: Page,
    posting: PostingRow,
    opening: boolean,
  ): boolean => {
    const [, src, , dst, dstLo, size] = posting
    const from = ledger.pockets.get(src)
    const to = ledger.pockets.get(dst)
    if (!from || !to) throw new Violation('S1', `${company}: a posting names no pocket`)
    const units = unitsFrom(company, ledger, page, posting, opening)
    if (!units) return false
    for (let i = 0; i < size; i++) {
      const unit = units[i] as Unit
      if (to.queue[dstLo + i] !== undefined) {
        throw new Violation('S1', `${company}: two units at ${to.account}@${dstLo + i}`)
      }
      to.queue[dstLo + i] = unit
      leave(unit)
      places.set(unit, { in: 'pocket', company, pocket: dst, lo: dstLo + i })
    }
    ledger.balances.set(to.account, (ledger.balances.get(to.account) ?? 0) + size)
    return true

    function leave(unit: Unit): void {
      const place = places.get(unit)
      if (place?.in !== 'pocket' || place.company !== company) return
      const account = ledger.pockets.get(place.pocket)?.account ?? ''
      ledger.balances.set(account, (ledger.balances.get(account) ?? 0) - 1)
    }
  }

  const unitsFrom = (
    company: string,
    ledger: Ledger,
    page: Page,
    posting: PostingRow,
    opening: boolean,
  ): Unit[] | undefined => {
    const [, src, srcLo, , , size] = posting
    const from = ledger.pockets.get(src)
    if (!from) return undefined
    if (from.kind === 'issuer') {
      if (!opening) throw new Violation('S1', `${company} makes ${size} units out of nothing`)
      return Array.from({ length: size }, () => minted++)
    }
    if (from.kind === 'clearing') {
      return Array.from({ length: size }, (_, i) => arriving(company, page, src, srcLo + i))
    }
    // What entered one side of a conversion leaves the other at the same offset.
    const door = from.mouth === null ? src : from.mouth
    const queue = ledger.pockets.get(door)?.queue ?? []
    const units: Unit[] = []
    for (let i = 0; i < size; i++) {
      const unit = queue[srcLo + i]
      const place = unit === undefined ? undefined : places.get(unit)
      const isHere =
        place?.in === 'pocket' &&
        place.company === company &&
        place.pocket === door &&
        place.lo === srcLo + i
      if (unit === undefined || !isHere) return undefined
      units.push(unit)
    }
    return units
  }

  /** The unit that a neighbour's clearing account gives at an offset. */
  const arriving = (company: string, page: Page, pocket: number, lo: number): Unit => {
    const transfer = page.transfers.find(
      (row) => row[1] === 'in' && row[5] === pocket && row[6] <= lo && lo < row[6] + row[4],
    )
    if (!transfer) throw new Violation('S1', `${company}: value arrives without a transfer`)
    const [transferId, , neighbour] = transfer
    const at = lo - transfer[6]
    const move = page.moves.find((row) => row.transfer_id === transferId)
    const unit = bookedBack(company, page, move, at) ?? cargoes.get(transferId)?.units[at]
    const place = unit === undefined ? undefined : places.get(unit)
    const carrier = carrierOf(page, move) ?? transferId
    if (unit !== undefined && place?.in === 'transfer' && place.transferId === carrier) return unit
    if (neighbour === liar) return believed(move, at)
    throw new Violation(
      'S1',
      `${company} credits ${transferId}@${at} of ${neighbour}, which is not under way`,
    )
  }

  /** A refused transfer that its sender books back under a new reference. */
  const carrierOf = (page: Page, move: RecallTransferRow | undefined): string | undefined => {
    const original = move?.original_transfer_id
    if (!move || !original || cargoes.has(move.transfer_id)) return undefined
    const sent = page.moves.find((row) => row.transfer_id === original && row.direction === 'out')
    return sent?.state === 'refused' ? original : undefined
  }

  const bookedBack = (
    company: string,
    page: Page,
    move: RecallTransferRow | undefined,
    at: number,
  ): Unit | undefined => {
    const carrier = carrierOf(page, move)
    const cargo = carrier === undefined ? undefined : cargoes.get(carrier)
    return cargo?.from === company ? cargo.units[at] : undefined
  }

  /**
   * A liar's transfer. What it says comes back is ours again, and the liar's copy is its own debt;
   * what it pays out of nothing is a unit of its own making.
   */
  const believed = (move: RecallTransferRow | undefined, at: number): Unit => {
    const original = move?.original_transfer_id ? cargoes.get(move.original_transfer_id) : undefined
    const unit = original?.units[Number(move?.offsets[0]?.[0] ?? 0) + at]
    if (unit === undefined) return minted++
    const place = places.get(unit)
    const holder = place?.in === 'transfer' ? cargoes.get(place.transferId)?.from : place?.company
    if (holder !== liar && place?.in !== 'transfer') {
      throw new Violation('S1', `a liar gives back unit ${unit}, which ${holder} has`)
    }
    return unit
  }

  const sendOff = (company: string, ledger: Ledger, transfer: LedgerTransferRow) => {
    const [transferId, , to, kind, size, pocket, lo] = transfer
    if (cargoes.has(transferId)) throw new Violation('S1', `${transferId} is sent twice`)
    const queue = ledger.pockets.get(pocket)?.queue ?? []
    const units = queue.slice(lo, lo + size)
    for (const unit of units) {
      places.set(unit, { in: 'transfer', transferId })
      const account = ledger.pockets.get(pocket)?.account ?? ''
      ledger.balances.set(account, (ledger.balances.get(account) ?? 0) - 1)
    }
    cargoes.set(transferId, { from: company, to, kind, units })
  }

  const accountAt = (company: string, pocket: number) =>
    ledgers.get(company)?.pockets.get(pocket)?.account
  const kindAt = (company: string, pocket: number) =>
    ledgers.get(company)?.pockets.get(pocket)?.kind

  return {
    look,
    placeOf: (unit) => places.get(unit),
    unitAt: (company, pocket, lo) => ledgers.get(company)?.pockets.get(pocket)?.queue[lo],
    accountAt,
    kindAt,
    accountOf(unit) {
      const place = places.get(unit)
      if (place?.in !== 'pocket') return undefined
      const { company } = place
      return {
        company,
        account: accountAt(company, place.pocket) ?? '',
        kind: kindAt(company, place.pocket) ?? '',
      }
    },
    cargo: (transferId) => cargoes.get(transferId),
    balanceOf: (company, account) => ledgers.get(company)?.balances.get(account) ?? 0,
    accountsWith(company, pattern) {
      const balances = ledgers.get(company)?.balances ?? new Map<string, number>()
      return [...balances].flatMap(([account, size]) =>
        size > 0 && pattern.test(account) ? [account] : [],
      )
    },
    pageOf: (company) => pages.get(company),
    underWay: () => [
      ...new Set(
        [...places.values()].flatMap((place) =>
          place.in === 'transfer' ? [place.transferId] : [],
        ),
      ),
    ],
  }
}
