import { execFileSync } from 'node:child_process'

/** Packs a built package as npm would for its registry; answers the name of the file. */
export function packFolder(folder: string, out: string): string {
  const said = execFileSync('npm', ['pack', '--json', '--pack-destination', out], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [packed] = JSON.parse(said) as { filename: string }[]
  if (packed === undefined) throw new Error(`npm packed nothing in ${folder}`)
  return packed.filename
}
