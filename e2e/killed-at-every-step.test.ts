import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { type DemoName, demoNames, loadScenario, playScenario } from '@modosu/modosu'
import { assertAllGivenBack } from './stage/assert-outcome.ts'
import { createCompanyDatabases } from './stage/company-databases.ts'
import { openStage, type Stage } from './stage/open-stage.ts'
import { type PreparedMoment, prepareMoment } from './stage/prepare-moment.ts'
import { quietTeller } from './stage/quiet-teller.ts'
import { type Moment, type Trial, trials } from './stage/recall-points.ts'

const TRIALS_AT_ONCE = 3

let keysDir: string
let story: Awaited<ReturnType<typeof loadScenario>>
let prepared: Readonly<Record<Moment, PreparedMoment>>

before(async () => {
  keysDir = await mkdtemp(join(tmpdir(), 'modosu-keys-'))
  story = await loadScenario('2017-takeover')
  prepared = {
    press: await prepareMoment('owner-presses', keysDir),
    approval: await prepareMoment('supervisor-approves', keysDir),
  }
})
after(async () => {
  for (const { databases } of Object.values(prepared)) await databases.drop()
  await rm(keysDir, { recursive: true, force: true })
})

/** Starts a company that dies at the point, and starts it again as a supervisor would. */
async function startDoomed(stage: Stage, company: DemoName, point: string) {
  const first = await stage.start(company, point)
  const restarted = first.ended.then(async ({ signal }) => {
    if (signal !== 'SIGKILL') return false
    await stage.start(company)
    return true
  })
  return { company, restarted, isUp: () => first.isUp() }
}

/** Starts both, each to die at its point; one that has none lives in this process. */
async function startBoth(stage: Stage, { deaths }: Trial) {
  const doomed = demoNames.map(async (name) => {
    const point = deaths[name]
    if (point !== undefined) return [await startDoomed(stage, name, point)]
    await stage.open(name)
    return []
  })
  return (await Promise.all(doomed)).flat()
}

/** A company that does not come up again must end the trial: the play would wait for it for ever. */
function failureOf(restarted: Promise<unknown>): Promise<never> {
  return new Promise((_, reject) => void restarted.catch(reject))
}

/** The story with what a person is told who pressed a button a second time. */
function storyOf({ pressedAgain }: Trial): typeof story {
  const steps = story.scenario.steps.map((step) => ({ ...step, ...pressedAgain?.steps?.[step.id] }))
  return {
    scenario: { ...story.scenario, steps },
    recipes: { ...story.recipes, ...pressedAgain?.recipes },
  }
}

async function playWithDeaths(trial: Trial): Promise<void> {
  const started = performance.now()
  const { databases, bookmark } = prepared[trial.from]
  const copy = await createCompanyDatabases(databases)
  const stage = await openStage({ databases: copy.databases, keysDir })
  try {
    const doomed = await startBoth(stage, trial)
    const { world } = stage
    const play = playScenario(
      { ...storyOf(trial), mode: 'with-modosu', world, teller: quietTeller },
      bookmark,
    )
    const failures = doomed.map(({ restarted }) => failureOf(restarted))
    const outcome = await Promise.race([play, ...failures])
    for (const { company, restarted, isUp } of doomed) {
      assert.equal(isUp(), false, `the play never came to the point of ${company}`)
      assert.equal(await restarted, true)
    }
    assertAllGivenBack(outcome)
  } finally {
    await stage.closeAll()
    await copy.drop()
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    process.stdout.write(`${seconds} s  from ${trial.from}: ${nameOf(trial)}\n`)
  }
}

function nameOf({ deaths }: Trial): string {
  return Object.entries(deaths)
    .map(([company, point]) => `${company} dies at ${point}`)
    .join(', ')
}

const FROM: Readonly<Record<Moment, string>> = {
  press: 'killed on the way to the hold and started again, and all is held and given back',
  approval: 'killed on the way back and started again, and all is given back once',
}

for (const from of ['press', 'approval'] as const) {
  describe(FROM[from], { concurrency: TRIALS_AT_ONCE }, () => {
    for (const trial of trials.filter((one) => one.from === from)) {
      test(nameOf(trial), () => playWithDeaths(trial))
    }
  })
}
