import { databaseError, openPool } from '../database.ts'
import { SOCKET_PORT } from './socket-folder.ts'

const TOO_MANY_CONNECTIONS = '53300'

/**
 * Asks the server behind the socket for the number in its own postmaster.pid, which it reads from
 * its own data folder: that proves both that it is up and which one it is. `'busy'` when it is up
 * and all its connections are taken; `undefined` when nothing answers.
 */
export async function probePostmaster(socketDir: string): Promise<number | 'busy' | undefined> {
  const pool = openPool(
    { host: socketDir, port: SOCKET_PORT, database: 'postgres', user: 'postgres' },
    { max: 1 },
  )
  try {
    const result = await pool.query<{ text: string }>(
      `select pg_read_file('postmaster.pid') as text`,
    )
    return Number.parseInt(result.rows[0]?.text ?? '', 10)
  } catch (error) {
    // Whatever else went wrong (not there, starting, shutting down), the caller asks again.
    return databaseError(error)?.state === TOO_MANY_CONNECTIONS ? 'busy' : undefined
  } finally {
    await pool.end()
  }
}
