import { amount, type Ctx } from '@modosu/kernel'
import { convert } from '@modosu/ledger'
import { sendTransfer } from '@modosu/recall'
import { checkSafety, newWatch, type Watch } from '../check/safety.ts'
import { claimSteps, THIEF } from '../steps/claim-steps.ts'
import { jobSteps } from '../steps/job-steps.ts'
import { networkSteps } from '../steps/network-steps.ts'
import type { Step } from '../steps/step.ts'
import { nextDue } from '../steps/time-steps.ts'
import type { Company } from '../world/company.ts'
import { keepStray, type Message } from '../world/network.ts'
import { act, receive, restart } from '../world/run-process.ts'
import type { StageFault } from '../world/stage.ts'
import { nextName } from '../world/story.ts'
import { type Cast, companyNamed, type Temper, type World } from '../world/world.ts'
import { openRandom } from './random.ts'

/** What goes wrong with the first step whose name fits. */
export interface Trouble {
  readonly at: RegExp
  readonly what: 'twice' | 'lost' | 'answer_lost' | 'late' | StageFault
}

/** The end of a directed history: who has how much, and whether the trouble came about. */
export interface Ending {
  /** Every account that is not empty, as `company account amount`. */
  readonly balances: readonly string[]
  readonly steps: readonly string[]
  readonly troubled: boolean
}

/** A case that the desk confirms, or one that it takes back. */
export type Plot = 'confirmed' | 'withdrawn'

const CALM: Temper = {
  companies: 3,
  crash: 0,
  network: 0,
  outage: 0,
  liar: undefined,
  steps: 0,
  splitter: false,
}
const SEED = 1
const STEPS_MAX = 2_000

/**
 * One fixed history in which nothing is drawn: an intruder converts 10 points, pays 6 to a mule at
 * c2, who pays 8 to an order at c3, 4 of them stolen. The owner presses, the desk decides, everything
 * comes to rest. With `trouble` one step goes wrong; the ending has to be the same.
 */
export async function direct(cast: Cast, plot: Plot, trouble?: Trouble): Promise<Ending> {
  const world = cast.play(SEED, CALM)
  world.rough = false
  const scene: Scene = { world, watch: newWatch(), trouble, troubled: false, steps: [] }
  for (const { stage } of world.companies) await stage.begin()
  try {
    for (const company of world.companies) await world.books.look(company)
    for (const beat of beatsOf(world, plot)) {
      await takeStep(scene, beat)
      await rest(scene)
    }
    await passTime(scene)
    await deliverStrays(world)
    await passTime(scene)
    return { balances: balancesOf(world), steps: scene.steps, troubled: scene.troubled }
  } finally {
    for (const { stage } of world.companies) await stage.rollback()
  }
}

interface Scene {
  readonly world: World
  readonly watch: Watch
  readonly trouble: Trouble | undefined
  troubled: boolean
  readonly steps: string[]
}

function beatsOf(world: World, plot: Plot): Step[] {
  const [c1, c2, c3] = world.companies as [Company, Company, Company]
  const caseStep = (pattern: RegExp): Step => ({
    name: `beat ${pattern.source}`,
    weight: 1,
    company: c1,
    async run(random) {
      await claimSteps(world)
        .find(({ name }) => pattern.test(name))
        ?.run(random)
    },
  })
  const decide = plot === 'confirmed' ? /^confirm/ : /^withdraw/
  return [
    beat('steal', c1, async (ctx) => {
      world.story.robbed.add('c1 a')
      await convert(ctx, {
        key: 'steal',
        from: 'points:a',
        to: 'pay:a',
        amount: amount(10n),
        kind: 'conversion',
        who: { subject: 'a', sessionId: THIEF },
      })
    }),
    payment(world, { company: c1, from: 'pay:a', to: c2, account: 'pay:m', size: 6n }),
    payment(world, { company: c2, from: 'pay:m', to: c3, account: 'escrow:order', size: 8n }),
    caseStep(/^press/),
    caseStep(decide),
    ...(plot === 'confirmed' ? [caseStep(/^make usable/)] : []),
  ]
}

