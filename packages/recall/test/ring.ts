import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { amount, freePort } from '@modosu/kernel'
import { openTestCompany, type TestCompany } from '@modosu/kernel/testing'
import {
  issuePoints,
  ledgerMigrations,
  ledgerProblems,
  openAccount,
  readBalance,
  verifyLedger,
} from '@modosu/ledger'
import { openClaim } from '../src/claim/open-claim.ts'
import { readClaim } from '../src/claim/read-claim.ts'
import { recallProblems } from '../src/errors.ts'
import type { Holder, HolderRole, Holding } from '../src/holder.ts'
import { recallMigrations } from '../src/index.ts'
import type { Evidence } from '../src/leg/leg.ts'
import { recallApi } from '../src/recall-api.ts'
import { type RecallDeps, type RecallPolicy, recallPolicyDefault } from '../src/recall-deps.ts'
import { recallJobs } from '../src/recall-jobs.ts'
import { sendTransfer } from '../src/transfer/send-transfer.ts'
import { type Crossed, openRecorder } from './open-recorder.ts'
import { makeTestKeys } from './two-companies.ts'

/** One company of a ring: purses of yen whose code begins with the role of their holder. */
export interface RingCompany {
  readonly name: string
  readonly company: TestCompany
  readonly deps: RecallDeps
  /** What the holders were told here, in order. */
  readonly told: { event: string; holding: Holding }[]
  /** What holders answer when asked whether value may go back, and who takes a give-back. */
  readonly says: {
    mayReturn: 'return' | 'wait' | 'keep'
    takesGiveBack: boolean
    takesPayments: boolean
    /** What an escrow says of value that went through it. */
    passage: 'good_faith' | 'open'
  }
}

export interface Ring {
  readonly names: readonly string[]
  at(name: string): RingCompany
  settle(): Promise<void>
  /** Moves every clock by hours and lets everything rest. */
  pass(hours: number): Promise<void>
  close(): Promise<void>
  stop(name: string): Promise<void>
  start(name: string): Promise<void>
}

const START = new Date('2017-09-12T13:00:00+09:00')
const HOUR_MS = 3_600_000
const PURSE = /^(owner|thief|gift|seller|escrow|sink):/

export type Policies = Readonly<Record<string, Partial<RecallPolicy>>>

/** Companies over real HTTP, each a neighbour of every other. */
export async function openRing(
  names: readonly string[],
  policies: Policies = {},
  crossed?: Crossed[],
): Promise<Ring> {
  const keys = new Map<string, Awaited<ReturnType<typeof makeTestKeys>>>()
  const ports = new Map<string, number>()
  for (const name of names) {
    keys.set(name, await makeTestKeys())
    ports.set(name, await freePort())
  }
  const companies = new Map<string, RingCompany>()
  for (const name of names) {
    const told: RingCompany['told'] = []
    const mutable: RingCompany['says'] = {
      mayReturn: 'return',
      takesGiveBack: true,
      takesPayments: true,
      passage: 'open',
    }
    const deps: RecallDeps = {
      neighbours: {
        company: name,
        signingKey: keys.get(name)?.signing ?? {},
        neighbours: Object.fromEntries(
          names
            .filter((other) => other !== name)
            .map((other) => [
              other,
              {
                company: other,
                baseUrl: `http://127.0.0.1:${ports.get(other)}`,
                keys: [keys.get(other)?.open ?? {}],
              },
            ]),
        ),
      },
      holders: [purseHolder(told, mutable)],
      policy: { ...recallPolicyDefault, ...policies[name] },
    }
    const company = await openTestCompany({
      name,
      now: START,
      migrations: [ledgerMigrations, recallMigrations],
      problems: { ...ledgerProblems, ...recallProblems },
      routes: (api) => recallApi(api, deps),
      jobs: () => recallJobs(deps),
    })
    companies.set(name, { name, company, deps, told, says: mutable })
  }
  return await ringOf(names, companies, { ports, crossed })
}

async function ringOf(
  names: readonly string[],
  companies: ReadonlyMap<string, RingCompany>,
  doors: { ports: ReadonlyMap<string, number>; crossed: Crossed[] | undefined },
): Promise<Ring> {
  const { ports, crossed } = doors
  const at = (name: string) => {
    const found = companies.get(name)
    if (!found) throw new Error(`no company ${name}`)
    return found
  }
  const servers = new Map<string, Server>()
  const start = async (name: string) => {
    const port = ports.get(name) ?? 0
    if (crossed === undefined) {
      servers.set(name, await listenOn(at(name).company, port))
      return
    }
    const inner = await listenOn(at(name).company, await freePort())
    const recorder = await openRecorder(port, (inner.address() as AddressInfo).port, crossed)
    recorder.on('close', () => inner.close())
    servers.set(name, recorder)
  }
  const stop = async (name: string) => {
    const server = servers.get(name)
    servers.delete(name)
    server?.closeAllConnections()
    if (server) await new Promise((resolve) => server.close(resolve))
  }
  for (const name of names) await start(name)
  const settle = async () => {
    for (let round = 0; round < names.length + 1; round++) {
      for (const name of names) if (servers.has(name)) await at(name).company.settle()
    }
  }
  return {
    names,
    at,
    settle,
    start,
    stop,
    async pass(hours) {
      for (const name of names) {
        const { company } = at(name)
        const now = new Date(company.clock.now().getTime() + hours * HOUR_MS)
        await company.moveTo(now).catch(() => undefined)
      }
      await settle()
    },
    async close() {
      for (const name of names) await stop(name)
      for (const name of names) await at(name).company.close()
    },
  }
}

