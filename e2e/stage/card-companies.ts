import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { DatabaseConfig } from '@modosu/kernel'
import { freePort } from '@modosu/kernel'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose'
import { type ModosuProcess, startProgram } from './modosu-process.ts'

const PROGRAM = fileURLToPath(
  new URL('../../packages/recall/example/gift-cards.ts', import.meta.url),
)
const FRONT_SECRET = 'front-end-of-the-shop'
const REST_POLL_MS = 20

/** An answer of a company to its own front end. */
export interface Answer {
  readonly status: number
  readonly body: Readonly<Record<string, string>>
}

/** A company that sells gift cards, in a process of its own on a database of its own. */
export interface CardCompany {
  readonly name: string
  readonly origin: string
  readonly database: DatabaseConfig
  /** Its private key: whoever has it can speak in its name. */
  readonly signingKey: JWK
  start(): Promise<void>
  /** As a power cut: `kill -9`. */
  kill(): Promise<void>
  /** Politely, as ctrl-C. */
  stop(): Promise<void>
  isUp(): boolean
  /** What its own front end asks for; the same key again is the same request. */
  call(method: 'GET' | 'POST', path: string, body?: unknown, key?: string): Promise<Answer>
  /** What it wrote to its log. */
  log(): string
}

export interface CardCompaniesOptions {
  readonly databases: Readonly<Record<string, DatabaseConfig>>
  /** Where one company reaches another, when something stands in between. */
  readonly wire?: (from: string, to: string, origin: string) => string | Promise<string>
  /** Neighbours that no process of ours stands for. */
  readonly strangers?: readonly Stranger[]
  readonly logLevel?: 'warn' | 'silent'
}

export interface Stranger {
  readonly company: string
  readonly baseUrl: string
  readonly keys: readonly JWK[]
}

export interface KeyPair {
  readonly signingKey: JWK
  readonly publicKey: JWK
}

/** Keys of one company, for as long as a test lasts. */
export async function makeKeys(): Promise<KeyPair> {
  const pair = await generateKeyPair('Ed25519', { extractable: true })
  const publicKey = await exportJWK(pair.publicKey)
  const kid = await calculateJwkThumbprint(publicKey)
  return {
    signingKey: { ...(await exportJWK(pair.privateKey)), kid },
    publicKey: { ...publicKey, kid },
  }
}

export interface CardCompanies {
  readonly all: readonly CardCompany[]
  readonly of: (name: string) => CardCompany
  /** Until no company has a job that is due. */
  rest(deadlineMs: number): Promise<void>
  close(): Promise<void>
}

/** Companies that sell gift cards and all know each other. They are not started yet. */
export async function openCardCompanies(options: CardCompaniesOptions): Promise<CardCompanies> {
  const folder = await mkdtemp(join(tmpdir(), 'modosu-cards-'))
  const names = Object.keys(options.databases)
  const parties = new Map<string, KeyPair & { port: number; origin: string }>()
  for (const name of names) {
    const port = await freePort()
    parties.set(name, { ...(await makeKeys()), port, origin: `http://127.0.0.1:${port}` })
  }
  const neighboursOf = async (name: string): Promise<Stranger[]> => {
    const neighbours = [...(options.strangers ?? [])]
    for (const [other, { origin, publicKey }] of parties) {
      if (other === name) continue
      const baseUrl = (await options.wire?.(name, other, origin)) ?? origin
      neighbours.push({ company: other, baseUrl, keys: [publicKey] })
    }
    return neighbours
  }
  const all: CardCompany[] = []
  for (const [name, { port, origin, signingKey }] of parties) {
    const database = options.databases[name]
    if (!database) continue
    const config = {
      port,
      database,
      frontSecret: FRONT_SECRET,
      neighbours: {
        company: name,
        signingKey,
        neighbours: Object.fromEntries((await neighboursOf(name)).map((one) => [one.company, one])),
      },
      logLevel: options.logLevel ?? 'silent',
    }
    const file = join(folder, `${name}.json`)
    await writeFile(file, JSON.stringify(config), { mode: 0o600 })
    all.push(companyOf({ name, origin, database, signingKey, file }))
  }
  return {
    all,
    of(name) {
      const found = all.find((one) => one.name === name)
      if (!found) throw new Error(`there is no company ${name}`)
      return found
    },
    rest: (deadlineMs) => restOf(all, deadlineMs),
    async close() {
      await Promise.all(all.map((one) => one.stop()))
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function companyOf(one: {
  name: string
  origin: string
  database: DatabaseConfig
  signingKey: JWK
  file: string
}): CardCompany {
  const { name, origin, database, signingKey } = one
  let running: ModosuProcess | undefined
  return {
    name,
    origin,
    database,
    signingKey,
    async start() {
      running = await startProgram(PROGRAM, ['--config', one.file], { readyWhen: /answers on/ })
    },
    async kill() {
      await running?.kill()
    },
    async stop() {
      await running?.stop()
    },
    isUp: () => running?.isUp() === true,
    log: () => running?.output().err ?? '',
    async call(method, path, body, key = randomUUID()) {
      const response = await fetch(origin + path, {
        method,
        headers: {
          authorization: `Bearer ${FRONT_SECRET}`,
          'idempotency-key': key,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      return { status: response.status, body: (await response.json()) as Answer['body'] }
    },
  }
}

/** Every company once more after the last one came to rest: a message wakes its receiver. */
async function restOf(all: readonly CardCompany[], deadlineMs: number): Promise<void> {
  const end = performance.now() + deadlineMs
  for (let quiet = 0; quiet < 2; ) {
    const due = await Promise.all(
      all.map(async (one) => Number((await one.call('GET', '/readyz')).body.due)),
    )
    quiet = due.every((count) => count === 0) ? quiet + 1 : 0
    if (performance.now() > end) throw new Error(`not at rest: ${due.join(', ')} jobs are due`)
    await new Promise((resolve) => setTimeout(resolve, REST_POLL_MS))
  }
}
