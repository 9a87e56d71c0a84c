import { keepStray, type Message, stray } from '../world/network.ts'
import { advance, receive } from '../world/run-process.ts'
import { companyNamed, isReachable, type World } from '../world/world.ts'
import { lie } from './lie.ts'
import type { Step } from './step.ts'

const DELIVER_WEIGHT = 12

/** What may become of everything that is under way between companies. */
export function networkSteps(world: World): Step[] {
  const steps: Step[] = []
  for (const message of world.messages.values()) {
    if (message.state === 'request') steps.push(...requestSteps(world, message))
    else steps.push(answerStep(world, message))
  }
  if (world.rough)
    for (const [i, message] of world.strays.entries()) steps.push(...straySteps(world, message, i))
  return steps
}

function requestSteps(world: World, message: Message): Step[] {
  const to = companyNamed(world, message.to)
  const giveUp: Step = {
    name: `give up ${message.name}`,
    weight: 1,
    run: () => abandon(world, message),
    company: companyNamed(world, message.from),
  }
  if (!isReachable(world, message.from, message.to)) return [{ ...giveUp, weight: 4 }]
  const deliver: Step = {
    name: `deliver ${message.name}`,
    weight: DELIVER_WEIGHT,
    company: to,
    wordsOnly: /^reports?$/.test(message.kind),
    async run(random) {
      const told = lie(world, message, random)
      await receive(world, told)
      message.state = told.state
      message.answer = told.answer
      if (isBad(world, random.below(1_000_000))) keepStray(world, message)
    },
  }
  // A sender that gives up on a message that still comes is the late message.
  return world.rough && world.temper.network > 0 ? [deliver, giveUp] : [deliver]
}

function isBad(world: World, draw: number): boolean {
  return world.rough && world.temper.network > 0 && draw % world.temper.network === 0
}

function answerStep(world: World, message: Message): Step {
  const from = companyNamed(world, message.from)
  return {
    name: `answer ${message.name}`,
    weight: DELIVER_WEIGHT,
    company: from,
    wordsOnly: /^(ask|report)s?$/.test(message.kind),
    async run(random) {
      const { waiting, answer } = message
      world.messages.delete(message.name)
      if (!waiting) return
      const lost = answer === undefined || isBad(world, random.below(1_000_000))
      await advance(world, waiting.process, () =>
        waiting.resolve(lost ? { ok: false, unknown: 'the answer was lost' } : answer),
      )
    },
  }
}

/** The sender hears nothing in time; the message itself may still come. */
async function abandon(world: World, message: Message): Promise<void> {
  const { waiting } = message
  stray(world, message)
  if (!waiting) return
  await advance(world, waiting.process, () =>
    waiting.resolve({ ok: false, unknown: 'no answer in time' }),
  )
}

function straySteps(world: World, message: Message, i: number): Step[] {
  if (!isReachable(world, message.from, message.to)) return []
  return [
    {
      name: `deliver again ${message.name}`,
      weight: 2,
      company: companyNamed(world, message.to),
      wordsOnly: /^reports?$/.test(message.kind),
      async run(random) {
        if (random.oneIn(2)) world.strays.splice(i, 1)
        await receive(world, { ...message, answer: undefined })
      },
    },
  ]
}
