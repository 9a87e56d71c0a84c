import { addHours, jstHour, startOfJstDay } from '@modosu/kernel'
import type { MarketProfile, ShipsIn } from '../profiles/profile.ts'
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
  /** The rule in words, for the documents. */
  rule(profile: MarketProfile): string
  dueAt(profile: MarketProfile, now: Date, order: ClockOrder): Date
}

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS

const clockTime = (hour: number) =>
  `${String(Math.floor(hour)).padStart(2, '0')}:${hour % 1 === 0 ? '00' : '30'}`
const hours = (count: number) => `${count} hours`

/** Every deadline of an order. Days are calendar days in Japan, not multiples of 24 hours. */
export const orderClocks = {
  approve_by: {
    event: 'approve_by_passed',
    runs: 'order',
    rule: (p) => `day +${p.approveDays}, ${clockTime(p.approveHour)}`,
    dueAt: (profile, _, order) =>
      jstHour(order.orderedAt, profile.approveDays, profile.approveHour),
  },
  pay_due: {
    event: 'pay_due_passed',
    runs: 'order',
    rule: (p) => `day +${p.payDueDays}, 23:59:59, acts ${p.payGraceMinutes} minutes later`,
    // It begins with the order, or when its seller has agreed.
    dueAt: (profile, now) =>
      new Date(
        payDueAt(profile, { orderedAt: now, approvedAt: null }).getTime() +
          profile.payGraceMinutes * MINUTE_MS,
      ),
  },
  ship_by: {
    event: 'ship_by_passed',
    runs: 'order',
    rule: (p) => `00:00 after day +${Object.values(p.shipByDays).join(', +')}`,
    // "From 0:00 after the ship-by date" the buyer may ask to cancel.
    dueAt: (profile, now, order) => startOfJstDay(now, profile.shipByDays[order.shipsIn] + 1),
  },
  cancel_silence: {
    event: 'cancel_silence_passed',
    runs: 'order',
    rule: (p) => hours(p.cancelSilenceHours),
    dueAt: (profile, now) => addHours(now, profile.cancelSilenceHours),
  },
  receipt_remind: {
    event: 'receipt_remind_passed',
    runs: 'order',
    rule: (p) => `day +${p.receiptRemindDays} of the shipping notice, 00:00`,
    dueAt: (profile, now) => startOfJstDay(now, profile.receiptRemindDays),
  },
  receipt_ask: {
    event: 'receipt_ask_passed',
    runs: 'order',
    rule: (p) => `day +${p.receiptAskDays}, ${clockTime(p.receiptAskHour)}`,
    dueAt: (profile, now) => jstHour(now, profile.receiptAskDays, profile.receiptAskHour),
  },
  auto_complete: {
    event: 'auto_complete_passed',
    runs: 'order',
    rule: (p) => `day +${p.autoCompleteDays}, ${clockTime(p.autoCompleteHour)}`,
    dueAt: (profile, now) => jstHour(now, profile.autoCompleteDays, profile.autoCompleteHour),
  },
  risk_window: {
    event: 'risk_window_passed',
    runs: 'order',
    rule: (p) => `${hours(p.riskWindowHours)} after the order`,
    dueAt: (profile, _, order) => addHours(order.orderedAt, profile.riskWindowHours),
  },
  seller_rating: {
    event: 'seller_rating_passed',
    runs: 'order',
    rule: (p) =>
      p.sellerRates === 'before_payout' ? `day +${p.sellerRatingDays}, 24:00` : 'not waited for',
    dueAt: (profile, now) => startOfJstDay(now, profile.sellerRatingDays + 1),
  },
  return_due: {
    event: 'return_due_passed',
    runs: 'order',
    rule: (p) => `day +${p.returnDays}, 24:00`,
    dueAt: (profile, now) => startOfJstDay(now, profile.returnDays + 1),
  },
  notice_reminder: {
    event: 'notice_reminder_passed',
    runs: 'hold',
    rule: (p) => hours(p.noticeReminderHours),
    dueAt: (profile, now) => addHours(now, profile.noticeReminderHours),
  },
  notice_call: {
    event: 'notice_call_passed',
    runs: 'hold',
    rule: (p) => hours(p.noticeCallHours),
    dueAt: (profile, now) => addHours(now, profile.noticeCallHours),
  },
  hold_review: {
    event: 'hold_review_passed',
    runs: 'hold',
    rule: (p) => `every ${hours(p.holdReviewHours)}`,
    dueAt: (profile, now) => addHours(now, profile.holdReviewHours),
  },
  scan_lag: {
    event: 'scan_lag_passed',
    runs: 'hold',
    rule: (p) => hours(p.scanLagHours),
    dueAt: (profile, now) => addHours(now, profile.scanLagHours),
  },
} as const satisfies Record<string, ClockKind>

export type ClockName = keyof typeof orderClocks

export const clockNames = Object.keys(orderClocks) as ClockName[]

/** 23:59:59 of the last day to pay: what the buyer is told and what the payment request carries. */
export function payDueAt(
  profile: MarketProfile,
  order: { readonly orderedAt: Date; readonly approvedAt: Date | null },
): Date {
  const from = order.approvedAt ?? order.orderedAt
  return new Date(startOfJstDay(from, profile.payDueDays + 1).getTime() - SECOND_MS)
}
