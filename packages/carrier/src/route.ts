import { addHours, jstHour } from '@modosu/kernel'
import type { Scan, ScanStatus } from './parcel.ts'

const DEPOT_HOURS = 4
const VAN_HOUR = 8
const DOOR_HOUR = 14
const BACK_DAYS = 2
const BACK_HOUR = 10

/** What comes after a scan by itself: a parcel is at its door on the next day after lunch. */
export function nextScan({ status, at }: Scan): Scan | null {
  const after: Readonly<Record<ScanStatus, Scan | null>> = {
    accepted: { status: 'in_transit', at: addHours(at, DEPOT_HOURS) },
    in_transit: { status: 'out_for_delivery', at: jstHour(at, 1, VAN_HOUR) },
    out_for_delivery: { status: 'delivered', at: jstHour(at, 0, DOOR_HOUR) },
    turned_round: { status: 'brought_back', at: jstHour(at, BACK_DAYS, BACK_HOUR) },
    delivered: null,
    brought_back: null,
  }
  return after[status]
}
