import type { RecallVerb } from '@modosu/recall'
import { type Books, openBooks } from '../check/books.ts'
import { openRandom, type Random, seedOf } from '../run/random.ts'
import { type Company, openCompany } from './company.ts'
import type { StoredJob } from './job-table.ts'
import { type Names, newNames } from './names.ts'
import { callOver, type Message } from './network.ts'
import { BEGINNING } from './open-databases.ts'
import type { Stage } from './stage.ts'
import { newStory, type Story } from './story.ts'

/** How rough a history is; drawn once for each seed. */
export interface Temper {
  readonly companies: number
  /** One step in so many at which a process dies; 0 is never. */
  readonly crash: number
  /** One message in so many that is lost, doubled or late; 0 is never. */
  readonly network: number
  /** One step in so many at which a company goes down or a line is cut; 0 is never. */
  readonly outage: number
  /** The company that lies, or none. */
  readonly liar: string | undefined
  readonly steps: number
  /** A thief who splits what he takes into very many payments. */
  readonly splitter: boolean
}

/** A job that is being run and waits for an answer of the network. */
export interface Process {
  readonly company: Company
  readonly job: StoredJob
  settled: boolean
  error: unknown
  signal: () => void
}

export interface World {
  readonly seed: number
  readonly temper: Temper
  readonly companies: readonly Company[]
  readonly books: Books
  story: Story
  /** The true time, which no company knows exactly. */
  time: number
  readonly messages: Map<string, Message>
  /** Messages that somebody may still deliver, long after their sender has forgotten them. */
  readonly strays: Message[]
  readonly processes: Set<Process>
  /** The process that is running now; whatever calls a neighbour is of it. */
  current: Process | undefined
  /** Lines between two companies that are cut, until when. */
  readonly cuts: Map<string, number>
  readonly names: Names
  /** False once the faults have ended. */
  rough: boolean
}

const SKEW_MAX_MS = 2 * 60 * 60 * 1000

export const COMPANIES_MAX = 6

/** The cast of a run: companies on their stages, reused for one history after another. */
export interface Cast {
  /** A new history; with `temper` it is as rough as that says, instead of as the seed draws. */
  play(seed: number, temper?: Temper): World
}

export function openCast(stages: readonly Stage[]): Cast {
  let world: World
  let chance: Random = openRandom(0)
  const names = stages.map((_, i) => `c${i + 1}`)
  const companies = stages.map((stage, i) =>
    openCompany(
      names[i] ?? '',
      names.filter((_, j) => j !== i),
      stage,
      {
        story: () => world.story,
        trueTime: () => world.time,
        randomBytes: (size) => chance.bytes(size),
        call: (from) => (_runtime, _directory, call) => callOver(world, from, call),
      },
    ),
  )
  return {
    play(seed, given) {
      const random = openRandom(seedOf(seed, 'world'))
      chance = openRandom(seedOf(seed, 'ids'))
      const temper = given ?? drawTemper(random)
      const cast = companies.slice(0, temper.companies)
      world = {
        seed,
        temper,
        companies: cast,
        books: openBooks(cast, temper.liar),
        story: newStory(),
        time: BEGINNING,
        messages: new Map(),
        strays: [],
        processes: new Set(),
        current: undefined,
        cuts: new Map(),
        names: newNames(),
        rough: true,
      }
      world.story.accompliceKnown = random.oneIn(2)
      for (const company of cast) {
        company.jobs.clear()
        company.downUntil = 0
        company.skewMs =
          given === undefined && random.oneIn(3) ? random.below(2 * SKEW_MAX_MS) - SKEW_MAX_MS : 0
        company.stage.arm(undefined)
      }
      return world
    },
  }
}

function drawTemper(random: Random): Temper {
  const companies = random.between(3, COMPANIES_MAX)
  const calm = random.oneIn(4)
  return {
    companies,
    crash: calm ? 0 : random.pick([0, 6, 15, 40]),
    network: calm ? 0 : random.pick([0, 3, 8, 20]),
    outage: calm ? 0 : random.pick([0, 15, 40]),
    liar: random.oneIn(10) ? `c${random.between(1, companies)}` : undefined,
    steps: random.between(8, 34),
    splitter: random.oneIn(250),
  }
}

export function companyNamed(world: World, name: string): Company {
  const company = world.companies.find((one) => one.name === name)
  if (!company) throw new Error(`no company is called ${name}`)
  return company
}

export function isUp(world: World, company: Company): boolean {
  return company.downUntil <= world.time
}

export function lineName(a: string, b: string): string {
  return a < b ? `${a}-${b}` : `${b}-${a}`
}

export function isReachable(world: World, from: string, to: string): boolean {
  const cutUntil = world.cuts.get(lineName(from, to)) ?? 0
  return cutUntil <= world.time && isUp(world, companyNamed(world, to))
}

export function verbFor(company: Company, method: string, path: string): RecallVerb | undefined {
  return company.verbs.find((verb) => {
    const pattern = verb.path.replaceAll(/\{\w+\}/g, '[^/]+')
    return verb.method === method && new RegExp(`^${pattern}$`).test(path)
  })
}
