import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { loadScenario, playScenario, type Step } from '@modosu/modosu'
import { assertAllGivenBack } from './stage/assert-outcome.ts'
import { type CompanyDatabases, createCompanyDatabases } from './stage/company-databases.ts'
import { openStage, type Stage } from './stage/open-stage.ts'
import { quietTeller } from './stage/quiet-teller.ts'

let databases: CompanyDatabases
let stage: Stage
before(async () => {
  databases = await createCompanyDatabases()
  stage = await openStage(databases)
  await stage.open('hinata')
  await stage.open('furimaru')
})
after(async () => {
  await stage.closeAll()
  await databases.drop()
})

/** The owner has not found the notice: he types his old address into the emergency stop. */
function byEmergencyStop(step: Step): Step {
  if (step.id !== 'owner-presses') return step
  const { expect: _, ...rest } = step
  return { ...rest, do: 'press-stop', with: { contact: 'owner@post.example' } }
}

test('the emergency stop by an address of last week does all that the link in the notice does', async () => {
  const { scenario, recipes } = await loadScenario('2017-takeover')
  const outcome = await playScenario({
    scenario: { ...scenario, steps: scenario.steps.map(byEmergencyStop) },
    recipes,
    mode: 'with-modosu',
    world: stage.world,
    teller: quietTeller,
  })
  assertAllGivenBack(outcome)
  assert.ok((outcome.storyToHeldSeconds ?? 60) < 60, 'one press holds within a minute')
})