function purseHolder(told: RingCompany['told'], says: RingCompany['says']): Holder {
  const tell = (event: string) => async (_: unknown, holding: Holding) => {
    told.push({ event, holding })
  }
  return {
    name: 'purses',
    async accountForPayment(ctx, payment) {
      if (!says.takesPayments) return undefined
      const code = accountOf(payment.reference)
      await openAccount(ctx, { code, unit: payment.unit, kind: kindOf(code), owner: code })
      return code
    },
    async describeHolding(_, account) {
      const role = PURSE.exec(account)?.[1] as HolderRole | undefined
      return role && { kind: role === 'escrow' ? 'order' : 'balance', role, stoppableUntil: null }
    },
    describePassage: async (_, account) =>
      account.startsWith('escrow:') ? says.passage : undefined,
    onHeld: tell('held'),
    onReleased: tell('released'),
    mayReturn: async () => says.mayReturn,
    onReturned: tell('returned'),
    accountForGiveBack: async (_, holding) => (says.takesGiveBack ? holding.account : undefined),
    onGivenBack: tell('given_back'),
  }
}

function kindOf(code: string): 'member' | 'escrow' | 'sales' | 'redeemed' {
  if (code.startsWith('escrow:')) return 'escrow'
  if (code.startsWith('seller:')) return 'sales'
  return code.startsWith('sink:') ? 'redeemed' : 'member'
}

/** The wire has no field for an account: the payment's reference stands for the purse. */
const references = new Map<string, string>()
let nextReference = 0
function referenceTo(account: string): string {
  nextReference += 1
  const reference = `prq_${String(nextReference).padStart(24, '0')}`
  references.set(reference, account)
  return reference
}
function accountOf(reference: string): string {
  return references.get(reference) ?? `escrow:${reference}`
}

async function listenOn(company: TestCompany, port: number): Promise<Server> {
  const answer = getRequestListener((request) => company.api.hono.fetch(request))
  const server = createServer((incoming, outgoing) => void answer(incoming, outgoing))
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return server
}

/** Puts yen into a purse of a company. */
export async function fill(ring: Ring, name: string, account: string, yen: bigint): Promise<void> {
  await ring.at(name).company.inContext(async (ctx) => {
    const kind = kindOf(account)
    await openAccount(ctx, { code: account, unit: 'yen', kind, owner: account })
    const key = ctx.newId('key')
    const lot = {
      key,
      to: account,
      amount: amount(yen),
      expiresAt: 'never',
      kind: 'charge',
    } as const
    await issuePoints(ctx, { ...lot, who: {} })
  })
}

/** A session pays from a purse of one company to a purse of another; the id of the transfer. */
export async function pay(
  ring: Ring,
  from: readonly [string, string],
  to: readonly [string, string],
  yen: bigint,
  session = 'ses_thief',
): Promise<string> {
  return await ring.at(from[0]).company.inContext(async (ctx) => {
    const transferId = ctx.newId('tr')
    const sent = await sendTransfer(ctx, {
      transferId,
      neighbour: to[0],
      from: from[1],
      amount: amount(yen),
      unit: 'yen',
      reference: referenceTo(to[1]),
      who: { subject: from[1], sessionId: session, deviceId: 'dev' },
    })
    if (!sent.ok) throw new Error(sent.error.code)
    return transferId
  })
}

let nextCase = 0
export function newCase(): { caseId: string; caseNumber: string } {
  nextCase += 1
  const digits = String(100_000_000 + nextCase)
  const caseNumber = `${digits.slice(0, 3)}-${digits.slice(3, 6)}-${digits.slice(6)}`
  return { caseId: `case_${String(nextCase).padStart(24, '0')}`, caseNumber }
}

/** The owner of a purse presses stop. */
export async function press(
  ring: Ring,
  name: string,
  owner: string,
  evidence: Evidence = 'machine',
  session = 'ses_thief',
): Promise<{ caseId: string; caseNumber: string }> {
  const opened = newCase()
  const { company, deps } = ring.at(name)
  const sessionIds = [session]
  const done = await company.inContext((ctx) =>
    openClaim(ctx, deps, { ...opened, ownerId: owner, sessionIds, evidence }),
  )
  if (!done.ok) throw new Error(done.error.code)
  return opened
}

/** The five amounts of a claim, none that is zero. */
export async function amountsOf(
  ring: Ring,
  name: string,
  caseId: string,
): Promise<Record<string, bigint>> {
  const claim = await ring.at(name).company.inContext((ctx) => readClaim(ctx, { caseId }))
  if (!claim) throw new Error(`no claim ${caseId}`)
  const { held, onward, gone, returned, released, covered } = claim
  const all = { held, onward, gone, returned, released, covered }
  return Object.fromEntries(Object.entries(all).filter(([, size]) => size > 0n))
}

export async function balanceOf(ring: Ring, name: string, account: string): Promise<bigint> {
  const { company } = ring.at(name)
  return (await company.inContext((ctx) => readBalance(ctx, account))).total
}

/** Every ledger of the ring proves itself. */
export async function findingsOf(ring: Ring): Promise<unknown[]> {
  const all: unknown[] = []
  for (const name of ring.names) {
    all.push(...(await ring.at(name).company.inContext((ctx) => verifyLedger(ctx))))
  }
  return all
}
