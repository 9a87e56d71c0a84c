import { addHours, jstHour, startOfJstDay } from '@modosu/kernel'
import type { MarketProfile, ShipsIn } from '../profile.ts'
import type { OrderEvent } from './order-steps.ts'

/** What a clock's deadline is worked out from. */
export interface ClockOrder {
  readonly shipsIn: ShipsIn
  readonly orderedAt: Date
}

export interface ClockKind {
  /** What happens to the order when the deadline comes. */
  readonly event: OrderEvent
  /**
   * `order`: a deadline of the trade; it stands still under a hold and goes on with the time left.
   * `hold`: a deadline of the hold itself; it runs only under one.
   */
  readonly runs: 'order' | 'hold'
  dueAt(profile: MarketProfile, now: Date, order: ClockOrder): Date
}

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS

/** Every deadline of an order. Days are calendar days in Japan, not multiples of 24 hours. */
export const orderClocks = {
  pay_due: {
    event: 'pay_due_passed',
    runs: 'order',
    dueAt: (profile, _, order) =>
      new Date(payDueAt(profile, order.orderedAt).getTime() + profile.payGraceMinutes * MINUTE_MS),
  },
  ship_by: {
    event: 'ship_by_passed',
    runs: 'order',
    // "From 0:00 after the ship-by date" the buyer may ask to cancel.
    dueAt: (profile, now, order) => startOfJstDay(now, profile.shipByDays[order.shipsIn] + 1),
  },
  cancel_silence: {
    event: 'cancel_silence_passed',
    runs: 'order',
    dueAt: (profile, now) => addHours(now, profile.cancelSilenceHours),
  },
  auto_complete: {
    event: 'auto_complete_passed',
    runs: 'order',
    dueAt: (profile, now) => jstHour(now, profile.autoCompleteDays, profile.autoCompleteHour),
  },
  risk_window: {
    event: 'risk_window_passed',
    runs: 'order',
    dueAt: (profile, _, order) => addHours(order.orderedAt, profile.riskWindowHours),
  },
  notice_reminder: {
    event: 'notice_reminder_passed',
    runs: 'hold',
    dueAt: (profile, now) => addHours(now, profile.noticeReminderHours),
  },
  notice_call: {
    event: 'notice_call_passed',
    runs: 'hold',
    dueAt: (profile, now) => addHours(now, profile.noticeCallHours),
  },
  hold_review: {
    event: 'hold_review_passed',
    runs: 'hold',
    dueAt: (profile, now) => addHours(now, profile.holdReviewHours),
  },
  scan_lag: {
    event: 'scan_lag_passed',
    runs: 'hold',
    dueAt: (profile, now) => addHours(now, profile.scanLagHours),
  },
} as const satisfies Record<string, ClockKind>

export type ClockName = keyof typeof orderClocks

export const clockNames = Object.keys(orderClocks) as ClockName[]

/** 23:59:59 of the last day to pay: what the buyer is told and what the payment request carries. */
export function payDueAt(profile: MarketProfile, orderedAt: Date): Date {
  return new Date(startOfJstDay(orderedAt, profile.payDueDays + 1).getTime() - SECOND_MS)
}
