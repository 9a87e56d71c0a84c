import assert from 'node:assert/strict'
import { type Bookmark, demoNames, loadScenario, playUntil } from '@modosu/modosu'
import { type PreparedDatabases, prepareCompanyDatabases } from './company-databases.ts'
import { openStage } from './open-stage.ts'
import { quietTeller } from './quiet-teller.ts'

/** A moment of the story to which a test can go back as often as it likes. */
export interface PreparedMoment {
  readonly databases: PreparedDatabases
  readonly bookmark: Bookmark
}

/**
 * Plays the 2017 story with Modosu up to a step and keeps the companies and the people as they are
 * then. Whoever goes on from here needs the same keys.
 */
export async function prepareMoment(step: string, keysDir: string): Promise<PreparedMoment> {
  const bookmarks: Bookmark[] = []
  const story = await loadScenario('2017-takeover')
  const databases = await prepareCompanyDatabases(step, async (databases) => {
    const stage = await openStage({ databases, keysDir })
    try {
      for (const name of demoNames) await stage.open(name)
      const { world } = stage
      const options = { ...story, mode: 'with-modosu', world, teller: quietTeller } as const
      bookmarks.push(await playUntil(options, step))
    } finally {
      await stage.closeAll()
    }
  })
  const [bookmark] = bookmarks
  assert.ok(bookmark)
  return { databases, bookmark }
}
