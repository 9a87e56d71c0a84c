import { type DatabaseConfig, databaseError, openPool } from '../database.ts'

const DUPLICATE_DATABASE = '42P04'
const UNIQUE_VIOLATION = '23505'
const NAME_PATTERN = /^[a-z][a-z0-9_]{0,62}$/

/**
 * Makes the database if it is missing, as a copy of `template` if one is named; doing it twice, or
 * twice at once, is doing it once. `admin` reaches another database of the same server with the
 * right to make databases. Nobody may be connected to a template meanwhile.
 */
export async function ensureDatabase(
  admin: DatabaseConfig,
  name: string,
  template = 'template1',
): Promise<void> {
  checkName(name)
  checkName(template)
  const pool = openPool(admin, { max: 1 })
  try {
    const found = await pool.query('select 1 as one from pg_database where datname = $1', [name])
    if (found.rows.length === 0) {
      await pool.query(`create database ${name} template ${template}`)
    }
  } catch (error) {
    const state = databaseError(error)?.state
    if (state !== DUPLICATE_DATABASE && state !== UNIQUE_VIOLATION) throw error
  } finally {
    await pool.end()
  }
}

/** Drops the database if it is there, and ends whatever is still connected to it. */
export async function dropDatabase(admin: DatabaseConfig, name: string): Promise<void> {
  checkName(name)
  const pool = openPool(admin, { max: 1 })
  try {
    await pool.query(`drop database if exists ${name} with (force)`)
  } finally {
    await pool.end()
  }
}

/** Names cannot be parameters of such statements, so only plain ones are let through. */
function checkName(name: string): void {
  if (!NAME_PATTERN.test(name)) throw new Error(`"${name}" is not a plain database name`)
}
