import { amount, type Ctx } from '@modosu/kernel'
import { convert } from '@modosu/ledger'
import {
  confirmClaim,
  decideAppeal,
  makeUsable,
  openAppeal,
  openClaim,
  resumeReturn,
  sendTransfer,
  undoReturn,
  withdrawClaim,
} from '@modosu/recall'
import { THIEF } from '../steps/claim-steps.ts'
import type { Step } from '../steps/step.ts'
import type { Company } from '../world/company.ts'
import { act } from '../world/run-process.ts'
import { nextName, type Order } from '../world/story.ts'
import type { World } from '../world/world.ts'

/** Something that a person does in a directed history. */
export interface Beat {
  readonly step: Step
  /** From here on steps of these names have to wait; `nothing` lets all of them go on. */
  readonly pauses?: RegExp | 'nothing'
}

/**
 * Fixed histories. An intruder converts 10 points of `a` at c1, pays 6 to a mule at c2, who pays 8 to
 * an order at c3, 4 of them stolen. What comes then is the plot.
 */
export const plots = {
  /** Nobody presses. */
  unclaimed: () => [],
  /** Held, confirmed, returned, given back to the owner. */
  confirmed: (world) => [press(world), confirm(world), usable(world)],
  /** Held, and let go. */
  withdrawn: (world) => [press(world), withdraw(world)],
  /** The claim is quicker than the payment to the mule, which then arrives too late. */
  stopped: (world) => [press(world), confirm(world), { step: pause(), pauses: 'nothing' }],
  /** Returned, and that was wrong. */
  undone: (world) => [press(world), confirm(world), undo(world)],
  /** The shop objects and keeps its money. */
  kept: (world) => [press(world), object(world), confirm(world), hear(world, 'kept')],
  /** The shop objects and is not right. */
  dismissed: (world) => [press(world), object(world), confirm(world), hear(world, 'dismissed')],
  /** The parcel had left before anybody knew. */
  shipped: (world) => [ship(world), press(world), confirm(world)],
  /** The seller is told to wait, and says that he has not shipped. */
  declared: (world) => [askSeller(world), press(world), confirm(world), declare(world)],
} as const satisfies Record<string, (world: World) => Beat[]>

export type Plot = keyof typeof plots

const CASE_ID = 'case_000000000000000000000001'
const ORDER = 'escrow:order'
/** The payment to the mule, on its way. */
const FIRST_PAYMENT = /^deliver c1>c2 transfer tr1 /

export function beatsOf(world: World, plot: Plot): Beat[] {
  const [c1, c2, c3] = world.companies as [Company, Company, Company]
  const toMule = payment(world, { company: c1, from: 'pay:a', to: c2, account: 'pay:m', size: 6n })
  const toShop = payment(world, { company: c2, from: 'pay:m', to: c3, account: ORDER, size: 8n })
  if (plot === 'stopped') {
    return [steal(world), { ...toMule, pauses: FIRST_PAYMENT }, ...plots.stopped(world)]
  }
  return [steal(world), toMule, toShop, ...plots[plot](world)]
}

/** The claim is taken back, and what it has returned by then: once more each time this is called. */
export function takeBack(world: World): Beat[] {
  return [withdraw(world), undo(world)]
}

function at(world: World, number: 1 | 2 | 3): Company {
  const company = world.companies[number - 1]
  if (!company) throw new Error('a directed history has three companies')
  return company
}

function beat(name: string, company: Company, work: (ctx: Ctx) => Promise<unknown>): Beat {
  const run = async () => void (await act(company, work))
  return { step: { name: `beat ${name}`, weight: 1, company, run } }
}

function steal(world: World): Beat {
  return beat('steal', at(world, 1), async (ctx) => {
    world.story.robbed.add('c1 a')
    await convert(ctx, {
      key: 'steal',
      from: 'points:a',
      to: 'pay:a',
      amount: amount(10n),
      kind: 'conversion',
      who: { subject: 'a', sessionId: THIEF },
    })
  })
}

