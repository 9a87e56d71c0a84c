import { accessSync, constants, existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import type { Browser } from 'playwright-core'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** Nothing is looked up or sent but what a test asks for. */
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/**
 * A real browser without a window: the machine's own Chromium, or else the one that comes as a
 * package, unpacked once a machine. The caller closes it.
 */
export async function openChromium(): Promise<Browser> {
  const { chromium } = await import('playwright-core')
  const own = findOnPath()
  if (own !== undefined) return await chromium.launch({ executablePath: own, args: ARGS })
  const folder = await unpackedChromium()
  return await chromium.launch({
    executablePath: join(folder, 'chromium'),
    args: ARGS,
    env: {
      ...process.env,
      FONTCONFIG_PATH: join(folder, 'fonts'),
      LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'),
    },
  })
}

function findOnPath(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The packaged browser with its fonts and libraries. Whoever unpacks first, all take the same. */
async function unpackedChromium(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium')
  const { version } = createRequire(entry)('../package.json') as { version: string }
  const folder = join(tmpdir(), `modosu-chromium-${version}`)
  if (existsSync(folder)) return folder
  await mkdir(tmpdir(), { recursive: true })
  const unpacking = await mkdtemp(`${folder}-`)
  const { default: packaged, inflate } = await import('@sparticuz/chromium')
  // The package unpacks to the folder for temporary files, whatever that is at the moment.
  const usual = process.env.TMPDIR
  process.env.TMPDIR = unpacking
  try {
    await packaged.executablePath()
    await inflate(join(dirname(entry), '..', 'bin', 'al2023.tar.br'))
  } finally {
    if (usual === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = usual
  }
  try {
    await rename(unpacking, folder)
  } catch (error) {
    if (!existsSync(folder)) throw error
    await rm(unpacking, { recursive: true, force: true })
  }
  return folder
}
