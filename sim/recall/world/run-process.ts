import { AssertionFault, databaseError, inContext, inRefusableContext } from '@modosu/kernel'
import { Violation } from '../check/violation.ts'
import type { Company } from './company.ts'
import type { StoredJob } from './job-table.ts'
import { forgetCallsOf, type Message } from './network.ts'
import { Crash } from './stage.ts'
import { companyNamed, type Process, verbFor, type World } from './world.ts'

/** Starts a job and runs it until it has ended or waits for the network. */
export async function startJob(world: World, company: Company, job: StoredJob): Promise<void> {
  const handler = company.handlers[job.kind]
  if (!handler) throw new Violation('job', `nobody handles ${job.kind}`)
  job.state = 'running'
  const process: Process = {
    company,
    job,
    settled: false,
    error: undefined,
    signal: () => undefined,
  }
  world.processes.add(process)
  await advance(world, process, () => {
    const work =
      'outside' in handler
        ? handler.outside(company.runtime, job.data, String(job.id))
        : inContext(company.runtime, (ctx) => handler.inTransaction(ctx, job.data))
    work.then(
      () => settle(process, undefined),
      (error: unknown) => settle(process, error),
    )
  })
}

function settle(process: Process, error: unknown): void {
  process.settled = true
  process.error = error
  process.signal()
}

/** Lets a process go on, and waits until it has ended or waits for the network again. */
export async function advance(world: World, process: Process, go: () => void): Promise<void> {
  world.current = process
  let first = true
  while (!process.settled) {
    const signalled = new Promise<void>((resolve) => {
      process.signal = resolve
    })
    if (first) go()
    first = false
    await signalled
    if (process.settled) break
    await new Promise((resolve) => setImmediate(resolve))
    if (!process.company.stage.busy()) break
  }
  world.current = undefined
  if (process.settled) finish(world, process)
}

function finish(world: World, process: Process): void {
  const { company, job, error } = process
  world.processes.delete(process)
  if (error === undefined) company.jobs.done(job)
  else {
    company.jobs.again(job, company.now())
    if (!(error instanceof Crash)) judgeError(company, job.kind, error)
  }
}

/** A message that was not answered with yes is sent again; a bug is a finding. */
function judgeError(company: Company, what: string, error: unknown): void {
  const isBug =
    error instanceof AssertionFault ||
    error instanceof TypeError ||
    error instanceof RangeError ||
    databaseError(error) !== undefined
  if (isBug)
    throw new Violation('fault', `${company.name} ${what}: ${(error as Error).message}`, error)
}

/** The process of a company died: what it was doing is forgotten, its jobs come again. */
export function restart(world: World, company: Company): void {
  forgetCallsOf(world, company.name)
  for (const process of [...world.processes]) {
    if (process.company !== company) continue
    world.processes.delete(process)
    company.jobs.again(process.job, company.now())
  }
}

/** The receiver runs the verb of a message; the answer is then on its way back. */
export async function receive(world: World, message: Message): Promise<void> {
  const company = companyNamed(world, message.to)
  const verb = verbFor(company, message.method, message.path)
  if (!verb) throw new Violation('wire', `${message.name}: nobody answers ${message.path}`)
  const parsed = verb.message.strict().safeParse(JSON.parse(message.text))
  message.state = 'answer'
  if (!parsed.success) {
    if (message.from !== world.temper.liar) {
      throw new Violation('wire', `${message.name} is malformed: ${parsed.error.message}`)
    }
    message.answer = { ok: false, problem: { code: 'recall/malformed' } }
    return
  }
  try {
    const outcome = await inRefusableContext(company.runtime, (ctx) =>
      verb.run(ctx, { neighbour: message.from, msg: parsed.data }),
    )
    message.answer = outcome.ok
      ? { ok: true, value: JSON.parse(JSON.stringify(outcome.value)) }
      : { ok: false, problem: { code: outcome.error.code } }
  } catch (error) {
    message.answer = undefined
    if (error instanceof Crash) return
    throw new Violation('fault', `${message.name}: ${(error as Error).message}`, error)
  }
}

/** Runs a verb that a person at a company called. */
export async function act<Value>(
  company: Company,
  work: Parameters<typeof inContext<Value>>[1],
): Promise<Value | undefined> {
  try {
    return await inContext(company.runtime, work)
  } catch (error) {
    if (error instanceof Crash) return undefined
    throw new Violation('fault', `${company.name}: ${(error as Error).message}`, error)
  }
}
