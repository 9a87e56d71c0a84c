import { readdir, readFile } from 'node:fs/promises'

const TICKS_A_SECOND = 100

/**
 * Seconds of processor time that each part has used so far: the two companies, everything of
 * PostgreSQL, and this bench itself, which sends the requests. Empty where /proc is not there.
 */
export async function readCores(
  pids: Readonly<Record<string, number>>,
): Promise<ReadonlyMap<string, number>> {
  const spent = new Map<string, number>()
  const names = new Map(Object.entries(pids).map(([name, pid]) => [String(pid), name]))
  names.set(String(process.pid), 'the bench itself')
  for (const pid of await readdir('/proc').catch(() => [])) {
    if (!/^\d+$/.test(pid)) continue
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
    const end = stat.lastIndexOf(')')
    const what = names.get(pid) ?? (stat.slice(0, end).endsWith('(postgres') ? 'PostgreSQL' : '')
    if (what === '') continue
    // The times are fields 14 and 15; after the name comes field 3.
    const fields = stat.slice(end + 2).split(' ')
    const seconds = (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND
    spent.set(what, (spent.get(what) ?? 0) + seconds)
  }
  return spent
}
