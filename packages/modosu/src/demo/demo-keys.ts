import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeSecret, systemRandomBytes } from '@modosu/kernel'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose'

/** The keys of one demo company: its signing pair and the key that seals its secrets. */
export interface DemoKeys {
  readonly signingKey: JWK
  readonly publicKey: JWK
  readonly sealingKey: string
}

/**
 * Reads a company's keys, or makes them once. Two processes that start together make one file: the
 * second link fails and reads the first's.
 */
export async function demoKeysOf(dataDir: string, company: string): Promise<DemoKeys> {
  const folder = join(dataDir, company)
  const path = join(folder, 'keys.json')
  await mkdir(folder, { recursive: true })
  const known = await readKeys(path)
  if (known) return known
  const fresh = `${path}.${makeSecret(9, systemRandomBytes)}`
  await writeFile(fresh, JSON.stringify(await makeKeys(), null, 2), { mode: 0o600 })
  await link(fresh, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await rm(fresh)
  const keys = await readKeys(path)
  if (!keys) throw new Error(`${path} cannot be read`)
  return keys
}

async function readKeys(path: string): Promise<DemoKeys | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as DemoKeys
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

const SEALING_KEY_BYTES = 32

/** New keys, not stored anywhere. */
async function makeKeys(): Promise<DemoKeys> {
  const pair = await generateKeyPair('Ed25519', { extractable: true })
  const publicKey = await exportJWK(pair.publicKey)
  const kid = await calculateJwkThumbprint(publicKey)
  const signingKey = await exportJWK(pair.privateKey)
  return {
    signingKey: { ...signingKey, kid },
    publicKey: { ...publicKey, kid },
    sealingKey: makeSecret(SEALING_KEY_BYTES, systemRandomBytes),
  }
}
