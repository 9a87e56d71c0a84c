import type { DatabaseConfig } from '@modosu/kernel'
import { createTestDatabase, dropTestTemplate, type TestDatabase } from '@modosu/kernel/testing'
import { demoNames } from '@modosu/modosu'
import type { Databases } from './open-stage.ts'

export interface CompanyDatabases {
  readonly databases: Databases
  drop(): Promise<void>
}

/** A database for each company: empty, or a copy of what was prepared under this key. */
export async function createCompanyDatabases(
  prepared?: PreparedDatabases,
): Promise<CompanyDatabases> {
  const made: TestDatabase[] = []
  const databases: Record<string, DatabaseConfig> = {}
  for (const name of demoNames) {
    const one = await createTestDatabase(prepared ? prepared.keyOf(name) : 'empty', async () => {
      if (prepared) throw new Error(`nothing was prepared for ${name}`)
    })
    made.push(one)
    databases[name] = one.config
  }
  return {
    databases: databases as unknown as Databases,
    async drop() {
      for (const one of made) await one.drop()
    },
  }
}

/** Databases that were filled once and are copied as often as wished, in some 20 ms each. */
export interface PreparedDatabases {
  keyOf(company: string): string
  drop(): Promise<void>
}

/** Fills one database a company by `fill`, which leaves nobody connected, and keeps them to copy. */
export async function prepareCompanyDatabases(
  name: string,
  fill: (databases: Databases) => Promise<void>,
): Promise<PreparedDatabases> {
  // Of this run alone: a template of another run fits neither its keys nor its bookmark.
  const run = `${name} ${process.pid} ${process.hrtime.bigint()}`
  const prepared: PreparedDatabases = {
    keyOf: (company) => `${run} ${company}`,
    async drop() {
      for (const company of demoNames) await dropTestTemplate(prepared.keyOf(company))
    },
  }
  const outer = await createTestDatabase(prepared.keyOf('hinata'), async (hinata) => {
    const inner = await createTestDatabase(prepared.keyOf('furimaru'), (furimaru) =>
      fill({ hinata, furimaru }),
    )
    await inner.drop()
  })
  await outer.drop()
  return prepared
}
