import { isDeepStrictEqual } from 'node:util'
import { ok, type Result, refuse } from '@modosu/kernel'
import type { Address, Notice, Parcel, Scan } from './parcel.ts'
import { nextScan } from './route.ts'

/** More parcels than this are not kept in the memory of one process. */
const PARCELS_MAX = 100_000

export type DepotError =
  | { readonly code: 'carrier/taken' }
  | { readonly code: 'carrier/void' }
  | { readonly code: 'carrier/unknown' }
  | { readonly code: 'carrier/not_ours' }
  | { readonly code: 'carrier/delivered' }
  | { readonly code: 'carrier/full' }

/** Every parcel that the carrier knows, and what its clients have not taken yet. */
export interface Depot {
  readonly parcels: Map<string, Parcel>
  readonly untold: Map<string, Notice>
  newId(): string
}

export interface LabelOrder {
  readonly client: string
  readonly trackingNumber: string
  readonly code: string
  readonly to: Address
}

/**
 * A client says where a number goes, or says it anew. A parcel that was taken is not sent elsewhere.
 *
 * Refusals in order: carrier/not_ours, carrier/taken (with another address), carrier/full.
 */
export function putLabel(depot: Depot, order: LabelOrder): Result<Parcel, DepotError> {
  const known = depot.parcels.get(order.trackingNumber)
  if (known && known.client !== order.client) return refuse({ code: 'carrier/not_ours' })
  if (known && known.scans.length > 0) {
    const same = isDeepStrictEqual(known.to, order.to)
    return same ? ok(known) : refuse({ code: 'carrier/taken' })
  }
  if (!known && depot.parcels.size >= PARCELS_MAX) return refuse({ code: 'carrier/full' })
  return ok(keep(depot, { isVoid: false, scans: [], next: null, ...known, ...order }))
}

/** Takes a label out of force. One whose parcel was taken stays as it is. */
export function voidLabel(
  depot: Depot,
  about: { client: string; trackingNumber: string },
): Result<Parcel, DepotError> {
  const known = depot.parcels.get(about.trackingNumber)
  if (known && known.client !== about.client) return refuse({ code: 'carrier/not_ours' })
  // A void that comes before its label stands in its way.
  if (!known) {
    const empty = { code: null, to: null, scans: [], next: null }
    return ok(keep(depot, { ...about, ...empty, isVoid: true }))
  }
  return ok(known.scans.length > 0 ? known : keep(depot, { ...known, isVoid: true }))
}

/**
 * Somebody hands a parcel over at a counter, with a code or with a slip that he filled in himself.
 *
 * Refusals in order: carrier/unknown, carrier/void, carrier/taken.
 */
export function takeParcel(
  depot: Depot,
  handed: { readonly code: string } | { readonly client: string; readonly trackingNumber: string },
  at: Date,
): Result<Parcel, DepotError> {
  const known =
    'code' in handed
      ? [...depot.parcels.values()].find(({ code }) => code === handed.code)
      : (depot.parcels.get(handed.trackingNumber) ?? {
          ...handed,
          code: null,
          to: null,
          isVoid: false,
          scans: [],
          next: null,
        })
  if (!known) return refuse({ code: 'carrier/unknown' })
  if (known.isVoid) return refuse({ code: 'carrier/void' })
  if (known.scans.length > 0) return refuse({ code: 'carrier/taken' })
  return ok(scanParcel(depot, known, { status: 'accepted', at }))
}

/**
 * The sender wants it back: as long as it is on its way it is turned round.
 *
 * Refusals in order: carrier/unknown (also of others), carrier/delivered.
 */
export function turnRound(
  depot: Depot,
  about: { client: string; trackingNumber: string },
  at: Date,
): Result<Parcel, DepotError> {
  moveParcels(depot, at)
  const known = depot.parcels.get(about.trackingNumber)
  const last = known?.scans.at(-1)
  if (!known || known.client !== about.client || !last) return refuse({ code: 'carrier/unknown' })
  if (last.status === 'delivered') return refuse({ code: 'carrier/delivered' })
  const turned = known.scans.some(({ status }) => status === 'turned_round')
  return ok(turned ? known : scanParcel(depot, known, { status: 'turned_round', at }))
}

/** Lets everything happen whose hour has come, each at its hour. */
export function moveParcels(depot: Depot, now: Date): void {
  for (const parcel of depot.parcels.values()) {
    let moving = parcel
    while (moving.next && moving.next.at <= now) moving = scanParcel(depot, moving, moving.next)
  }
}

/** Parcels to which something should have happened by now. */
export function countDue(depot: Depot, now: Date): number {
  return [...depot.parcels.values()].filter(({ next }) => next !== null && next.at <= now).length
}

function scanParcel(depot: Depot, parcel: Parcel, scan: Scan): Parcel {
  const noticeId = depot.newId()
  const { client, trackingNumber } = parcel
  depot.untold.set(noticeId, { noticeId, client, trackingNumber, scan })
  const scans = [...parcel.scans, scan]
  return keep(depot, { ...parcel, scans, next: nextScan(scan) })
}

function keep(depot: Depot, parcel: Parcel): Parcel {
  depot.parcels.set(parcel.trackingNumber, parcel)
  return parcel
}
