import { mkdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { buildPackages } from './pack/build-packages.ts'
import { packFolder } from './pack/pack-folder.ts'

/**
 * `npm run pack:ledger [-- folder]`: the ledger and the parts of the kernel that it stands on as two
 * packages that any project on Node 24 can install, without the rest of the house.
 */
const root = process.cwd()
const out = resolve(process.argv[2] ?? join(root, '.tmp', 'pack'))
const stage = join(out, 'stage')

mkdirSync(out, { recursive: true })
rmSync(stage, { recursive: true, force: true })
for (const folder of buildPackages(root, stage)) console.log(join(out, packFolder(folder, out)))
rmSync(stage, { recursive: true, force: true })
