import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { amount, type Ctx } from '@modosu/kernel'
import { openTestCompany, type TestCompany } from '@modosu/kernel/testing'
import {
  convert,
  issuePoints,
  ledgerMigrations,
  ledgerProblems,
  openAccount,
  openConversion,
  readBalance,
  verifyLedger,
} from '@modosu/ledger'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose'
import { recallProblems } from '../src/errors.ts'
import type { Holder, Holding } from '../src/holder.ts'
import { recallMigrations } from '../src/index.ts'
import type { NeighbourDirectory } from '../src/neighbour-directory.ts'
import { recallApi } from '../src/recall-api.ts'
import { type RecallDeps, recallPolicyDefault } from '../src/recall-deps.ts'
import { recallJobs } from '../src/recall-jobs.ts'
import { sendTransfer } from '../src/transfer/send-transfer.ts'

/** A pair of companies over real HTTP: `payer` has points and Pay, `shop` has orders in escrow. */
export interface TwoCompanies {
  readonly payer: TestCompany
  readonly shop: TestCompany
  readonly payerDeps: RecallDeps
  readonly shopDeps: RecallDeps
  /** What the shop's orders were told, in order. */
  readonly told: { event: string; holding: Holding }[]
  /** What the shop answers when it is asked whether value may go back. */
  readonly shopSays: { mayReturn: 'return' | 'wait' | 'keep'; takesPayments: boolean }
  /** Both companies at rest. */
  settle(): Promise<void>
  moveTo(now: Date): Promise<void>
  stopShop(): Promise<void>
  startShop(): Promise<void>
  close(): Promise<void>
}

const START = new Date('2017-09-12T13:00:00+09:00')
export const OWNER = 'mem_000000000000000000000001'
export const THIEF_SESSION = 'ses_thief'

interface Keys {
  readonly signing: JWK
  readonly open: JWK
}

export async function makeTestKeys(): Promise<Keys> {
  const pair = await generateKeyPair('Ed25519', { extractable: true })
  const open = await exportJWK(pair.publicKey)
  const kid = await calculateJwkThumbprint(open)
  return { signing: { ...(await exportJWK(pair.privateKey)), kid }, open: { ...open, kid } }
}

async function listenOn(company: TestCompany, port: number): Promise<Server> {
  const answer = getRequestListener((request) => company.api.hono.fetch(request))
  const server = createServer((incoming, outgoing) => void answer(incoming, outgoing))
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return server
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}

const portOf = (server: Server) => (server.address() as AddressInfo).port

export async function openTwoCompanies(): Promise<TwoCompanies> {
  const keys = { payer: await makeTestKeys(), shop: await makeTestKeys() }
  const told: TwoCompanies['told'] = []
  const shopSays: TwoCompanies['shopSays'] = { mayReturn: 'return', takesPayments: true }
  const placeholders = [createServer(), createServer()]
  for (const server of placeholders) {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  }
  const [payerPort = 0, shopPort = 0] = placeholders.map(portOf)
  for (const server of placeholders) await closeServer(server)
  const payerDeps = depsOf('payer', keys.payer, {
    neighbour: { company: 'shop', port: shopPort, key: keys.shop.open },
    holders: [walletHolder],
  })
  const shopDeps = depsOf('shop', keys.shop, {
    neighbour: { company: 'payer', port: payerPort, key: keys.payer.open },
    holders: [escrowHolder(told, shopSays)],
  })
  const payer = await openCompany('payer', payerDeps)
  const shop = await openCompany('shop', shopDeps)
  const payerServer = await listenOn(payer, payerPort)
  let shopServer: Server | undefined = await listenOn(shop, shopPort)
  await payer.inContext((ctx) => openConversion(ctx, { from: 'pt', to: 'yen' }))
  const settle = async () => {
    for (let round = 0; round < 3; round++) {
      await payer.settle()
      await shop.settle()
    }
  }
  return {
    payer,
    shop,
    payerDeps,
    shopDeps,
    told,
    shopSays,
    settle,
    async moveTo(now) {
      await Promise.all([payer.moveTo(now), shop.moveTo(now)])
      await settle()
    },
    async stopShop() {
      if (shopServer) await closeServer(shopServer)
      shopServer = undefined
    },
    async startShop() {
      shopServer = await listenOn(shop, shopPort)
    },
    async close() {
      if (shopServer) await closeServer(shopServer)
      await closeServer(payerServer)
      await payer.close()
      await shop.close()
    },
  }
}

function depsOf(
  company: string,
  keys: Keys,
  rest: {
    neighbour: { company: string; port: number; key: JWK }
    holders: readonly Holder[]
  },
): RecallDeps {
  const { neighbour } = rest
  const neighbours: NeighbourDirectory = {
    company,
    signingKey: keys.signing,
    neighbours: {
      [neighbour.company]: {
        company: neighbour.company,
        baseUrl: `http://127.0.0.1:${neighbour.port}`,
        keys: [neighbour.key],
      },
    },
  }
  return { neighbours, holders: rest.holders, policy: recallPolicyDefault }
}

