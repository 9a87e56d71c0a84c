import assert from 'node:assert/strict'
import { amount } from '@modosu/kernel'
import { furimaruProfile } from '../src/profiles/furimaru-profile.ts'
import { kawamaruProfile } from '../src/profiles/kawamaru-profile.ts'
import { orderTransitions } from '../src/states/order-states.ts'
import { AGENT, buy, hoursFromNow, list, nextSlip, scan } from './market-scene.ts'
import { type Command, doCommand, type ModelOrder, newModel, passTime } from './order-model.ts'
import type { TwoCompanies } from './two-companies.ts'

/**
 * Walks orders at random, all at once, moves the clock between the rounds, and compares each with a
 * model that knows only the rules. The walk prefers what it has done least. One walk at a time.
 */
export async function walkOrders(
  world: TwoCompanies,
  walk: { readonly seed: number; readonly rounds: number },
): Promise<void> {
  two = world
  seed = walk.seed
  random = walk.seed
  const orders: Walked[] = []
  for (let round = 0; round < walk.rounds; round++) await walkRound(orders, round)
  for (const walked of orders) {
    if (walked.model.held) await actAsRecall(walked, 'hold_ends')
  }
  await two.settle()
}

const OPEN_ORDERS = 24
/** Orders that have ended are tried too: nothing brings them back. */
const OVER_ORDERS = 12
const PRICE = 40_000n
/** The clock goes on while a round is walked. */
const CLOCK_TOLERANCE_MS = 60_000
/** Refused commands are part of the walk: one in so many. */
const REFUSED_ONE_IN = 6
const STEPS_HOURS = [0.4, 3.1, 8.2, 25.3, 25.7, 50.9, 80.3, 150.7]

const SUPERVISOR = 'staff:staff_super:supervisor'
/** Members who have left get no mail: the walk is about states, and mails have tests of their own. */
const SELLER = 'member:mem_left_seller:ses_seller:dev_seller'
const BUYER = 'member:mem_left_buyer:ses_buyer:dev_buyer'

let two: TwoCompanies
let seed = 0
let random = 0

/** Park and Miller's minimal standard: a walk is repeated with its seed. */
function draw(count: number): number {
  random = (random * 48_271) % 2_147_483_647
  return random % count
}

interface Walked {
  readonly orderId: string
  readonly model: ModelOrder
  slip: string | undefined
  legs: number
  readonly story: string[]
}

const commands: readonly Command[] = [
  ...(['approve', 'decline', 'withdraw', 'pay', 'end_unpaid', 'label', 'address', 'ship'] as const),
  ...(['ship_despite_hold', 'seller_asks_cancel', 'buyer_asks_cancel', 'agree'] as const),
  ...(['disagree', 'office_cancels', 'scan', 'scan_delivered', 'scan_back', 'receipt'] as const),
  ...(['ask_receipt', 'seller_rates', 'report', 'goes_on', 'send_back', 'goods_back'] as const),
  ...(['hold', 'hold_ends', 'seller_keeps', 'claim_returns', 'with_me'] as const),
  ...(['already_shipped', 'late_release', 'late_return', 'clear_seller', 'clear_not'] as const),
]
/** The claims engine asks only for what can be: these are never tried where the model says no. */
const recalls: readonly Command[] = [
  'pay',
  'hold',
  'hold_ends',
  'seller_keeps',
  'claim_returns',
  'late_release',
  'late_return',
]

const deliverTo = {
  name: '別の人',
  postalCode: '5300001',
  prefecture: '大阪府',
  city: '大阪市',
  line: '9',
}
const now = () => two.furimaru.clock.now().getTime()
const profile = () => two.profile()

async function openOrder(): Promise<Walked> {
  const asks = draw(3) === 0
  const { listingId } = (await list(two, { approvesBuyers: asks }, SELLER)).body
  const model = newModel(now(), asks, profile())
  const { orderId } = (await buy(two, listingId, BUYER)).body
  return { orderId, model, slip: undefined, legs: 0, story: [] }
}

const tried = new Map<string, number>()
const keyOf = ({ model }: Walked, command: Command) =>
  [model.state, model.held, model.named, model.withMe, model.scans.length > 0, command].join(' ')

function chooseCommand(walked: Walked): Command {
  const wanted = draw(REFUSED_ONE_IN) !== 0
  const possible = commands.filter((command) => {
    const copy = structuredClone(walked.model)
    const accepted = doCommand(copy, command, now(), profile())
    return accepted === wanted && (wanted || !recalls.includes(command))
  })
  const start = draw(Math.max(possible.length, 1))
  const turned = [...possible.slice(start), ...possible.slice(0, start)]
  const count = (command: Command) => tried.get(keyOf(walked, command)) ?? 0
  const [first, ...others] = turned
  const chosen = others.reduce((a, b) => (count(b) < count(a) ? b : a), first ?? 'address')
  tried.set(keyOf(walked, chosen), count(chosen) + 1)
  return chosen
}

