import { arrivingUnit } from './arriving-unit.ts'
import {
  addToBalance,
  type BookState,
  type Ledger,
  ledgerOf,
  liesAt,
  makeUnit,
  type Unit,
} from './book-state.ts'
import type { LedgerTransferRow, Page, PostingRow } from './read-page.ts'
import { Violation } from './violation.ts'

/**
 * Moves every unit that a company says it has posted. S1: each has to lie where it is taken from,
 * nothing comes out of nothing, and no two units lie in one place.
 */
export function applyPage(state: BookState, company: string, page: Page, opening: boolean): void {
  const ledger = ledgerOf(state, company)
  for (const [id, account, kind, , , mouth] of page.pockets) {
    ledger.pockets.set(id, { account, kind, queue: [], mouth })
    ledger.pocket = id
  }
  let left = [...page.postings]
  while (left.length > 0) {
    const waiting = left.filter((posting) => !applyPosting(state, ledger, page, posting, opening))
    const stuck = waiting.length === left.length ? waiting[0] : undefined
    if (stuck && company === state.liar) forgeUnits(state, ledger, stuck)
    else if (stuck) {
      const [txn, src, lo, dst, , size, kind] = stuck
      const detail = `${size} from ${src}@${lo} to ${dst} in transaction ${txn} (${kind})`
      throw new Violation('S1', `${company} moves what is not there: ${detail}`)
    }
    left = waiting
  }
  ledger.txn = page.postings.at(-1)?.[0] ?? ledger.txn
  for (const transfer of page.transfers) {
    if (transfer[1] === 'out') {
      sendOff(state, ledger, transfer)
      noteStandIns(state, page, transfer[0])
    }
    ledger.txn = Math.max(ledger.txn, transfer[7])
  }
}

/** Moves the units of one posting; false when they have not come to its source yet. */
function applyPosting(
  state: BookState,
  ledger: Ledger,
  page: Page,
  posting: PostingRow,
  opening: boolean,
): boolean {
  const { company } = ledger
  const [, src, , dst, dstLo, size] = posting
  const to = ledger.pockets.get(dst)
  if (!to || !ledger.pockets.has(src)) {
    throw new Violation('S1', `${company}: a posting names no pocket`)
  }
  const units = unitsFrom(state, ledger, page, posting, opening)
  if (!units) return false
  units.forEach((unit, i) => {
    if (to.queue[dstLo + i] !== undefined) {
      throw new Violation('S1', `${company}: two units at ${to.account}@${dstLo + i}`)
    }
    to.queue[dstLo + i] = unit
    const place = state.places.get(unit)
    if (place?.in === 'pocket' && place.company === company) addToBalance(ledger, place.pocket, -1)
    state.places.set(unit, { in: 'pocket', company, pocket: dst, lo: dstLo + i })
  })
  addToBalance(ledger, dst, size)
  return true
}

function unitsFrom(
  state: BookState,
  ledger: Ledger,
  page: Page,
  posting: PostingRow,
  opening: boolean,
): Unit[] | undefined {
  const [, src, srcLo, , , size] = posting
  const from = ledger.pockets.get(src)
  if (from?.kind === 'issuer') {
    if (!opening) throw new Violation('S1', `${ledger.company} makes ${size} units out of nothing`)
    return Array.from({ length: size }, () => makeUnit(state))
  }
  if (from?.kind === 'clearing') {
    return Array.from({ length: size }, (_, i) =>
      arrivingUnit(state, ledger.company, page, { pocket: src, lo: srcLo + i }),
    )
  }
  // What entered one side of a conversion leaves the other at the same offset.
  const pocket = from?.mouth ?? src
  const queue = ledger.pockets.get(pocket)?.queue.slice(srcLo, srcLo + size) ?? []
  const { company } = ledger
  const here = queue.every((unit, i) => liesAt(state, unit, { company, pocket, lo: srcLo + i }))
  return here && queue.length === size ? queue : undefined
}

/** A liar goes on spending what it said it gave back: those units are of its own making. */
function forgeUnits(state: BookState, ledger: Ledger, posting: PostingRow): void {
  const { company } = ledger
  const [, src, srcLo, , , size] = posting
  const pocket = ledger.pockets.get(src)?.mouth ?? src
  const queue = ledger.pockets.get(pocket)?.queue ?? []
  for (let lo = srcLo; lo < srcLo + size; lo++) {
    if (liesAt(state, queue[lo], { company, pocket, lo })) continue
    const unit = makeUnit(state)
    queue[lo] = unit
    state.places.set(unit, { in: 'pocket', company, pocket, lo })
  }
}

function sendOff(state: BookState, ledger: Ledger, transfer: LedgerTransferRow): void {
  const [transferId, , to, kind, size, pocket, lo] = transfer
  if (state.cargoes.has(transferId)) throw new Violation('S1', `${transferId} is sent twice`)
  const units = ledger.pockets.get(pocket)?.queue.slice(lo, lo + size) ?? []
  for (const unit of units) state.places.set(unit, { in: 'transfer', transferId })
  addToBalance(ledger, pocket, -units.length)
  state.cargoes.set(transferId, { from: ledger.company, to, kind, units })
}

/** A return that carries other units than left: made good, or paid from a loss account. */
function noteStandIns(state: BookState, page: Page, transferId: string): void {
  const move = page.moves.find((row) => row.transfer_id === transferId)
  const original = state.cargoes.get(move?.original_transfer_id ?? '')
  if (!move || !original || move.kind !== 'return') return
  const from = Number(move.offsets[0]?.[0] ?? 0)
  state.cargoes.get(transferId)?.units.forEach((unit, i) => {
    const left = original.units[from + i]
    if (left !== undefined && left !== unit) state.standIns.set(left, unit)
  })
}
