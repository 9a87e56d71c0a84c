import { amount } from '@modosu/kernel'
import { convert, postTransfers, redeemPoints } from '@modosu/ledger'
import { refundTransfer, sendTransfer } from '@modosu/recall'
import type { Random } from '../run/random.ts'
import type { Company } from '../world/company.ts'
import { act } from '../world/run-process.ts'
import { type Destination, nextName, type Order } from '../world/story.ts'
import { isUp, type World } from '../world/world.ts'
import { OWNER, THIEF } from './claim-steps.ts'
import type { Step } from './step.ts'

const SPLIT_MAX = 150

/** What thieves, mules, buyers, sellers and owners may do with value. */
export function valueSteps(world: World): Step[] {
  return world.companies
    .filter((company) => isUp(world, company))
    .flatMap((company) => [
      ...convertSteps(world, company),
      ...paySteps(world, company),
      ...spendSteps(world, company),
      ...orderSteps(world, company),
      ...refundSteps(world, company),
    ])
}

/** Only the first two companies have victims worth robbing; the others are where value goes. */
const VICTIMS: Readonly<Record<string, readonly string[]>> = { c1: ['a', 'b'], c2: ['a'] }

function victimsOf(world: World, company: Company): readonly string[] {
  if (world.temper.splitter) return company.name === 'c1' ? ['r'] : []
  return VICTIMS[company.name] ?? []
}

/** Who acts in an owner's account: mostly the intruder, sometimes the owner. */
function sessionFor(world: World, company: Company, person: string, random: Random): string {
  if (!victimsOf(world, company).includes(person)) return `ses_${person}`
  if (random.oneIn(5)) return OWNER
  world.story.robbed.add(`${company.name} ${person}`)
  return THIEF
}

function convertSteps(world: World, company: Company): Step[] {
  return victimsOf(world, company).flatMap((victim): Step[] => {
    const has = world.books.balanceOf(company.name, `points:${victim}`)
    if (has === 0) return []
    return [
      {
        name: `convert ${company.name} ${victim}`,
        weight: world.story.robbed.size === 0 ? 12 : 2,
        company,
        async run(random) {
          const size = world.temper.splitter ? has : random.between(1, has)
          const sessionId = sessionFor(world, company, victim, random)
          await act(company, (ctx) =>
            convert(ctx, {
              key: nextName(world.story, 'convert'),
              from: `points:${victim}`,
              to: `pay:${victim}`,
              amount: amount(BigInt(size)),
              kind: 'conversion',
              who: { subject: victim, sessionId },
            }),
          )
        },
      },
    ]
  })
}

function paySteps(world: World, company: Company): Step[] {
  const robbed = world.story.robbed.size > 0
  return world.books.accountsWith(company.name, /^(pay|sales):/).flatMap((from): Step[] => {
    const person = from.split(':')[1] ?? ''
    const isVictim = victimsOf(world, company).includes(person)
    // Who has nothing to do with the theft rarely pays anybody.
    const isMule = /^(pay:m|sales:x)$/.test(from)
    const weight = isVictim ? (robbed ? 6 : 0) : isMule && robbed ? 3 : 0
    if (weight === 0) return []
    return [
      {
        name: `pay ${company.name} ${from}`,
        weight,
        company,
        run: (random) => pay(world, company, from, random),
      },
    ]
  })
}

async function pay(world: World, company: Company, from: string, random: Random): Promise<void> {
  const has = world.books.balanceOf(company.name, from)
  const splits = world.temper.splitter && from === 'pay:r'
  const count = splits ? Math.min(has, SPLIT_MAX) : 1
  const sessionId = sessionFor(world, company, from.split(':')[1] ?? '', random)
  for (let i = 0; i < count; i++) {
    const size = splits ? 1 : random.between(1, has)
    const to = random.pick(world.companies.filter((other) => other !== company))
    const reference = nextName(world.story, 'prq')
    const transferId = nextName(world.story, 'tr')
    const destination = drawDestination(random, { reference, transferId, payer: company.name, to })
    world.story.destinations.set(reference, destination)
    if (destination.kind === 'escrow') {
      world.story.orders.set(destination.account, drawOrder(random, destination))
    }
    await act(company, (ctx) =>
      sendTransfer(ctx, {
        transferId,
        neighbour: to.name,
        from,
        amount: amount(BigInt(size)),
        unit: 'yen',
        reference,
        who: { subject: from.split(':')[1] ?? '', sessionId },
      }),
    )
  }
}

