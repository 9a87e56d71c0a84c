import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { loadScenario, openTheatre, playScenario, type Theatre } from '@modosu/modosu'
import { quietTeller } from './stage/quiet-teller.ts'

/** Those that touch what no other test does; `npm run replay -- --all` plays every one. */
const PLAYED = ['resale', 'gift-to-a-friend', 'ring-of-three-companies']

let folder: string
let theatre: Theatre
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'modosu-theatre-'))
  theatre = await openTheatre({ dataDir: folder, logLevel: 'silent' })
})
after(async () => {
  await theatre.close()
  await rm(folder, { recursive: true, force: true })
})

for (const name of PLAYED) {
  test(`with Modosu the scenario ${name} comes out as its file reasons`, async () => {
    const { scenario, recipes } = await loadScenario(name)
    const mode = 'with-modosu'
    const outcome = await theatre.withStage({ mode, companies: scenario.companies }, (world) =>
      playScenario({ scenario, recipes, mode, world, teller: quietTeller }),
    )
    assert.deepEqual(outcome.unexpected, [])
  })
}
