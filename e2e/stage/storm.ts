import { randomUUID } from 'node:crypto'
import type { DatabaseConfig } from '@modosu/kernel'
import { type BreakingLink, type LinkState, openBreakingLink } from './breaking-link.ts'
import {
  type Answer,
  type CardCompanies,
  type CardCompany,
  openCardCompanies,
} from './card-companies.ts'

export interface Storm {
  readonly databases: Readonly<Record<string, DatabaseConfig>>
  readonly seconds: number
  readonly seed: number
}

export interface Weathered {
  readonly companies: CardCompanies
  readonly payments: number
  readonly thefts: number
  readonly kills: number
  readonly cuts: number
  close(): Promise<void>
}

type Random = (below: number) => number

const PEOPLE = 6
const HOPS_MAX = 4
const SILENCE_MS_MAX = 1_500
const OUTAGE_MS_MAX = 1_200
const PAUSE_MS_MAX = 900

/**
 * People buy, steal, spend on and press the button at companies whose processes are killed and whose
 * lines break at random. Ends with everybody up, every line open and every claim decided; nothing has
 * come to rest yet.
 */
export async function weatherStorm(storm: Storm): Promise<Weathered> {
  const random = openRandom(storm.seed)
  const links = new Map<string, BreakingLink>()
  const names = Object.keys(storm.databases)
  const companies = await openCardCompanies({
    databases: storm.databases,
    async wire(from, to, origin) {
      const link = await openBreakingLink(origin)
      links.set(`${from}>${to}`, link)
      return link.origin
    },
  })
  await Promise.all(companies.all.map((one) => one.start()))
  const until = performance.now() + storm.seconds * 1_000
  const counts = { payments: 0, thefts: 0, kills: 0, cuts: 0 }
  const thefts: Theft[] = []
  const people = Array.from({ length: PEOPLE }, async () => {
    while (performance.now() < until)
      await liveOneStory({ companies, names, random, counts, thefts })
  })
  const killing = async () => {
    while (performance.now() < until) {
      await pause(random(PAUSE_MS_MAX * 3))
      const one = companies.all[random(names.length)]
      if (!one) continue
      await one.kill()
      counts.kills += 1
      await pause(random(OUTAGE_MS_MAX))
      await one.start()
    }
  }
  const cutting = async () => {
    while (performance.now() < until) {
      await pause(random(PAUSE_MS_MAX))
      const link = [...links.values()][random(links.size)]
      const state: LinkState = random(3) === 0 ? 'silent' : 'cut'
      link?.become(state)
      counts.cuts += 1
      setTimeout(() => link?.become('open'), random(SILENCE_MS_MAX))
    }
  }
  await Promise.all([...people, killing(), cutting()])
  for (const link of links.values()) link.become('open')
  for (const theft of thefts) await decide(companies, theft, random(3) > 0)
  return {
    companies,
    ...counts,
    async close() {
      await companies.close()
      await Promise.all([...links.values()].map((link) => link.close()))
    },
  }
}

interface Theft {
  readonly at: string
  readonly caseId: string
}

interface Life {
  readonly companies: CardCompanies
  readonly names: readonly string[]
  readonly random: Random
  readonly counts: { payments: number; thefts: number }
  readonly thefts: Theft[]
}

/** A card is sold and stolen, its value goes on over companies, perhaps in a ring; a press, or none. */
async function liveOneStory(life: Life): Promise<void> {
  const { companies, names, random, counts, thefts } = life
  const session = `ses_${randomUUID()}`
  const customer = `cus_${randomUUID()}`
  let at = names[random(names.length)] ?? ''
  const first = at
  let amount = 100 + random(900)
  const sold = await patiently(companies.of(at), '/cards/v1/cards', {
    customer,
    amount: String(amount),
  })
  let card = sold.card ?? ''
  const press = async () => {
    const body = { customer, sessions: [session] }
    const theft = await patiently(companies.of(first), '/cards/v1/thefts', body)
    counts.thefts += 1
    if (theft.case) thefts.push({ at: first, caseId: theft.case })
  }
  const pressAfter = random(HOPS_MAX + 3)
  for (let hop = 0; hop < 1 + random(HOPS_MAX); hop++) {
    const others = names.filter((name) => name !== at)
    const to = others[random(others.length)] ?? ''
    amount = random(3) === 0 ? Math.max(1, Math.floor(amount / 2)) : amount
    const order = { customer: 'cus_mule', amount: String(amount), payer: at }
    const next = await patiently(companies.of(to), '/cards/v1/orders', order)
    const paid = await patiently(companies.of(at), `/cards/v1/cards/${card}/payments`, {
      session,
      amount: String(amount),
      neighbour: to,
      reference: next.reference,
    })
    // A press may have frozen it meanwhile: then the story ends here.
    if (!paid.transfer) break
    counts.payments += 1
    if (hop === pressAfter) await press()
    if (!(await untilUsable(companies.of(to), next.card ?? ''))) break
    at = to
    card = next.card ?? ''
  }
  if (random(3) === 0) {
    const till = { session, amount: String(1 + random(amount)) }
    await patiently(companies.of(at), `/cards/v1/cards/${card}/redemptions`, till)
  }
  if (pressAfter >= HOPS_MAX && pressAfter < HOPS_MAX + 2) await press()
}

async function decide(companies: CardCompanies, theft: Theft, stands: boolean): Promise<void> {
  await patiently(companies.of(theft.at), `/cards/v1/thefts/${theft.caseId}/decision`, { stands })
}

const PATIENCE_MS = 60_000
const AGAIN_MS = 50
const ARRIVAL_TRIES = 60

/** The same request under the same key until somebody answers it: a refusal is an answer too. */
async function patiently(
  at: CardCompany,
  path: string,
  body: unknown,
): Promise<Partial<Answer['body']>> {
  const key = randomUUID()
  const deadline = performance.now() + PATIENCE_MS
  for (;;) {
    try {
      const answer = await at.call('POST', path, body, key)
      if (answer.status < 500) return answer.status === 200 ? answer.body : {}
    } catch (error) {
      if (performance.now() > deadline) throw error
    }
    await pause(AGAIN_MS)
  }
}

async function untilUsable(at: CardCompany, card: string): Promise<boolean> {
  for (let tries = 0; tries < ARRIVAL_TRIES; tries++) {
    try {
      const { body } = await at.call('GET', `/cards/v1/cards/${card}`)
      if (body.state === 'usable') return true
    } catch {
      // It is down; somebody is starting it again.
    }
    await pause(AGAIN_MS)
  }
  return false
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** What is drawn follows from the seed; what the machine makes of it does not. */
function openRandom(seed: number): Random {
  let state = seed >>> 0
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 4_294_967_296) * below)
  }
}
