import assert from 'node:assert/strict'
import { test } from 'node:test'
import { demoNames, loadScenario, playScenario } from '@modosu/modosu'
import { assertAllGivenBack } from './stage/assert-outcome.ts'
import { createCompanyDatabases } from './stage/company-databases.ts'
import { openDoublingProxy } from './stage/open-doubling-proxy.ts'
import { freePorts, openStage } from './stage/open-stage.ts'
import { quietTeller } from './stage/quiet-teller.ts'

/** A payment request, its transfer, two asks, the return and the report of it: at the very least. */
const MESSAGES_MIN = 6

for (const answer of ['first', 'second'] as const) {
  test(`every message between the companies comes twice and its ${answer} answer counts`, async () => {
    const ports = await freePorts()
    const [hinata, furimaru] = await Promise.all(
      (['hinata', 'furimaru'] as const).map((name) =>
        openDoublingProxy(`http://127.0.0.1:${ports[name]}`, answer),
      ),
    )
    assert.ok(hinata && furimaru)
    const { databases, drop } = await createCompanyDatabases()
    const wireOrigins = { hinata: hinata.origin, furimaru: furimaru.origin }
    const stage = await openStage({ databases, ports, wireOrigins })
    try {
      for (const name of demoNames) await stage.open(name)
      const outcome = await playScenario({
        ...(await loadScenario('2017-takeover')),
        mode: 'with-modosu',
        world: stage.world,
        teller: quietTeller,
      })
      assertAllGivenBack(outcome)
      assert.ok(hinata.messages() + furimaru.messages() >= MESSAGES_MIN)
    } finally {
      await stage.closeAll()
      await Promise.all([hinata.close(), furimaru.close()])
      await drop()
    }
  })
}
