import { type BookState, makeUnit, type Unit } from './book-state.ts'
import type { LedgerTransferRow, Page, RecallTransferRow } from './read-page.ts'
import { Violation } from './violation.ts'

/** The unit that a neighbour's clearing account gives at an offset: it has to be under way to here. */
export function arrivingUnit(
  state: BookState,
  company: string,
  page: Page,
  at: { readonly pocket: number; readonly lo: number },
): Unit {
  const transfer = page.transfers.find(
    ([, direction, , , size, pocket, lo]) =>
      direction === 'in' && pocket === at.pocket && lo <= at.lo && at.lo < lo + size,
  )
  if (!transfer) throw new Violation('S1', `${company}: value arrives without a transfer`)
  const [transferId, , neighbour, , , , lo] = transfer
  const offset = at.lo - lo
  const move = page.moves.find((row) => row.transfer_id === transferId)
  const carrier = carrierOf(state, company, page, transfer, move) ?? transferId
  const unit = state.cargoes.get(carrier)?.units[offset]
  const place = unit === undefined ? undefined : state.places.get(unit)
  const isUnderWay = place?.in === 'transfer' && place.transferId === carrier
  if (unit !== undefined && isUnderWay) return unit
  if (neighbour === state.liar) {
    const believed = believedUnit(state, move, offset)
    const arrived = state.arrivals.get(`${company} ${transferId}`) ?? []
    arrived[offset] = believed
    state.arrivals.set(`${company} ${transferId}`, arrived)
    return believed
  }
  throw new Violation(
    'S1',
    `${company} credits ${transferId}@${offset} of ${neighbour}, which is not under way`,
  )
}

/** A refused transfer, which its sender books back under a new reference. */
function carrierOf(
  state: BookState,
  company: string,
  page: Page,
  transfer: LedgerTransferRow,
  move: RecallTransferRow | undefined,
): string | undefined {
  if (!move) return unclaimedRefusal(state, company, page, transfer)
  const original = move.original_transfer_id
  if (!original || state.cargoes.has(move.transfer_id)) return undefined
  const sent = page.moves.find((row) => row.transfer_id === original && row.direction === 'out')
  const isOurs = state.cargoes.get(original)?.from === company
  return sent?.state === 'refused' && isOurs ? original : undefined
}

/** A wrong return's undoing that nobody took: booked back without a row of its own. */
function unclaimedRefusal(
  state: BookState,
  company: string,
  page: Page,
  [transferId, , neighbour, , size]: LedgerTransferRow,
): string | undefined {
  if (state.cargoes.has(transferId)) return undefined
  return page.moves.find((row) => {
    const cargo = state.cargoes.get(row.transfer_id)
    const [first] = cargo?.units ?? []
    const place = first === undefined ? undefined : state.places.get(first)
    return (
      row.direction === 'out' &&
      row.kind === 'give_back' &&
      row.neighbour === neighbour &&
      row.amount === size &&
      cargo?.from === company &&
      place?.in === 'transfer'
    )
  })?.transfer_id
}

/**
 * A liar's transfer. What it says comes back is ours again, and the liar's copy is its own debt; what
 * it pays out of nothing is a unit of its own making.
 */
function believedUnit(state: BookState, move: RecallTransferRow | undefined, offset: number): Unit {
  const original = state.cargoes.get(move?.original_transfer_id ?? '')
  const unit = original?.units[Number(move?.offsets[0]?.[0] ?? 0) + offset]
  const place = unit === undefined ? undefined : state.places.get(unit)
  if (unit === undefined || place === undefined) return makeUnit(state)
  if (place.in === 'pocket' && place.company !== state.liar) {
    throw new Violation('S1', `a liar gives back unit ${unit}, which ${place.company} has`)
  }
  return unit
}
