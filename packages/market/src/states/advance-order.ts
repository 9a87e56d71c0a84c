import { assert, type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import type { MarketDeps } from '../deps.ts'
import type { MarketError } from '../errors.ts'
import type { Order } from '../orders/order.ts'
import type { Carrier } from '../parcels/tracking-number.ts'
import { insertOrderStep } from '../store/order-record.ts'
import { writeOrderState } from '../store/purchase.ts'
import { runEffect } from './order-effects.ts'
import { readOrderFacts } from './order-facts.ts'
import { refusalOf } from './order-refusals.ts'
import { findTransition } from './order-states.ts'
import type { OrderEvent, OrderState, Transition } from './order-steps.ts'

/** Who did something, for the ledger and for the order's record. */
export interface StepActor {
  /** `buyer`, `seller`, `staff:<id>`, `clock`, `pay`, `recall`, `carrier`. */
  readonly name: string
  readonly memberId?: string
  readonly sessionId?: string
  readonly deviceId?: string
}

/** Something that happens to an order, with what its effects need to know. */
export interface Step {
  readonly event: OrderEvent
  readonly actor: StepActor
  readonly note?: string
  readonly parcel?: { readonly carrier: Carrier; readonly trackingNumber: string }
  readonly transferId?: string
}

/**
 * Takes one step of an order by the state table. The order must be locked by this transaction.
 * State and record are written before the effects run, so that an effect that comes back here (a
 * claim that settles at once) finds the order as it then is.
 *
 * Refusals: those of `refusalOf`, in its order; nothing is written then.
 */
export async function advanceOrder(
  ctx: Ctx,
  deps: MarketDeps,
  order: Order,
  step: Step,
): Promise<Result<{ state: OrderState }, MarketError>> {
  const facts = await readOrderFacts(ctx, deps, order)
  const transition = findTransition(order.state, step.event, facts)
  if (!transition) return refuse(refusalOf(order, step.event, facts))
  const state = stateAfter(order, transition)
  const ending = transition.ending ?? order.ending
  if (state !== order.state) await writeOrderState(ctx, order.orderId, { state, ending })
  const number = await insertOrderStep(ctx, order.orderId, {
    event: step.event,
    actor: step.actor.name,
    from: order.state,
    to: state,
    note: step.note ?? null,
  })
  const scene = { order, step, number, deadline: undefined }
  let deadline: Date | undefined
  for (const effect of transition.effects) {
    deadline = (await runEffect(ctx, deps, { ...scene, deadline }, effect)) ?? deadline
  }
  return ok({ state })
}

function stateAfter(order: Order, { to }: Transition): OrderState {
  if (to === 'same') return order.state
  if (to !== 'state_before_review') return to
  assert(order.reviewedFrom, 'an order under review came from a state')
  return order.reviewedFrom
}