function beat(name: string, company: Company, work: (ctx: Ctx) => Promise<void>): Step {
  return {
    name: `beat ${name}`,
    weight: 1,
    company,
    run: async () => {
      await act(company, work)
    },
  }
}

function payment(
  world: World,
  pay: { company: Company; from: string; to: Company; account: string; size: bigint },
): Step {
  const reference = nextName(world.story, 'prq')
  const transferId = nextName(world.story, 'tr')
  const { company, from, to, account } = pay
  const kind = account.startsWith('escrow') ? 'escrow' : 'member'
  world.story.destinations.set(reference, {
    company: to.name,
    account,
    kind,
    transferId,
    payer: company.name,
  })
  return beat(`pay ${company.name} ${to.name}`, company, async (ctx) => {
    await sendTransfer(ctx, {
      transferId,
      neighbour: to.name,
      from,
      amount: amount(pay.size),
      unit: 'yen',
      reference,
      who: { subject: 'a', sessionId: from === 'pay:a' ? THIEF : 'ses_m' },
    })
  })
}

/** Everybody does what is due, the oldest first, until nobody has anything to do at this time. */
async function rest(scene: Scene): Promise<void> {
  for (let i = 0; i < STEPS_MAX; i++) {
    const [step] = [...networkSteps(scene.world), ...jobSteps(scene.world)]
    if (!step) return
    await takeStep(scene, step)
  }
  throw new Error('a directed history that does not come to rest')
}

async function passTime(scene: Scene): Promise<void> {
  for (let next = nextDue(scene.world); next !== undefined; next = nextDue(scene.world)) {
    scene.world.time += next
    await rest(scene)
  }
}

async function takeStep(scene: Scene, step: Step): Promise<void> {
  const { world, watch, trouble } = scene
  const strikes = trouble !== undefined && !scene.troubled && trouble.at.test(step.name)
  scene.steps.push(step.name)
  const fault = strikes && typeof trouble.what === 'object' ? trouble.what : undefined
  const messageName = step.name.replace(/^(deliver|answer) /, '')
  const message = world.messages.get(messageName)
  const lost = strikes && (trouble.what === 'lost' || trouble.what === 'late')
  step.company?.stage.arm(fault)
  if (lost && message) loseRequest(world, message, trouble.what === 'late')
  else await step.run(openRandom(SEED))
  if (strikes && fault === undefined) {
    if (trouble.what === 'twice') await again(world, step, message)
    if (trouble.what === 'answer_lost' && message) message.answer = undefined
    scene.troubled = true
  }
  const { company } = step
  if (!company) return
  if (fault && company.stage.struck()) {
    scene.troubled = true
    if (fault.kind !== 'serialization') restart(world, company)
    // Nobody answered, so the person does it again; a job or a message comes again by itself.
    if (step.name.startsWith('beat')) {
      company.stage.arm(undefined)
      await step.run(openRandom(SEED))
    }
  }
  if (fault || company.stage.wrote()) {
    const look = await world.books.look(company)
    checkSafety(world, watch, company, look, { wordsOnly: step.wordsOnly ?? false })
  }
  company.stage.arm(undefined)
}

/** The request is lost, or comes only once its sender has long sent it again. */
function loseRequest(world: World, message: Message, late: boolean): void {
  if (late) keepStray(world, message)
  message.state = 'answer'
  message.answer = undefined
}

async function again(world: World, step: Step, message: Message | undefined): Promise<void> {
  if (message && step.name.startsWith('deliver')) {
    await receive(world, { ...message, waiting: undefined })
  } else await step.run(openRandom(SEED))
}

function balancesOf(world: World): string[] {
  return world.companies.flatMap(({ name }) =>
    world.books
      .accountsWith(name, /./)
      .map((account) => `${name} ${account} ${world.books.balanceOf(name, account)}`)
      .sort(),
  )
}

/** The messages that came late are delivered now, after everything else. */
async function deliverStrays(world: World): Promise<void> {
  for (const message of world.strays.splice(0)) {
    await receive(world, { ...message, answer: undefined })
    await world.books.look(companyNamed(world, message.to))
  }
}
