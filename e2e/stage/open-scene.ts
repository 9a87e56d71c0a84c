import assert from 'node:assert/strict'
import {
  type Browser,
  comeToRest,
  demoNames,
  loadScenario,
  openBrowser,
  readLots,
} from '@modosu/modosu'
import { createCompanyDatabases } from './company-databases.ts'
import { openStage, type Stage } from './open-stage.ts'
import type { PreparedMoment } from './prepare-moment.ts'

/** Both companies at a prepared moment, and the browsers of its people as they were left. */
export interface Scene {
  readonly stage: Stage
  browser(person: string): Browser
  /** What the play remembers, as text. */
  fact(name: string): string
  /** Lets everything that is due be done, then fails if any watched balance has moved. */
  nothingMoves(work: () => Promise<void>): Promise<void>
  close(): Promise<void>
}

export async function openScene(moment: PreparedMoment, keysDir: string): Promise<Scene> {
  const { scenario } = await loadScenario('2017-takeover')
  const copy = await createCompanyDatabases(moment.databases)
  const stage = await openStage({ databases: copy.databases, keysDir })
  for (const name of demoNames) await stage.open(name)
  const memory = new Map(moment.bookmark.memory)
  const browsers = new Map<string, Browser>()
  for (const name of Object.keys(scenario.people)) {
    const device = { userAgent: `Browser of ${name}`, ip: '192.0.2.77' }
    browsers.set(name, openBrowser(device, moment.bookmark.cookies[name]))
  }
  const fact = (name: string) => {
    assert.ok(memory.has(name), `the play does not know ${name} yet`)
    return String(memory.get(name))
  }
  const balances = async () => {
    const shown: Record<string, unknown> = {}
    for (const [name, { company, account }] of Object.entries(scenario.watch)) {
      const isKnown = [...account.matchAll(/\$\{([\w.-]+)\}/g)].every(([, one]) =>
        memory.has(one ?? ''),
      )
      if (!isKnown) continue
      const id = account.replaceAll(/\$\{([\w.-]+)\}/g, (_, one: string) => fact(one))
      shown[name] = await readLots(stage.world, company, id)
    }
    assert.ok(Object.keys(shown).length > 0)
    return shown
  }
  return {
    stage,
    fact,
    browser(person) {
      const browser = browsers.get(person)
      assert.ok(browser, `nobody is called ${person}`)
      return browser
    },
    async nothingMoves(work) {
      const before = await balances()
      await work()
      await comeToRest(stage.world, () => performance.now())
      assert.deepEqual(await balances(), before)
    },
    async close() {
      await stage.closeAll()
      await copy.drop()
    },
  }
}
