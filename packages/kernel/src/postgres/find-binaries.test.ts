import assert from 'node:assert/strict'
import { chmod, cp, mkdir, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { after, afterEach, test } from 'node:test'
import { clearTestFolders, makeTestFolder } from '../testing/starter-process.ts'
import { findBinaries, installedNativeDir, prepareBinaries } from './find-binaries.ts'
import { linkLibraries } from './link-libraries.ts'
import { runProgram } from './run-program.ts'

const NOBODY = { uid: 65_534, gid: 65_534 }
/** As root the account that will run the server; as an ordinary user, that user. */
const RUN_AS = process.getuid?.() === 0 ? NOBODY : undefined
const copies = new Set<string>()

afterEach(clearTestFolders)
after(async () => {
  for (const copy of copies) await rm(copy, { recursive: true, force: true })
})

/** The package as npm leaves it when install scripts are off: no links. */
async function installWithoutLinks(): Promise<string> {
  const packageDir = join(await makeTestFolder(), 'package')
  const installed = installedNativeDir()
  await mkdir(packageDir)
  await cp(installed, join(packageDir, 'native'), { recursive: true, verbatimSymlinks: true })
  await cp(join(dirname(installed), 'package.json'), join(packageDir, 'package.json'))
  for (const { target } of await linkList(installed)) await rm(join(packageDir, target))
  return join(packageDir, 'native')
}

async function linkList(nativeDir: string): Promise<{ source: string; target: string }[]> {
  return JSON.parse(await readFile(join(nativeDir, 'pg-symlinks.json'), 'utf8'))
}

/** The folder that a program lies in, kept for removal when it is a copy. */
function copyOf(program: string): string {
  const copy = dirname(dirname(dirname(program)))
  copies.add(copy)
  return copy
}

test('the installed programs run and tell their version', async () => {
  const binaries = await findBinaries(RUN_AS)
  assert.match(binaries.version, /^18\.\d+$/)
  assert.match(await runProgram(binaries.initdb, ['--version'], { runAs: RUN_AS }), /initdb/)
})

test('library links that no install script made are made', async () => {
  const nativeDir = await installWithoutLinks()
  const list = await linkList(nativeDir)
  await linkLibraries(nativeDir)
  await linkLibraries(nativeDir)
  for (const { source, target } of list) {
    assert.equal(`native/lib/${await readlink(join(dirname(nativeDir), target))}`, source)
  }
  const initdb = join(nativeDir, 'bin', 'initdb')
  assert.match(await runProgram(initdb, ['--version'], { runAs: RUN_AS }), /initdb/)
})

test('programs that the account cannot reach or complete are copied once, whole', async () => {
  const nativeDir = await installWithoutLinks()
  // For root's account the folder is closed; for an ordinary user it cannot be written.
  await chmod(RUN_AS ? dirname(nativeDir) : join(nativeDir, 'lib'), RUN_AS ? 0o700 : 0o500)
  const first = await prepareBinaries(nativeDir, RUN_AS)
  const copy = copyOf(first.postgres)
  assert.ok(!copy.startsWith(dirname(nativeDir)))
  assert.deepEqual(await prepareBinaries(nativeDir, RUN_AS), first)
  await rm(join(copy, 'native', 'share', 'postgresql', 'postgres.bki'))
  assert.deepEqual(await prepareBinaries(nativeDir, RUN_AS), first)
  assert.ok((await readdir(join(copy, 'native', 'share', 'postgresql'))).includes('postgres.bki'))
  await chmod(join(nativeDir, 'lib'), 0o755)
})

test('a copy that somebody else could have planted is refused', async () => {
  const nativeDir = await installWithoutLinks()
  await chmod(RUN_AS ? dirname(nativeDir) : join(nativeDir, 'lib'), RUN_AS ? 0o700 : 0o500)
  const copy = copyOf((await prepareBinaries(nativeDir, RUN_AS)).postgres)
  await rm(copy, { recursive: true })
  await writeFile(copy, 'planted')
  await assert.rejects(
    prepareBinaries(nativeDir, RUN_AS),
    /cannot be used.*is not a folder that we made/,
  )
  await chmod(join(nativeDir, 'lib'), 0o755)
})