/** The HTTP call of a command: who, which step, and what he says. */
const calls: Partial<Record<Command, readonly [string, string, unknown?]>> = {
  approve: [SELLER, 'approval', { approve: true }],
  decline: [SELLER, 'approval', { approve: false }],
  withdraw: [BUYER, 'request-withdrawal'],
  end_unpaid: [SELLER, 'unpaid-end'],
  seller_asks_cancel: [SELLER, 'cancel-request', { reason: 'x' }],
  buyer_asks_cancel: [BUYER, 'cancel-request', { reason: 'x' }],
  office_cancels: [AGENT, 'cancel', { reason: 'x' }],
  receipt: [BUYER, 'receipt'],
  ask_receipt: [SELLER, 'receipt-request'],
  seller_rates: [SELLER, 'rating', { score: 'good' }],
  report: [BUYER, 'report', { reason: 'x' }],
  goes_on: [SUPERVISOR, 'review', { decision: 'goes_on', reason: 'x' }],
  send_back: [SUPERVISOR, 'review', { decision: 'send_back', reason: 'x' }],
  goods_back: [SELLER, 'return'],
  with_me: [SELLER, 'acknowledgement', { answer: 'with_me' }],
  clear_seller: [SUPERVISOR, 'withheld', { pay: true, reason: 'x' }],
  clear_not: [SUPERVISOR, 'withheld', { pay: false, reason: 'x' }],
}

async function call(walked: Walked, as: string, step: string, body?: unknown, method = 'POST') {
  const staff = as.startsWith('staff:') ? 'staff/' : ''
  const path = `/market/v1/${staff}orders/${walked.orderId}/${step}`
  return await two.furimaru.call(method, path, { as, ...(body === undefined ? {} : { body }) })
}

/** Does a command to the market; true when it was accepted. */
async function act(walked: Walked, command: Command): Promise<boolean> {
  const plain = calls[command]
  if (plain) return (await call(walked, ...plain)).status < 300
  switch (command as string) {
    case 'agree':
    case 'disagree': {
      const answers = await Promise.all(
        [SELLER, BUYER].map((as) =>
          call(walked, as, 'cancel-request/consent', { agree: command === 'agree' }),
        ),
      )
      return answers.some(({ status }) => status < 300)
    }
    case 'address':
      return (await call(walked, BUYER, 'address', { deliverTo }, 'PUT')).status < 300
    case 'label': {
      const made = await call(walked, SELLER, 'label', { carrier: 'yamato' })
      if (made.status < 300) walked.slip ??= made.body.trackingNumber
      return made.status < 300
    }
    case 'ship':
    case 'ship_despite_hold': {
      const slip = nextSlip()
      const despiteHold = command === 'ship_despite_hold'
      const parcel = { carrier: 'yamato', trackingNumber: slip, despiteHold }
      const told = await call(walked, SELLER, 'shipment', parcel)
      if (told.status < 300) walked.slip = slip
      return told.status < 300
    }
    case 'already_shipped': {
      const slip = walked.model.named ? undefined : nextSlip()
      const parcel = slip === undefined ? {} : { trackingNumber: slip }
      const body = { answer: 'already_shipped', ...parcel }
      const told = await call(walked, SELLER, 'acknowledgement', body)
      if (told.status < 300 && slip) walked.slip = slip
      return told.status < 300
    }
    case 'scan':
    case 'scan_delivered':
    case 'scan_back': {
      const status = { scan: 'accepted', scan_delivered: 'delivered', scan_back: 'brought_back' }
      const slip = walked.slip ?? nextSlip()
      const at = new Date(now())
      return (await scan(two, slip, at, status[command as keyof typeof status])).status < 300
    }
    default:
      return await actAsRecall(walked, command)
  }
}

/** What the claims engine would do, in a transaction of its own. */
async function actAsRecall(walked: Walked, command: Command): Promise<boolean> {
  if (command === 'hold') walked.legs += 1
  const holding = {
    account: `escrow:${walked.orderId}`,
    amount: amount(PRICE),
    caseId: 'case_1',
    caseNumber: '482-913-076',
    legId: `leg_${walked.orderId}_${walked.legs}`,
  }
  await two.furimaru.inContext(async (ctx) => {
    if (command === 'seller_keeps') {
      await ctx.tx.query('update market.purchase set seller_keeps = true where order_id = $1', [
        walked.orderId,
      ])
    }
    if (command === 'hold') await two.holder.onHeld(ctx, holding)
    else if (command === 'claim_returns') await two.holder.onReturned(ctx, holding)
    else if (command === 'late_return') {
      await two.holder.onReturned(ctx, { ...holding, legId: 'leg_late' })
    } else if (command === 'late_release') {
      await two.holder.onReleased(ctx, { ...holding, legId: 'leg_late' })
    } else await two.holder.onReleased(ctx, holding)
  })
  return true
}

