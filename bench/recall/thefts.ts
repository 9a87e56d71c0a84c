import type { Answer, CardCompany } from '../../e2e/stage/card-companies.ts'
import { inParallel } from './figures.ts'
import { CHAIN, type CompanyName, type World } from './world.ts'

/** A customer whose card a stranger has spent, and the company where the value is now. */
export interface Theft {
  readonly customer: string
  readonly session: string
  readonly at: CompanyName
}

const AMOUNT = 1_000
const PREPARED_AT_ONCE = 12
const REST_MS = 60_000

let thefts = 0

/** Steals this many cards and sends the value of each on, `companies` away from the first. */
export async function prepareThefts(
  world: World,
  count: number,
  away: 1 | 2 | 3,
): Promise<Theft[]> {
  const made = await inParallel(
    Array.from({ length: count }, () => ++thefts),
    PREPARED_AT_ONCE,
    async (number) => {
      const customer = `cus_${number}`
      const session = `ses_${number}`
      let card = await sell(world.companies.of(CHAIN[0]), customer, AMOUNT)
      for (let hop = 0; hop < away; hop++) {
        card = await payNext(world, hop, { card, session, amount: AMOUNT })
      }
      return { customer, session, at: CHAIN[away] }
    },
  )
  await world.companies.rest(REST_MS)
  return made
}

/** One stolen card whose value goes to the neighbour in so many transfers. */
export async function prepareSplitTheft(world: World, pieces: number): Promise<Theft> {
  const number = ++thefts
  const session = `ses_${number}`
  const card = await sell(world.companies.of(CHAIN[0]), `cus_${number}`, pieces)
  await inParallel(
    Array.from({ length: pieces }, () => ({ card, session, amount: 1 })),
    PREPARED_AT_ONCE,
    async (piece) => await payNext(world, 0, piece),
  )
  await world.companies.rest(REST_MS)
  return { customer: `cus_${number}`, session, at: CHAIN[1] }
}

/** The owner presses the button; the case and how much was stolen. */
export async function report(world: World, theft: Theft): Promise<{ caseId: string }> {
  const body = { customer: theft.customer, sessions: [theft.session] }
  const answer = await good(world.companies.of(CHAIN[0]).call('POST', '/cards/v1/thefts', body))
  if (!answer.case || answer.stolen === '0') throw new Error('nothing was stolen')
  return { caseId: answer.case }
}

async function sell(at: CardCompany, customer: string, value: number): Promise<string> {
  const body = { customer, amount: String(value) }
  return (await good(at.call('POST', '/cards/v1/cards', body))).card ?? ''
}

const PATIENCE_MS = 10_000
const POLL_MS = 5

/** Pays with a card of one company for a card of the next, and waits until it is there. */
async function payNext(
  world: World,
  hop: number,
  piece: { card: string; session: string; amount: number },
): Promise<string> {
  const [from, to] = [CHAIN[hop], CHAIN[hop + 1]]
  if (!from || !to) throw new Error('the chain has an end')
  const amount = String(piece.amount)
  const next = world.companies.of(to)
  const ordered = await good(
    next.call('POST', '/cards/v1/orders', { customer: 'cus_mule', amount, payer: from }),
  )
  const card = ordered.card ?? ''
  await good(
    world.companies.of(from).call('POST', `/cards/v1/cards/${piece.card}/payments`, {
      session: piece.session,
      amount,
      neighbour: to,
      reference: ordered.reference,
    }),
  )
  const deadline = performance.now() + PATIENCE_MS
  while (piece.amount > 1) {
    if ((await good(next.call('GET', `/cards/v1/cards/${card}`))).state === 'usable') break
    if (performance.now() > deadline) throw new Error('the payment does not arrive')
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
  return card
}

async function good(answer: Promise<Answer>): Promise<Answer['body']> {
  const { status, body } = await answer
  if (status !== 200) throw new Error(JSON.stringify(body))
  return body
}