function drawDestination(
  random: Random,
  of: { reference: string; transferId: string; payer: string; to: Company },
): Destination {
  const { transferId, payer } = of
  const company = of.to.name
  const drawn = random.weighted([
    { weight: 40, kind: 'escrow' as const, account: `escrow:${of.reference}` },
    { weight: 30, kind: 'member' as const, account: 'pay:m' },
    { weight: 8, kind: 'member' as const, account: 'pay:f' },
    // Into the wallet of somebody who may be robbed himself.
    { weight: 6, kind: 'member' as const, account: 'pay:a' },
    { weight: 8, kind: 'sales' as const, account: 'sales:s' },
    { weight: 8, kind: 'sales' as const, account: 'sales:x' },
    { weight: 10, kind: 'refused' as const, account: '' },
  ])
  return { company, account: drawn.account, kind: drawn.kind, transferId, payer }
}

function drawOrder(random: Random, to: Destination): Order {
  return {
    company: to.company,
    account: to.account,
    seller: random.oneIn(3) ? 'sales:x' : 'sales:s',
    answer: random.oneIn(2) ? 'wait' : 'return',
    shipped: 'no',
    mails: 0,
  }
}

/** Value that stays within a company: a friend, a seller in good faith, points for goods. */
function spendSteps(world: World, company: Company): Step[] {
  if (world.story.robbed.size === 0) return []
  return world.books.accountsWith(company.name, /^pay:[abfmr]$/).flatMap((from): Step[] => {
    const person = from.split(':')[1] ?? ''
    const isVictim = victimsOf(world, company).includes(person)
    if (!isVictim && person !== 'm') return []
    return [
      {
        name: `spend ${company.name} ${from}`,
        weight: 1,
        company,
        async run(random) {
          const size = amount(BigInt(random.between(1, world.books.balanceOf(company.name, from))))
          const sessionId = sessionFor(world, company, person, random)
          const who = { subject: person, sessionId }
          const key = nextName(world.story, 'spend')
          const to = random.pick(['pay:f', 'pay:m', 'sales:s', 'redeem'])
          if (to === from) return
          await act(company, async (ctx) => {
            if (to === 'redeem') {
              await redeemPoints(ctx, { key, from, order: key, amount: size, who })
            } else {
              await postTransfers(ctx, [{ key, from, to, amount: size, kind: 'spend', who }])
            }
          })
        },
      },
    ]
  })
}

/** The parcel goes, and the seller is paid. */
function orderSteps(world: World, company: Company): Step[] {
  const page = world.books.pageOf(company.name)
  return [...world.story.orders.values()].flatMap((order): Step[] => {
    const left = world.books.balanceOf(company.name, order.account)
    if (order.company !== company.name) return []
    const about = order.account.slice(-3)
    const onHold = page?.parts.some(
      (part) => part.bucket === 'held' && part.account === order.account,
    )
    const ship: Step = {
      name: `ship ${about}`,
      weight: 1,
      run() {
        order.shipped = onHold ? 'flagged' : 'unflagged'
        if (!onHold) order.answer = 'keep'
      },
    }
    const complete: Step = {
      name: `complete ${about}`,
      weight: 3,
      company,
      async run() {
        const key = nextName(world.story, 'complete')
        const { account: from, seller: to } = order
        await act(company, (ctx) =>
          postTransfers(ctx, [
            { key, from, to, amount: amount(BigInt(left)), kind: 'sale', who: {} },
          ]),
        )
      },
    }
    if (left === 0) return []
    // A hold beats every clock: an order on hold is not completed.
    return order.shipped === 'no' ? [ship] : onHold ? [] : [complete]
  })
}

/** The payee gives a payment back by himself. */
function refundSteps(world: World, company: Company): Step[] {
  return [...world.story.destinations.values()].flatMap((to): Step[] => {
    if (to.company !== company.name || to.kind === 'refused') return []
    if (world.books.balanceOf(company.name, to.account) === 0) return []
    const order = world.story.orders.get(to.account)
    if (order && order.shipped !== 'no') return []
    return [
      {
        name: `refund ${company.name} ${to.transferId.slice(-3)}`,
        weight: 1,
        company,
        async run() {
          await act(company, (ctx) =>
            refundTransfer(ctx, { transferId: to.transferId, from: to.account, who: {} }),
          )
        },
      },
    ]
  })
}
