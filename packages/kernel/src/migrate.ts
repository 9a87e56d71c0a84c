import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inTransaction, type Pool } from './database.ts'

/** A room that owns tables: its name is the name of its schema. */
export interface MigrationSource {
  readonly name: string
  /** The folder with `NNNN-name.sql`. */
  readonly sqlDir: string
}

const FILE_PATTERN = /^\d{4}-[a-z0-9-]+\.sql$/
/** One migrator at a time in a database; the number is ours alone. */
const MIGRATION_LOCK = 7_065_921

/**
 * Brings a database up to date: runs every migration that it has not seen, in order of the list and
 * of the file names, each in its own transaction. Forward only. A file whose text changed after it
 * ran is a fault, since two databases would then differ under one number.
 */
export async function migrate(admin: Pool, sources: readonly MigrationSource[]): Promise<void> {
  await admin.query(BOOTSTRAP)
  await admin.query(APP_ROLE)
  for (const source of sources) {
    const files = (await readdir(source.sqlDir)).filter((file) => FILE_PATTERN.test(file)).sort()
    for (const file of files) {
      const text = await readFile(join(source.sqlDir, file), 'utf8')
      await runOnce(admin, source.name, file, text)
    }
  }
}

const BOOTSTRAP = `
do $$ begin
  perform pg_advisory_xact_lock(${MIGRATION_LOCK});
  create schema if not exists kernel;
  create table if not exists kernel.migration (
    room text not null, file text not null, sha256 text not null,
    constraint migration_pkey primary key (room, file));
end $$`

/** Roles belong to the whole server, so two databases may make them at the same moment. */
const APP_ROLE = `
do $$ begin
  create role modosu_app login;
exception when duplicate_object or unique_violation then null;
end $$`

async function runOnce(admin: Pool, room: string, file: string, text: string): Promise<void> {
  const sha256 = createHash('sha256').update(text).digest('hex')
  await inTransaction(admin, async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK])
    const seen = await tx.query<{ sha256: string }>(
      'select sha256 from kernel.migration where room = $1 and file = $2',
      [room, file],
    )
    const known = seen.rows[0]
    if (known) {
      if (known.sha256 !== sha256) throw new Error(`${room}/${file} changed after it was applied`)
      return
    }
    await tx.query(text)
    await tx.query('insert into kernel.migration (room, file, sha256) values ($1, $2, $3)', [
      room,
      file,
      sha256,
    ])
  })
}
