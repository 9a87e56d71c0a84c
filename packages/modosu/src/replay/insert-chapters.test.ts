import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listScenarios, loadScenario } from './load-scenario.ts'
import { MODES } from './scenario.ts'

test('every scenario of the house can be read, with chapters and recipes that exist', async () => {
  for (const name of await listScenarios()) {
    const { scenario, recipes } = await loadScenario(name)
    assert.equal(scenario.scenario, name, 'a file is called as its scenario')
    for (const step of scenario.steps) {
      assert.ok(recipes[step.do], `${name}: ${step.id} does "${step.do}"`)
      assert.ok(scenario.people[step.who], `${name}: ${step.id} is done by "${step.who}"`)
      for (const watched of Object.keys(step.balances ?? {})) {
        assert.ok(scenario.watch[watched], `${name}: ${step.id} looks at "${watched}"`)
      }
    }
    for (const mode of MODES) {
      const times = scenario.steps
        .filter((step) => step.modes?.includes(mode) ?? true)
        .map((step) => Date.parse(step.time))
      assert.deepEqual(
        times,
        times.toSorted((a, b) => a - b),
        `${name}, ${mode}: time goes on`,
      )
    }
  }
})

test('whoever plays a part of a chapter is called by his own name in all of it', async () => {
  const { scenario } = await loadScenario('collusive-seller')
  const listing = scenario.steps.find((step) => step.id === 'listing-accomplice')
  assert.equal(listing?.who, 'accomplice')
  assert.equal(
    scenario.watch['sales-accomplice']?.account,
    `sales:\${accomplice.furimaru.memberId}`,
  )
  assert.equal(scenario.people.seller, undefined)
})
