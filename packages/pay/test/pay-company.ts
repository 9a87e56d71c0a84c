import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { z } from '@hono/zod-openapi'
import {
  type Authenticators,
  mustSucceed,
  ok,
  type Restriction,
  type StaffRole,
} from '@modosu/kernel'
import { openTestCompany, type TestCompany } from '@modosu/kernel/testing'
import { issuePoints, ledgerMigrations, openAccount } from '@modosu/ledger'
import {
  callNeighbour,
  type Holder,
  type NeighbourCall,
  type NeighbourDirectory,
  type NeighbourOutcome,
  neighbourEndpoint,
  recallApi,
  recallJobs,
  recallMigrations,
  recallPolicyDefault,
  recallProblems,
  sendTransfer,
} from '@modosu/recall'
import {
  payApi,
  payHolder,
  payJobs,
  payListeners,
  payMigrations,
  payProblems,
} from '../src/index.ts'
import type { PayPolicy } from '../src/pay-policy.ts'
import { directoryOf, makeParty, readByHand, signByHand, type TestParty } from './neighbour-keys.ts'

/** The `n`th id that a test makes up for a neighbour's payment request. */
export function requestId(n: number | string): string {
  return `preq_${String(n).padStart(24, '0')}`
}

/** Every member that a test makes up can be written to. */
export const people = {
  origin: 'https://hinata.example',
  displayName: { ja: 'ひなた', en: 'Hinata' },
  readMembers: async (_: unknown, memberIds: readonly string[]) =>
    memberIds.map((memberId) => ({
      memberId,
      email: `${memberId}@post.example`,
      displayName: memberId,
    })),
}

export const ORIGIN = 'https://hinata.example'
const LIMITED_UNTIL = new Date('2017-10-01T00:00:00+09:00')
const ROLLING_UNTIL = new Date('2018-09-01T00:00:00+09:00')

/**
 * A member's token: `member:<id>:<session>:<device>`, and `:spend` or `:leave` where the account is
 * restricted for an hour more, `:spent` where the restriction is over.
 */
const authenticators: Authenticators = {
  async member(ctx, token) {
    const [kind, memberId, sessionId, deviceId, mark] = token.split(':')
    if (kind !== 'member' || !memberId || !sessionId || !deviceId) return undefined
    const until = (hours: number) => new Date(ctx.now.getTime() + hours * 3_600_000)
    const restrictions: Readonly<Record<string, readonly Restriction[]>> = {
      spend: [{ scope: 'spend', until: null, reason: 'stopped' }],
      leave: [{ scope: 'leave', until: until(1), reason: 'contact_changed' }],
      spent: [
        { scope: 'spend', until: until(-1), reason: 'stopped' },
        { scope: 'leave', until: until(-1), reason: 'contact_changed' },
      ],
    }
    return {
      kind: 'member',
      memberId,
      sessionId,
      deviceId,
      restrictions: restrictions[mark ?? ''] ?? [],
    }
  },
  async staff(_, token) {
    const [kind, staffId, role] = token.split(':')
    if (kind !== 'staff' || !staffId || !role) return undefined
    return { kind: 'staff', staffId, name: staffId, role: role as StaffRole }
  },
}

export interface PayCompany {
  readonly company: TestCompany
  /** The neighbour, with an escrow account for every payment that it is sent. */
  readonly market: TestCompany
  readonly hinata: TestParty
  readonly furimaru: TestParty
  /** Gives points: limited ones until the end of September 2017, regular ones for a year. */
  give(memberId: string, points: { limited?: bigint; regular?: bigint }): Promise<void>
  /** What Furimaru asks, signed, and the answer as it reads it. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads answers of every shape
  ask(msg: Record<string, unknown>, options?: AskOptions): Promise<{ status: number; msg: any }>
  /** What Furimaru says by itself: a capture, a void, a question; the answer as it reads it. */
  say(call: Omit<NeighbourCall, 'to'>): Promise<NeighbourOutcome>
  /** What Furimaru was told of payments, in the order in which it came. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads notices of every shape
  readonly notices: any[]
  /** Furimaru sends money of its own members to a number. */
  payOutAtMarket(depositNumber: string, size: bigint): Promise<void>
  /** Waits until both companies have come to rest. */
  settle(): Promise<void>
  moveTo(now: Date): Promise<void>
  close(): Promise<void>
}

export interface AskOptions {
  readonly as?: TestParty
  readonly typ?: string
  readonly path?: string
  readonly iat?: number
  readonly jti?: string
  readonly to?: string
}