function openCompany(name: string, deps: RecallDeps): Promise<TestCompany> {
  return openTestCompany({
    name,
    now: START,
    migrations: [ledgerMigrations, recallMigrations],
    problems: { ...ledgerProblems, ...recallProblems },
    routes: (api) => recallApi(api, deps),
    jobs: () => recallJobs(deps),
  })
}

const walletHolder: Holder = {
  name: 'wallet',
  describeHolding: async (_, account) =>
    /^(points|pay):/.test(account)
      ? { kind: 'balance', role: 'owner', stoppableUntil: null }
      : undefined,
  onHeld: async () => undefined,
  onReleased: async () => undefined,
  mayReturn: async () => 'return',
  onReturned: async () => undefined,
}

function escrowHolder(told: TwoCompanies['told'], says: TwoCompanies['shopSays']): Holder {
  const tell = (event: string) => async (_: Ctx, holding: Holding) => {
    told.push({ event, holding })
  }
  return {
    name: 'orders',
    async accountForPayment(ctx, payment) {
      if (!says.takesPayments) return undefined
      const code = `escrow:${payment.reference}`
      await openAccount(ctx, { code, unit: payment.unit, kind: 'escrow' })
      return code
    },
    describeHolding: async (_, account) =>
      account.startsWith('escrow:')
        ? { kind: 'order_awaiting_shipment', role: 'escrow', stoppableUntil: null }
        : account.startsWith('sales:')
          ? { kind: 'balance', role: 'seller', stoppableUntil: null }
          : undefined,
    onHeld: tell('held'),
    onReleased: tell('released'),
    mayReturn: async () => says.mayReturn,
    onReturned: tell('returned'),
  }
}

/** The owner's regular and 300 limited-time points are made into Pay by the thief's session. */
export async function stealToPay(
  companies: TwoCompanies,
  taken: bigint,
  regular = 1000n,
): Promise<void> {
  await companies.payer.inContext(async (ctx) => {
    await openAccount(ctx, { code: `points:${OWNER}`, unit: 'pt', kind: 'member', owner: OWNER })
    await openAccount(ctx, { code: `pay:${OWNER}`, unit: 'yen', kind: 'member', owner: OWNER })
    const who = { subject: OWNER, sessionId: 'ses_owner', deviceId: 'dev_owner' }
    await issuePoints(ctx, {
      key: 'grant-1',
      to: `points:${OWNER}`,
      amount: amount(regular),
      expiresAt: 'rolling',
      rollingExpiresAt: new Date('2018-08-31T15:00:00Z'),
      kind: 'earned',
      who,
    })
    await issuePoints(ctx, {
      key: 'grant-2',
      to: `points:${OWNER}`,
      amount: amount(300n),
      expiresAt: new Date('2017-09-30T15:00:00Z'),
      kind: 'campaign',
      who,
    })
    const converted = await convert(ctx, {
      key: 'convert-1',
      from: `points:${OWNER}`,
      to: `pay:${OWNER}`,
      amount: amount(taken),
      kind: 'conversion',
      who: { subject: OWNER, sessionId: THIEF_SESSION, deviceId: 'dev_thief' },
    })
    if (!converted.ok) throw new Error(converted.error.code)
  })
}

/** The thief's session pays the shop; the id of the transfer. */
export async function payShop(
  companies: TwoCompanies,
  paid: bigint,
  reference = 'prq_000000000000000000000001',
): Promise<string> {
  return await companies.payer.inContext(async (ctx) => {
    const transferId = ctx.newId('tr')
    const sent = await sendTransfer(ctx, {
      transferId,
      neighbour: 'shop',
      from: `pay:${OWNER}`,
      amount: amount(paid),
      unit: 'yen',
      reference,
      who: { subject: OWNER, sessionId: THIEF_SESSION, deviceId: 'dev_thief' },
    })
    if (!sent.ok) throw new Error(sent.error.code)
    return transferId
  })
}

/** The lots of an account as `expiry amount`, for comparing. */
export async function lotsOf(company: TestCompany, code: string): Promise<string[]> {
  const { lots } = await company.inContext((ctx) => readBalance(ctx, code))
  return lots.map((lot) =>
    [lot.expiresAt instanceof Date ? lot.expiresAt.toISOString() : lot.expiresAt, lot.amount].join(
      ' ',
    ),
  )
}

/** Both ledgers prove themselves. */
export async function findings(companies: TwoCompanies): Promise<unknown[]> {
  const all = []
  for (const company of [companies.payer, companies.shop]) {
    all.push(...(await company.inContext((ctx) => verifyLedger(ctx))))
  }
  return all
}
