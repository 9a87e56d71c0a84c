import type { MarketProfile } from '../src/index.ts'

/**
 * An order as plain words and dates: what a person who has read the rules would write down. It knows
 * nothing of the state table, of the ledger or of jobs.
 */
export interface ModelOrder {
  state: string
  held: boolean
  orderedAt: number
  approvedAt: number | null
  /** Deadlines that run (`at`) or stand (`left`), by name; what has passed is not there. */
  clocks: Map<string, { at: number } | { left: number }>
  reviewedFrom: string
  named: boolean
  labelled: boolean
  heldSince: number
  scans: { status: string; at: number }[]
  withMe: boolean
  answeredAt: number | null
  ratedBySeller: boolean
  paidByMarket: boolean
  ending: string | null
}

const HOUR = 3_600_000
const DAY = 24 * HOUR
const JST = 9 * HOUR

/** Midnight in Japan, so many days on. */
const midnight = (at: number, days: number) => (Math.floor((at + JST) / DAY) + days) * DAY - JST

export function newModel(now: number, asks: boolean, profile: MarketProfile): ModelOrder {
  const order: ModelOrder = {
    state: asks ? 'awaiting_approval' : 'awaiting_payment',
    held: false,
    orderedAt: now,
    approvedAt: null,
    clocks: new Map(),
    reviewedFrom: '',
    named: false,
    labelled: false,
    heldSince: 0,
    scans: [],
    withMe: false,
    answeredAt: null,
    ratedBySeller: false,
    paidByMarket: false,
    ending: null,
  }
  if (asks) order.clocks.set('approve_by', { at: midnight(now, profile.approveDays) + 8.5 * HOUR })
  else waitForPayment(order, now, profile)
  return order
}

function waitForPayment(order: ModelOrder, from: number, profile: MarketProfile): void {
  const lastDay = midnight(from, profile.payDueDays + 1) - 1_000
  order.clocks.set('pay_due', { at: lastDay + profile.payGraceMinutes * 60_000 })
}

export type Command =
  | 'approve'
  | 'decline'
  | 'withdraw'
  | 'pay'
  | 'end_unpaid'
  | 'label'
  | 'address'
  | 'ship'
  | 'ship_despite_hold'
  | 'seller_asks_cancel'
  | 'buyer_asks_cancel'
  | 'agree'
  | 'disagree'
  | 'office_cancels'
  | 'scan'
  | 'scan_delivered'
  | 'scan_back'
  | 'receipt'
  | 'ask_receipt'
  | 'seller_rates'
  | 'report'
  | 'goes_on'
  | 'send_back'
  | 'goods_back'
  | 'hold'
  | 'hold_ends'
  | 'seller_keeps'
  | 'claim_returns'
  | 'with_me'
  | 'already_shipped'
  | 'late_release'
  | 'late_return'
  | 'clear_seller'
  | 'clear_not'

const paid = [
  'awaiting_shipment',
  'cancel_requested',
  'shipped',
  'received',
  'under_review',
  'returning',
]
const holdClocks = ['notice_reminder', 'notice_call', 'hold_review', 'scan_lag']