function payment(
  world: World,
  pay: { company: Company; from: string; to: Company; account: string; size: bigint },
): Beat {
  const reference = nextName(world.story, 'prq')
  const transferId = nextName(world.story, 'tr')
  const { company, from, to, account } = pay
  const kind = account === ORDER ? 'escrow' : 'member'
  const payer = company.name
  world.story.destinations.set(reference, { company: to.name, account, kind, transferId, payer })
  if (account === ORDER) world.story.orders.set(ORDER, anOrder(to.name))
  return beat(`pay ${company.name} ${to.name}`, company, (ctx) =>
    sendTransfer(ctx, {
      transferId,
      neighbour: to.name,
      from,
      amount: amount(pay.size),
      unit: 'yen',
      reference,
      who: { subject: 'a', sessionId: from === 'pay:a' ? THIEF : 'ses_m' },
    }),
  )
}

function anOrder(company: string): Order {
  return {
    company,
    account: ORDER,
    seller: 'sales:s',
    answer: 'return',
    shipped: 'no',
    mails: 0,
  }
}

function press(world: World): Beat {
  const company = at(world, 1)
  return beat('press', company, async (ctx) => {
    world.story.cases.set(CASE_ID, {
      caseId: CASE_ID,
      company: 'c1',
      victim: 'a',
      sessions: [THIEF],
      decided: 'no',
      everConfirmed: false,
    })
    await openClaim(ctx, company.deps, {
      caseId: CASE_ID,
      caseNumber: '000-000-001',
      ownerId: 'a',
      sessionIds: [THIEF],
      evidence: 'machine',
    })
  })
}

function confirm(world: World): Beat {
  const company = at(world, 1)
  return beat('confirm', company, async (ctx) => {
    const theCase = world.story.cases.get(CASE_ID)
    if (theCase) theCase.everConfirmed = true
    await confirmClaim(ctx, company.deps, { caseId: CASE_ID, evidence: 'verified' })
  })
}

function withdraw(world: World): Beat {
  const company = at(world, 1)
  return beat('withdraw', company, (ctx) => withdrawClaim(ctx, company.deps, { caseId: CASE_ID }))
}

function usable(world: World): Beat {
  const company = at(world, 1)
  return beat('make usable', company, (ctx) => makeUsable(ctx, company.deps, { caseId: CASE_ID }))
}

function undo(world: World): Beat {
  const company = at(world, 1)
  return beat('undo', company, (ctx) => undoReturn(ctx, company.deps, { caseId: CASE_ID }))
}

function object(world: World): Beat {
  return beat('object', at(world, 3), (ctx) => openAppeal(ctx, { account: ORDER }))
}

function hear(world: World, outcome: 'kept' | 'dismissed'): Beat {
  const company = at(world, 3)
  return beat('hear', company, async (ctx) => {
    const [appeal] = world.books.pageOf(company.name)?.appeals ?? []
    if (!appeal) return
    const { appeal_id: appealId } = appeal
    await decideAppeal(ctx, company.deps, { appealId, outcome, decidedBy: 'staff' })
  })
}

/** What only people know, before the claim comes. */
function told(world: World, order: Partial<Order>): Beat {
  const known = world.story.orders.get(ORDER)
  if (known) Object.assign(known, order)
  return { step: pause() }
}

function ship(world: World): Beat {
  return told(world, { shipped: 'unflagged', answer: 'keep' })
}

function askSeller(world: World): Beat {
  return told(world, { answer: 'wait' })
}

function declare(world: World): Beat {
  return beat('declare', at(world, 3), async (ctx) => {
    const order = world.story.orders.get(ORDER)
    if (order) order.answer = 'return'
    await resumeReturn(ctx, { account: ORDER })
  })
}

/** Nobody does anything. */
function pause(): Step {
  return { name: 'beat nothing', weight: 1, run: () => undefined }
}