async function walkOne(walked: Walked): Promise<boolean> {
  const command = chooseCommand(walked)
  walked.story.push(`${walked.model.state}${walked.model.held ? ' held' : ''}: ${command}`)
  const wanted = structuredClone(walked.model)
  const accepted = doCommand(wanted, command, now(), profile())
  if (command === 'pay' && accepted) {
    Object.assign(walked.model, wanted)
    return true
  }
  const story = () => `seed ${seed}\n${walked.story.join('\n')}`
  assert.equal(await act(walked, command), accepted, story())
  Object.assign(walked.model, wanted)
  await compare([walked])
  return false
}

interface Read {
  order_id: string
  state: string
  on_hold: boolean
  clocks: { clock: string; at: number | null; left: number | null }[]
  [column: string]: unknown
}

/** The orders as they stand, with every clock, in one look. */
async function readAll(orders: readonly Walked[]): Promise<ReadonlyMap<string, Read>> {
  const found = await two.furimaru.runtime.pool.query<Read>(
    `select p.order_id, p.state, p.on_hold, coalesce((
       select json_agg(json_build_object('clock', c.clock, 'left', c.left_ms,
         'at', floor(extract(epoch from c.due_at) * 1000)))
       from market.order_clock c where c.order_id = p.order_id), '[]') as clocks
     from market.purchase p where p.order_id = any($1)`,
    [orders.map(({ orderId }) => orderId)],
  )
  return new Map(found.rows.map((row) => [row.order_id, row]))
}

async function compare(orders: readonly Walked[]): Promise<void> {
  const read = await readAll(orders)
  for (const { orderId, model, story } of orders) {
    const told = () => `seed ${seed}\n${story.join('\n')}`
    const row = read.get(orderId)
    assert.ok(row)
    assert.deepEqual([row.state, row.on_hold], [model.state, model.held], told())
    const names = row.clocks.map(({ clock }) => clock).sort()
    assert.deepEqual(names, [...model.clocks.keys()].sort(), told())
    for (const { clock, at, left } of row.clocks) {
      const known = model.clocks.get(clock)
      const wanted = known && ('at' in known ? known.at : known.left)
      assert.equal(at === null, known && 'left' in known, `${clock} runs or stands\n${told()}`)
      const off = Math.abs((at ?? left ?? 0) - (wanted ?? 0))
      assert.ok(off < CLOCK_TOLERANCE_MS, `${clock} is ${off} ms off\n${told()}`)
    }
  }
}

/** Pays many at once: the money comes over the wire from the other company. */
async function payAll(payers: readonly Walked[]): Promise<void> {
  const requests = payers.map(({ orderId }) => {
    const request = two.requests.find(({ orderReference }) => orderReference === orderId)
    assert.ok(request, `${orderId} is asked to be paid`)
    return request
  })
  await two.payMany(requests)
}

async function walkRound(orders: Walked[], round: number): Promise<void> {
  two.useProfile(Math.floor(round / 4) % 2 === 0 ? furimaruProfile : kawamaruProfile)
  const open = orders.filter((walked) => !isOver(walked))
  while (open.length < OPEN_ORDERS) {
    const opened = await openOrder()
    orders.push(opened)
    open.push(opened)
  }
  await two.settle()
  const payers: Walked[] = []
  for (const walked of [...open, ...orders.filter(isOver).slice(-OVER_ORDERS)]) {
    if (await walkOne(walked)) payers.push(walked)
  }
  await two.settle()
  await payAll(payers)
  const hours = STEPS_HOURS[draw(STEPS_HOURS.length)] ?? 1
  await two.moveTo(hoursFromNow(two, hours))
  for (const walked of orders) {
    walked.story.push(`+${hours} h`)
    passTime(walked.model, now(), profile())
  }
  await compare(orders)
}

const isOver = ({ model }: Walked) => ['completed', 'cancelled'].includes(model.state)

/** The payer's company refuses to ask for a payment: `order-edges.test.ts`. */
const elsewhere = ['awaiting_payment payment_refused cancelled']

/** Rows of the state table that no order has walked, by the state it starts from. */
export async function listUnwalked(world: TwoCompanies): Promise<readonly string[]> {
  const found = await world.furimaru.runtime.pool.query<{ step: string }>(
    `select distinct from_state || ' ' || event || ' ' || to_state as step
     from market.order_event`,
  )
  const walked = new Set(found.rows.map(({ step }) => step))
  const targets = (to: string, state: string) => {
    if (to === 'same') return [state]
    return to === 'state_before_review' ? ['awaiting_shipment', 'shipped', 'received'] : [to]
  }
  return orderTransitions.flatMap(({ from, event, to }) =>
    from
      .flatMap((state) => targets(to, state).map((target) => `${state} ${event} ${target}`))
      .filter((step) => !walked.has(step) && !elsewhere.includes(step)),
  )
}
