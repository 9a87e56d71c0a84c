import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  comeToRest,
  loadScenario,
  moveClocks,
  playScenario,
  type Scenario,
  type Step,
} from '@modosu/modosu'
import { assertAllGivenBack } from './stage/assert-outcome.ts'
import { type CompanyDatabases, createCompanyDatabases } from './stage/company-databases.ts'
import { openStage, type Stage } from './stage/open-stage.ts'
import { quietTeller } from './stage/quiet-teller.ts'

const HOUR_MS = 60 * 60 * 1000

let databases: CompanyDatabases
let stage: Stage
before(async () => {
  databases = await createCompanyDatabases()
  stage = await openStage(databases)
  await stage.open('hinata')
  await stage.start('furimaru')
})
after(async () => {
  await stage.closeAll()
  await databases.drop()
})

/** Nobody can see all held before the neighbour is back, so that evening goes on an hour later. */
function anHourLater(step: Step): Step {
  const time = new Date(step.time)
  const evening = '2017-09-12T22:40:00+09:00'
  const late = time >= new Date(evening) && time < new Date('2017-09-13T00:00:00+09:00')
  if (!late || step.id === 'owner-presses' || step.modes?.[0] !== 'with-modosu') return step
  return { ...step, time: new Date(time.getTime() + HOUR_MS).toISOString() }
}

/** Everything is expected as in the file, but the bound on the time until it is held. */
function anHourToHold(outcome: Scenario['outcome']): Scenario['outcome'] {
  const expectation = outcome.expected['with-modosu']
  const late = { ...expectation, heldWithinSeconds: (HOUR_MS + HOUR_MS / 60) / 1000 }
  return { ...outcome, expected: { ...outcome.expected, 'with-modosu': late } }
}

test('the market is down at the press and comes back an hour later: all is held and given back', async () => {
  const { scenario, recipes } = await loadScenario('2017-takeover')
  const backAt = new Date(
    new Date(scenario.steps.find((step) => step.id === 'all-held')?.time ?? '').getTime() + HOUR_MS,
  )
  const outcome = await playScenario({
    scenario: {
      ...scenario,
      steps: scenario.steps.map(anHourLater),
      outcome: anHourToHold(scenario.outcome),
    },
    recipes,
    mode: 'with-modosu',
    world: stage.world,
    teller: quietTeller,
    async beforeStep(step) {
      if (step.id === 'owner-presses') await stage.close('furimaru')
      if (step.id !== 'all-held') return
      // The hour passes at Hinata, which asks again and again and hears nothing.
      await moveClocks(stage.world, backAt)
      await comeToRest(stage.world, stopwatch)
      await stage.start('furimaru')
    },
  })
  assertAllGivenBack(outcome)
  assert.ok((outcome.storyToHeldSeconds ?? 0) >= 3600, 'nothing was held while the market was down')
})

const stopwatch = () => performance.now()
