import { openServerHome } from './server-home.ts'
import { liveServerUsers } from './server-users.ts'
import { withStartLock } from './start-lock.ts'
import { stopPostmaster } from './stop-postmaster.ts'

/**
 * Stops the server that a killed process left on the folder, without starting or adopting anything.
 * Gives false, and leaves the server up, while a live process uses it; true when none runs after.
 */
export async function stopPostgres(input: { readonly dataDir: string }): Promise<boolean> {
  const home = await openServerHome(input.dataDir)
  return await withStartLock(home.lockFile, async () => {
    if ((await liveServerUsers(home.usersDir)).length > 0) return false
    await stopPostmaster(home)
    return true
  })
}