/** Does a command to the model. False: the rules refuse it, and nothing has changed. */
export function doCommand(
  order: ModelOrder,
  command: Command,
  now: number,
  profile: MarketProfile,
): boolean {
  const { state, held } = order
  const is = (...states: string[]) => states.includes(state)
  const go = (next: string) => {
    order.state = next
    return true
  }
  switch (command as string) {
    case 'approve':
      if (!is('awaiting_approval')) return false
      order.clocks.clear()
      order.approvedAt = now
      waitForPayment(order, now, profile)
      return go('awaiting_payment')
    case 'decline':
      return is('awaiting_approval') && endOrder(order, 'declined')
    case 'withdraw':
      return is('awaiting_approval') && endOrder(order, 'withdrawn')
    case 'pay':
      if (!is('awaiting_payment')) return false
      order.clocks.delete('pay_due')
      order.clocks.set('ship_by', { at: midnight(now, profile.shipByDays.days_2_3 + 1) })
      return go('awaiting_shipment')
    case 'end_unpaid':
      if (!is('awaiting_payment') || order.clocks.has('pay_due')) return false
      return endOrder(order, 'unpaid')
    case 'label':
      if (!is('awaiting_shipment') || held) return false
      order.labelled = true
      return true
    case 'address':
      return is('awaiting_shipment') && !held
    case 'ship':
      if (order.named || !is('awaiting_shipment') || held) return false
      ship(order, now, profile)
      return true
    case 'ship_despite_hold':
      return shipDespiteHold(order, now, profile)
    case 'seller_asks_cancel':
    case 'buyer_asks_cancel': {
      const mayAsk =
        command === 'seller_asks_cancel' ||
        (profile.buyerCancels === 'after_ship_by' && !order.clocks.has('ship_by'))
      if (!is('awaiting_shipment') || held || !mayAsk) return false
      order.clocks.set('cancel_silence', { at: now + profile.cancelSilenceHours * HOUR })
      return go('cancel_requested')
    }
    case 'agree':
      return is('cancel_requested') && !held && endOrder(order, 'agreed')
    case 'disagree':
      if (!is('cancel_requested') || held) return false
      order.clocks.delete('cancel_silence')
      if (profile.declinedCancel === 'office') return toReview(order, 'awaiting_shipment', now)
      return go('awaiting_shipment')
    case 'office_cancels': {
      const open =
        is('awaiting_approval', 'awaiting_payment') ||
        (!held && is('awaiting_shipment', 'cancel_requested', 'returning')) ||
        (!held && is('under_review') && order.reviewedFrom === 'awaiting_shipment')
      return open && endOrder(order, 'office')
    }
    default:
      return doLater(order, command, now, profile)
  }
}

function doLater(
  order: ModelOrder,
  command: Command,
  now: number,
  profile: MarketProfile,
): boolean {
  const { state, held } = order
  const is = (...states: string[]) => states.includes(state)
  const free = !held
  switch (command as string) {
    case 'scan':
      return scan(order, 'accepted', now, profile)
    case 'scan_delivered':
      return scan(order, 'delivered', now, profile)
    case 'scan_back':
      return scan(order, 'brought_back', now, profile)
    case 'receipt':
      if (!is('shipped') || held) return false
      return receive(order, now, profile)
    case 'ask_receipt': {
      if (!is('shipped') || held || order.clocks.has('receipt_ask')) return false
      const seen = order.scans.find(({ status }) => status === 'delivered')
      if (seen && midnight(seen.at, profile.deliveredDays) <= now) complete(order)
      return true
    }
    case 'seller_rates': {
      if (order.ratedBySeller || held || !is('received', 'completed')) return false
      order.ratedBySeller = true
      if (is('received')) {
        if (mayPay(order, now, profile)) complete(order)
        else order.clocks.delete('seller_rating')
      }
      return true
    }
    case 'report':
      return is('awaiting_shipment', 'shipped', 'received') && free && toReview(order, state, now)
    case 'goes_on':
      if (!is('under_review') || held) return false
      resume(order, now)
      order.state = order.reviewedFrom
      return true
    case 'send_back':
      if (!is('under_review') || held || order.reviewedFrom === 'awaiting_shipment') return false
      order.clocks.clear()
      order.clocks.set('return_due', { at: midnight(now, profile.returnDays + 1) })
      order.state = 'returning'
      return true
    case 'goods_back':
      return is('returning') && free && endOrder(order, 'returned')
    default:
      return doHold(order, command, now, profile)
  }
}

