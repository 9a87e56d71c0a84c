import assert from 'node:assert/strict'
import { test } from 'node:test'
import { demoNames, loadScenario, playScenario } from '@modosu/modosu'
import { assertAllGivenBack } from './stage/assert-outcome.ts'
import { createCompanyDatabases } from './stage/company-databases.ts'
import { openDoublingProxy } from './stage/open-doubling-proxy.ts'
import { openRecording } from './stage/open-recording.ts'
import { freePorts, openStage } from './stage/open-stage.ts'
import { plantMarks } from './stage/plant-marks.ts'
import { quietTeller } from './stage/quiet-teller.ts'

/** A payment request, its transfer, two asks, the return and the report of it: at the very least. */
const MESSAGES_MIN = 6
/** Five facts of each of three people, and what they write. */
const MARKS_MIN = 24

for (const answer of ['first', 'second'] as const) {
  test(`every message comes twice, its ${answer} answer counts, and no personal datum is in any byte`, async () => {
    const recording = openRecording()
    const ports = await freePorts()
    const [hinata, furimaru] = await Promise.all(
      (['hinata', 'furimaru'] as const).map((name) =>
        openDoublingProxy(`http://127.0.0.1:${ports[name]}`, answer, recording),
      ),
    )
    assert.ok(hinata && furimaru)
    const { databases, drop } = await createCompanyDatabases()
    const wireOrigins = { hinata: hinata.origin, furimaru: furimaru.origin }
    const stage = await openStage({ databases, ports, wireOrigins })
    try {
      for (const name of demoNames) await stage.open(name)
      const { scenario, recipes, marks } = plantMarks(await loadScenario('2017-takeover'))
      const outcome = await playScenario({
        scenario,
        recipes,
        mode: 'with-modosu',
        world: stage.world,
        teller: quietTeller,
      })
      assertAllGivenBack(outcome)
      assert.ok(marks.length >= MARKS_MIN)
      assert.deepEqual(recording.find(marks), [])
      // The title of a listing goes to whoever is asked to pay for it: what crosses is found.
      const title = scenario.steps.find((step) => step.id === 'listing')?.with?.title
      assert.ok(recording.find([String(title)]).length > 0)
      assert.ok(hinata.messages() + furimaru.messages() >= MESSAGES_MIN)
    } finally {
      await stage.closeAll()
      await Promise.all([hinata.close(), furimaru.close()])
      await drop()
    }
  })
}