/** Hinata with Pay beside Furimaru with an escrow, on two origins that speak real signed HTTP. */
export async function openPayCompany(
  now: Date,
  policy: PayPolicy = { leavingGuard: true },
): Promise<PayCompany> {
  const [hinata, furimaru] = await Promise.all([makeParty('hinata'), makeParty('furimaru')])
  const baseUrls: Record<string, string> = {}
  const company = await openHinata(now, directoryOf(hinata, [furimaru], baseUrls), policy)
  const notices: unknown[] = []
  const theirs = directoryOf(furimaru, [hinata], baseUrls)
  const market = await openMarket(now, theirs, notices)
  const servers = [await listen(company, baseUrls), await listen(market, baseUrls)]
  const settle = async () => {
    await company.settle()
    await market.settle()
    await company.settle()
  }
  return {
    company,
    market,
    hinata,
    furimaru,
    give: (memberId, points) => givePoints(company, memberId, points),
    ask: (msg, options = {}) => ask({ company, hinata, furimaru }, msg, options),
    say: (call) => callNeighbour(market.runtime, theirs, { ...call, to: 'hinata' }),
    notices,
    payOutAtMarket: (reference, size) =>
      market.inContext(async (ctx) => {
        const from = `sales:${reference}`
        await openAccount(ctx, { code: from, unit: 'yen', kind: 'sales' })
        const sold = { key: ctx.newId('test'), to: from, amount: size as never, kind: 'sold' }
        await issuePoints(ctx, { ...sold, expiresAt: 'never', who: {} })
        const transferId = ctx.newId('tr')
        const money = { from, amount: size as never, unit: 'yen', reference, who: {} }
        mustSucceed(
          await sendTransfer(ctx, { transferId, neighbour: 'hinata', ...money }),
          'sales money can be sent',
        )
      }),
    settle,
    async moveTo(date) {
      await market.moveTo(date)
      await company.moveTo(date)
      await settle()
    },
    async close() {
      for (const server of servers) server.close()
      await company.close()
      await market.close()
    },
  }
}

async function openHinata(now: Date, neighbours: NeighbourDirectory, policy: PayPolicy) {
  const recall = { neighbours, holders: [payHolder(people)], policy: recallPolicyDefault }
  const deps = { neighbours, policy, ...people }
  return await openTestCompany({
    name: 'hinata',
    now,
    migrations: [ledgerMigrations, recallMigrations, payMigrations],
    problems: { ...recallProblems, ...payProblems },
    routes: (api) => {
      recallApi(api, recall)
      payApi(api, deps)
    },
    jobs: () => ({ ...recallJobs(recall), ...payJobs(deps) }),
    listeners: payListeners,
    authenticators,
  })
}

/** A neighbour that takes every payment into an escrow account of its own. */
async function openMarket(now: Date, neighbours: NeighbourDirectory, notices: unknown[]) {
  const recall = { neighbours, holders: [escrowHolder], policy: recallPolicyDefault }
  return await openTestCompany({
    name: 'furimaru',
    now,
    migrations: [ledgerMigrations, recallMigrations],
    problems: recallProblems,
    routes: (api) => {
      recallApi(api, recall)
      neighbourEndpoint(api, neighbours, noticeSpec, async (_, { msg }) => {
        notices.push(msg)
        return ok({})
      })
    },
    jobs: () => recallJobs(recall),
  })
}

const noticeSpec = {
  method: 'put',
  path: '/pay/v1/payment-notices/{noticeId}',
  typ: 'modosu-payment-notice+jwt',
  message: z.object({
    noticeId: z.string(),
    paymentRequestId: z.string(),
    state: z.string(),
    amount: z.string(),
    captured: z.string(),
    refunded: z.string(),
    payerId: z.string().nullable(),
    capturesAt: z.string().nullable(),
  }),
  answer: z.object({}),
  summary: 'Hears how a payment stands',
  tag: 'test',
} as const

const escrowHolder: Holder = {
  name: 'escrow',
  async accountForPayment(ctx, { reference, unit }) {
    const code = `escrow:${reference}`
    await openAccount(ctx, { code, unit, kind: 'escrow' })
    return code
  },
  async describeHolding(_, account) {
    if (!account.startsWith('escrow:')) return undefined
    return { kind: 'order_awaiting_shipment', role: 'escrow', stoppableUntil: null }
  },
  onHeld: async () => undefined,
  onReleased: async () => undefined,
  mayReturn: async () => 'return',
  onReturned: async () => undefined,
}

async function listen(company: TestCompany, baseUrls: Record<string, string>): Promise<Server> {
  const server = createAdaptorServer({ fetch: company.api.hono.fetch }) as Server
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  baseUrls[company.runtime.company] = `http://127.0.0.1:${port}`
  return server
}

async function ask(
  between: { company: TestCompany; hinata: TestParty; furimaru: TestParty },
  msg: Record<string, unknown>,
  options: AskOptions,
) {
  const path = options.path ?? `/pay/v1/payment-requests/${msg.paymentRequestId}`
  const jws = await signByHand(options.as ?? between.furimaru, {
    to: options.to ?? 'hinata',
    typ: options.typ ?? 'modosu-payment-request+jwt',
    msg,
    ...(options.iat === undefined ? {} : { iat: options.iat }),
    ...(options.jti === undefined ? {} : { jti: options.jti }),
  })
  const headers = { 'content-type': 'application/jose' }
  const answer = await between.company.call('PUT', path, { body: jws, headers })
  const signed = answer.headers.get('content-type') === 'application/jose'
  return {
    status: answer.status,
    msg: signed ? await readByHand(between.hinata, answer.body) : answer.body,
  }
}

async function givePoints(
  company: TestCompany,
  memberId: string,
  points: { limited?: bigint; regular?: bigint },
): Promise<void> {
  await company.inContext(async (ctx) => {
    const to = `points:${memberId}`
    await openAccount(ctx, { code: to, unit: 'pt', kind: 'member', owner: memberId })
    const gift = { to, kind: 'points.granted', who: {} }
    if (points.limited) {
      await issuePoints(ctx, {
        ...gift,
        key: ctx.newId('test'),
        amount: points.limited as never,
        expiresAt: LIMITED_UNTIL,
      })
    }
    if (points.regular) {
      await issuePoints(ctx, {
        ...gift,
        key: ctx.newId('test'),
        amount: points.regular as never,
        expiresAt: 'rolling',
        rollingExpiresAt: ROLLING_UNTIL,
      })
    }
  })
}