function doHold(order: ModelOrder, command: Command, now: number, profile: MarketProfile): boolean {
  const isPaid = paid.includes(order.state)
  const held = isPaid && order.held
  switch (command as string) {
    case 'hold':
      if (!isPaid || order.held) return false
      hold(order, now, profile)
      return true
    case 'hold_ends':
      if (!held) return false
      order.held = false
      for (const clock of holdClocks) order.clocks.delete(clock)
      if (order.state !== 'under_review') resume(order, now)
      return true
    case 'seller_keeps':
      if (!held) return false
      complete(order)
      return true
    case 'claim_returns': {
      if (!held) return false
      const silent = !isBadFaith(order) && !isBack(order) && !order.withMe
      return endOrder(order, silent ? 'claim_on_silence' : 'claim')
    }
    case 'late_release':
    case 'late_return':
      return order.state === 'cancelled'
    case 'with_me':
      if (!held || order.answeredAt !== null) return false
      order.withMe = true
      return answer(order, now)
    case 'already_shipped':
      if (!held || order.answeredAt !== null) return false
      order.named = true
      order.clocks.set('scan_lag', { at: now + profile.scanLagHours * HOUR })
      return answer(order, now)
    case 'clear_seller':
    case 'clear_not': {
      const byClaim = order.ending === 'claim' || order.ending === 'claim_on_silence'
      if (!byClaim || !isBadFaith(order) || order.paidByMarket) return false
      order.paidByMarket = true
      return true
    }
    default:
      throw new Error(`the model does not know ${command}`)
  }
}

function answer(order: ModelOrder, now: number): boolean {
  order.answeredAt = now
  order.clocks.delete('notice_reminder')
  order.clocks.delete('notice_call')
  return true
}

const isBack = (order: ModelOrder) => order.scans.some(({ status }) => status === 'brought_back')

function isBadFaith(order: ModelOrder): boolean {
  const first = Math.min(...order.scans.map(({ at }) => at))
  if (order.scans.length === 0 || order.answeredAt === null) return false
  return order.withMe || first > order.answeredAt
}

const mayPay = (order: ModelOrder, now: number, profile: MarketProfile) =>
  order.scans.length > 0 || now >= order.orderedAt + profile.riskWindowHours * HOUR

const ratingDone = (order: ModelOrder, profile: MarketProfile) =>
  profile.sellerRates === 'after_payout' ||
  (order.state === 'received' && !order.clocks.has('seller_rating'))

function complete(order: ModelOrder): void {
  order.state = 'completed'
  order.held = false
  order.clocks.clear()
}

function endOrder(order: ModelOrder, ending: string): true {
  order.state = 'cancelled'
  order.ending = ending
  order.held = false
  order.clocks.clear()
  return true
}

function ship(order: ModelOrder, now: number, profile: MarketProfile): void {
  order.named = true
  order.state = 'shipped'
  order.clocks.delete('ship_by')
  order.clocks.set('receipt_remind', { at: midnight(now, profile.receiptRemindDays) })
  order.clocks.set('receipt_ask', {
    at: midnight(now, profile.receiptAskDays) + profile.receiptAskHour * HOUR,
  })
  waitForCompletion(order, now, profile)
}

function waitForCompletion(order: ModelOrder, now: number, profile: MarketProfile): void {
  const at = midnight(now, profile.autoCompleteDays) + profile.autoCompleteHour * HOUR
  order.clocks.set('auto_complete', { at })
}

function shipDespiteHold(order: ModelOrder, now: number, profile: MarketProfile): boolean {
  if (order.named) return false
  if (order.state === 'cancelled') {
    if (order.ending !== 'claim_on_silence') return false
    order.named = true
    return true
  }
  const unshipped = ['awaiting_shipment', 'cancel_requested', 'under_review'].includes(order.state)
  if (!order.held) {
    if (order.state !== 'awaiting_shipment') return false
    ship(order, now, profile)
    return true
  }
  if (!unshipped) return false
  order.named = true
  order.clocks.set('scan_lag', { at: now + profile.scanLagHours * HOUR })
  return true
}

