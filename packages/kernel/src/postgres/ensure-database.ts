import { type DatabaseConfig, databaseError, openPool } from '../database.ts'

const DUPLICATE_DATABASE = '42P04'
const UNIQUE_VIOLATION = '23505'
const NAME_PATTERN = /^[a-z][a-z0-9_]{0,62}$/

/**
 * Makes the database if it is missing; doing it twice, or twice at once, is doing it once.
 * `admin` reaches another database of the same server with the right to make databases.
 */
export async function ensureDatabase(admin: DatabaseConfig, name: string): Promise<void> {
  // Names cannot be parameters of CREATE DATABASE, so only plain ones are let through.
  if (!NAME_PATTERN.test(name)) throw new Error(`"${name}" is not a plain database name`)
  const pool = openPool(admin, { max: 1 })
  try {
    const found = await pool.query('select 1 as one from pg_database where datname = $1', [name])
    if (found.rows.length === 0) await pool.query(`create database ${name}`)
  } catch (error) {
    const state = databaseError(error)?.state
    if (state !== DUPLICATE_DATABASE && state !== UNIQUE_VIOLATION) throw error
  } finally {
    await pool.end()
  }
}
