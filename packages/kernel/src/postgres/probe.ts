import { openPool } from '../database.ts'
import { SOCKET_PORT } from './socket-folder.ts'

/**
 * Asks the server behind the socket for the number in its own postmaster.pid, which it reads from
 * its own data folder; `undefined` when nothing answers. Proves both that it is up and which it is.
 */
export async function probePostmaster(socketDir: string): Promise<number | undefined> {
  const pool = openPool(
    {
      host: socketDir,
      port: SOCKET_PORT,
      database: 'postgres',
      user: 'postgres',
    },
    { max: 1 },
  )
  try {
    const result = await pool.query<{ text: string }>(
      `select pg_read_file('postmaster.pid') as text`,
    )
    return Number.parseInt(result.rows[0]?.text ?? '', 10)
  } catch {
    // Not there, still starting, shutting down: the caller asks again or decides.
    return undefined
  } finally {
    await pool.end()
  }
}