function receive(order: ModelOrder, now: number, profile: MarketProfile): true {
  const pays = mayPay(order, now, profile)
  const needsRating = profile.sellerRates === 'before_payout'
  if (pays && !needsRating) {
    complete(order)
    return true
  }
  order.state = 'received'
  for (const clock of ['receipt_remind', 'receipt_ask', 'auto_complete']) order.clocks.delete(clock)
  if (!pays) {
    order.clocks.set('risk_window', { at: order.orderedAt + profile.riskWindowHours * HOUR })
  }
  if (needsRating) {
    order.clocks.set('seller_rating', { at: midnight(now, profile.sellerRatingDays + 1) })
  }
  return true
}

function scan(order: ModelOrder, status: string, at: number, profile: MarketProfile): boolean {
  if (!order.named && !order.labelled) return false
  order.scans.push({ status, at })
  if (order.state === 'cancelled') {
    const owed = order.ending === 'claim_on_silence' && !isBadFaith(order) && !order.paidByMarket
    if (owed) order.paidByMarket = true
  }
  if (order.held || ['cancelled', 'completed'].includes(order.state)) return true
  if (order.state === 'returning' && isBack(order)) return endOrder(order, 'returned')
  if (order.state === 'awaiting_shipment' && !order.named) ship(order, at, profile)
  else if (order.state === 'shipped' && !order.clocks.has('auto_complete')) {
    waitForCompletion(order, at, profile)
  } else if (order.state === 'received' && ratingDone(order, profile)) complete(order)
  return true
}

function toReview(order: ModelOrder, from: string, now: number): true {
  order.reviewedFrom = from
  order.state = 'under_review'
  stop(order, now)
  return true
}

function hold(order: ModelOrder, now: number, profile: MarketProfile): void {
  order.held = true
  order.heldSince = now
  order.withMe = false
  order.answeredAt = null
  if (order.scans.length === 0) order.labelled = false
  stop(order, now)
  order.clocks.set('notice_reminder', { at: now + profile.noticeReminderHours * HOUR })
  order.clocks.set('notice_call', { at: now + profile.noticeCallHours * HOUR })
  order.clocks.set('scan_lag', { at: now + profile.scanLagHours * HOUR })
  order.clocks.set('hold_review', { at: now + profile.holdReviewHours * HOUR })
}

function stop(order: ModelOrder, now: number): void {
  for (const [name, clock] of order.clocks) {
    if ('at' in clock && !holdClocks.includes(name)) {
      order.clocks.set(name, { left: Math.max(0, clock.at - now) })
    }
  }
}

function resume(order: ModelOrder, now: number): void {
  for (const [name, clock] of order.clocks) {
    if ('left' in clock) order.clocks.set(name, { at: now + clock.left })
  }
}

/** Lets every deadline pass that lies behind, in their order; the market acts at `now`. */
export function passTime(order: ModelOrder, now: number, profile: MarketProfile): void {
  for (;;) {
    const due = [...order.clocks]
      .flatMap(([name, clock]) =>
        'at' in clock && clock.at <= now ? [{ name, at: clock.at }] : [],
      )
      .toSorted((a, b) => a.at - b.at)
    const [next] = due
    if (!next) return
    order.clocks.delete(next.name)
    pass(order, next.name, now, profile)
  }
}

function pass(order: ModelOrder, clock: string, now: number, profile: MarketProfile): void {
  switch (clock) {
    case 'approve_by':
      endOrder(order, 'not_approved')
      return
    case 'pay_due':
      if (profile.unpaid === 'ends') endOrder(order, 'unpaid')
      return
    case 'cancel_silence':
      endOrder(order, 'silence')
      return
    case 'auto_complete':
      if (order.scans.length > 0) complete(order)
      return
    case 'risk_window':
      if (ratingDone(order, profile)) complete(order)
      return
    case 'seller_rating':
      if (mayPay(order, now, profile)) complete(order)
      return
    case 'hold_review':
      order.clocks.set('hold_review', { at: now + profile.holdReviewHours * HOUR })
  }
}
