import { generateKeyPairSync } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { z } from '@hono/zod-openapi'
import { type Amount, type Authenticators, amount, type Ctx, ok } from '@modosu/kernel'
import { openTestCompany, type TestCompany } from '@modosu/kernel/testing'
import {
  convert,
  issuePoints,
  ledgerMigrations,
  openAccount,
  openConversion,
  readBalance,
  verifyLedger,
} from '@modosu/ledger'
import {
  confirmClaim,
  type Holder,
  type NeighbourDirectory,
  neighbourEndpoint,
  openClaim,
  type RecallDeps,
  recallApi,
  recallJobs,
  recallMigrations,
  recallPolicyDefault,
  recallProblems,
  sendTransfer,
  withdrawClaim,
} from '@modosu/recall'
import {
  furimaruProfile,
  type MarketDeps,
  type MarketProfile,
  marketApi,
  marketHolder,
  marketJobs,
  marketMigrations,
  marketProblems,
} from '../src/index.ts'

const START = new Date('2017-09-12T02:31:00+09:00')
const SETTLE_ROUNDS_MAX = 50
const TRY_DEADLINE_MS = 10_000

/** Nobody listens at that address until a test opens a carrier and says where it is. */
export const yamatoContract = {
  baseUrl: 'http://127.0.0.1:9',
  token: 'token-of-furimaru',
  postage: 700n,
  webhookSecrets: ['the secret of yamato'],
}

/** A Furimaru with the real market, and a Hinata that pays and claims, on loopback over HTTP. */
export interface TwoCompanies {
  readonly furimaru: TestCompany
  readonly hinata: TestCompany
  /** Furimaru's answer to its recall engine, as the engine calls it. */
  readonly holder: Holder
  /** Payment requests as Hinata received them. */
  readonly requests: readonly PaymentRequest[]
  /** From here on the market goes by another profile: a profile is data, read at every step. */
  useProfile(profile: MarketProfile): void
  profile(): MarketProfile
  /** Where Furimaru is reached over HTTP. */
  readonly furimaruOrigin: string
  /** Where the carrier's counter is. */
  useCarrier(baseUrl: string): void
  /** What Hinata answers to the next payment requests. */
  refuseRequests(refuse: boolean): void
  /** Hinata cannot be reached by Furimaru while cut. */
  cutWire(cut: boolean): void
  /** Returns once a job of this kind has failed at Furimaru. */
  untilTried(kind: string): Promise<void>
  /** The thief converts the owner's points and pays; the transfer's id. */
  pay(request: PaymentRequest, options?: PayOptions): Promise<string>
  /** Pays many requests at once. */
  payMany(requests: readonly PaymentRequest[]): Promise<void>
  /** Opens a claim over what a session took; without one, over all that paid the request. */
  claim(request: PaymentRequest, session?: string): Promise<string>
  confirm(caseId: string): Promise<void>
  withdraw(caseId: string): Promise<void>
  settle(): Promise<void>
  moveTo(now: Date): Promise<void>
  close(): Promise<void>
}

export interface PayOptions {
  /** What is sent, when it is not what was asked for. */
  readonly amount?: bigint
  /** How much of it a second session of the intruder converts. */
  readonly bySecondSession?: bigint
}

export interface PaymentRequest {
  readonly paymentRequestId: string
  readonly amount: string
  readonly itemName: string
  readonly orderReference: string
  readonly expiresAt: string
  readonly session: string
}

interface Key {
  readonly privateJwk: NeighbourDirectory['signingKey']
  readonly publicJwk: NeighbourDirectory['signingKey']
}

function makeKey(kid: string): Key {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  return {
    privateJwk: { ...privateKey.export({ format: 'jwk' }), kid },
    publicJwk: { ...publicKey.export({ format: 'jwk' }), kid },
  } as Key
}

/** `member:<id>:<session>:<device>`, with `:stopped` where the account's spending is shut. */
const authenticators: Authenticators = {
  async member(_, token) {
    const [kind, memberId, sessionId, deviceId, mark] = token.split(':')
    if (kind !== 'member' || !memberId || !sessionId || !deviceId) return undefined
    const shut = { scope: 'spend', until: null, reason: 'stopped' } as const
    const restrictions = mark === 'stopped' ? [shut] : []
    return { kind: 'member', memberId, sessionId, deviceId, restrictions }
  },
  async staff(_, token) {
    const [kind, staffId, role] = token.split(':')
    if (kind !== 'staff' || !staffId || !role) return undefined
    return { kind: 'staff', staffId, name: staffId, role: role as 'agent' }
  },
}

/** A wallet has no clocks to stop. */
const nothing = () => Promise.resolve()

const wallet: Holder = {
  name: 'wallet',
  describeHolding: async (_, account) =>
    /^(pay|points):/.test(account)
      ? { kind: 'balance', role: 'owner', stoppableUntil: null }
      : undefined,
  onHeld: nothing,
  onReleased: nothing,
  mayReturn: async () => 'return',
  onReturned: nothing,
}

export async function openTwoCompanies(
  options: { profile?: Partial<MarketProfile> } = {},
): Promise<TwoCompanies> {
  const keys = { hinata: makeKey('h1'), furimaru: makeKey('f1') }
  const urls = { hinata: '', furimaru: '' }
  const state = { refuses: false, cut: false }
  const directory = (company: 'hinata' | 'furimaru'): NeighbourDirectory => {
    const other = company === 'hinata' ? 'furimaru' : 'hinata'
    const neighbour = {
      company: other,
      get baseUrl() {
        return state.cut ? 'http://127.0.0.1:9' : urls[other]
      },
      keys: [keys[other].publicJwk],
    }
    return { company, signingKey: keys[company].privateJwk, neighbours: { [other]: neighbour } }
  }
  const inForce = {
    profile: { ...furimaruProfile, ...options.profile },
    yamato: { ...yamatoContract },
  }
  const deps = marketDeps(directory('furimaru'), inForce)
  const furimaru = await openFurimaru(deps)
  const requests: PaymentRequest[] = []
  const hinata = await openHinata(directory('hinata'), requests, state)
  const servers = [
    await listen(furimaru, urls, 'furimaru'),
    await listen(hinata.company, urls, 'hinata'),
  ]
  const holder = marketHolder(deps)
  return companiesOf({
    holder,
    furimaru,
    hinata: hinata.company,
    recall: hinata.recall,
    requests,
    state,
    servers,
    inForce,
    urls,
  })
}

function marketDeps(neighbours: NeighbourDirectory, inForce: InForce): MarketDeps {
  return {
    neighbours,
    payCompany: 'hinata',
    get profile() {
      return inForce.profile
    },
    carriers: { yamato: inForce.yamato },
    origin: 'https://furimaru.example',
    displayName: { ja: 'フリマル', en: 'Furimaru' },
    readMembers: async (_, ids) =>
      ids
        .filter((memberId) => !memberId.startsWith('mem_left'))
        .map((memberId) => ({
          memberId,
          email: `${memberId}@example.com`,
          displayName: memberId.replace('mem_', ''),
        })),
  }
}

function openFurimaru(deps: MarketDeps): Promise<TestCompany> {
  const { neighbours } = deps
  const recall = { neighbours, holders: [marketHolder(deps)], policy: recallPolicyDefault }
  return openTestCompany({
    name: 'furimaru',
    now: START,
    migrations: [ledgerMigrations, recallMigrations, marketMigrations],
    problems: { ...recallProblems, ...marketProblems },
    routes: (api) => {
      recallApi(api, recall)
      marketApi(api, deps)
    },
    jobs: () => ({ ...recallJobs(recall), ...marketJobs(deps) }),
    authenticators,
  })
}

const requestSchema = z.object({
  paymentRequestId: z.string(),
  amount: z.string(),
  unit: z.literal('yen'),
  itemName: z.string(),
  place: z.strictObject({ ja: z.string(), en: z.string() }),
  orderReference: z.string(),
  returnUrl: z.string(),
  expiresAt: z.string(),
})

async function openHinata(
  neighbours: NeighbourDirectory,
  requests: PaymentRequest[],
  state: { refuses: boolean },
): Promise<{ company: TestCompany; recall: RecallDeps }> {
  const recall = { neighbours, holders: [wallet], policy: recallPolicyDefault }
  const spec = {
    method: 'put',
    path: '/pay/v1/payment-requests/{paymentRequestId}',
    typ: 'modosu-payment-request+jwt',
    message: requestSchema,
    answer: z.object({ approvalUrl: z.string() }),
    summary: 'A payment request',
    tag: 'pay',
  } as const
  const company = await openTestCompany({
    name: 'hinata',
    now: START,
    migrations: [ledgerMigrations, recallMigrations],
    problems: { ...recallProblems, 'pay/expiry_wrong': { status: 422, title: 'Expiry' } },
    routes: (api) => {
      recallApi(api, recall)
      neighbourEndpoint(api, neighbours, spec, async (_, { msg }) => {
        if (state.refuses) return { ok: false, error: { code: 'pay/expiry_wrong' } }
        if (!requests.some((known) => known.paymentRequestId === msg.paymentRequestId)) {
          requests.push({ ...msg, session: `ses_thief_${msg.paymentRequestId}` })
        }
        return ok({ approvalUrl: `https://hinata.example/pay/approve/${msg.paymentRequestId}` })
      })
    },
    jobs: () => recallJobs(recall),
  })
  await company.inContext((ctx) => openConversion(ctx, { from: 'pt', to: 'yen' }))
  return { company, recall }
}

async function listen(
  company: TestCompany,
  urls: Record<string, string>,
  name: string,
): Promise<{ close(): void }> {
  return await new Promise((resolve) => {
    const server = serve(
      { fetch: company.api.hono.fetch, port: 0, hostname: '127.0.0.1' },
      (info) => {
        urls[name] = `http://127.0.0.1:${(info as AddressInfo).port}`
        resolve({ close: () => server.close() })
      },
    )
  })
}

interface Parts {
  readonly holder: Holder
  readonly furimaru: TestCompany
  readonly hinata: TestCompany
  readonly recall: RecallDeps
  readonly requests: PaymentRequest[]
  readonly state: { refuses: boolean; cut: boolean }
  readonly servers: readonly { close(): void }[]
  readonly inForce: InForce
  readonly urls: Readonly<Record<'furimaru', string>>
}

/** What a test may change while the companies run. */
interface InForce {
  profile: MarketProfile
  readonly yamato: { baseUrl: string; token: string; postage: bigint; webhookSecrets: string[] }
}

/** What a test may set while the companies run. */
function settingsOf(
  parts: Parts,
): Pick<TwoCompanies, 'furimaruOrigin' | 'useCarrier' | 'profile' | 'useProfile'> {
  return {
    furimaruOrigin: parts.urls.furimaru,
    useCarrier: (baseUrl) => {
      parts.inForce.yamato.baseUrl = baseUrl
    },
    profile: () => parts.inForce.profile,
    useProfile: (profile) => {
      parts.inForce.profile = profile
    },
  }
}

function companiesOf(parts: Parts): TwoCompanies {
  const { furimaru, hinata, holder, recall, requests, state } = parts
  const settle = async () => {
    // Work at one company makes work at the other; two quiet rounds in a row mean rest.
    for (let round = 0; round < SETTLE_ROUNDS_MAX; round++) {
      await furimaru.settle()
      await hinata.settle()
      if (!(await isBusy(furimaru)) && !(await isBusy(hinata))) return
    }
    throw new Error('the companies do not come to rest')
  }
  return {
    furimaru,
    hinata,
    holder,
    requests,
    settle,
    ...settingsOf(parts),
    refuseRequests: (refuse) => {
      state.refuses = refuse
    },
    cutWire: (cut) => {
      state.cut = cut
    },
    untilTried: (kind) => untilTried(furimaru, kind),
    async pay(request, options = {}) {
      const transferId = await hinata.inContext((ctx) => payOnce(ctx, request, options))
      await settle()
      return transferId
    },
    async payMany(requests) {
      for (const request of requests) await hinata.inContext((ctx) => payOnce(ctx, request, {}))
      await settle()
    },
    async claim(request, session) {
      const caseId = await hinata.inContext(async (ctx) => {
        const caseId = ctx.newId('case')
        const opened = await openClaim(ctx, recall, {
          caseId,
          caseNumber: '482-913-076',
          ownerId: `mem_owner_${request.paymentRequestId}`,
          sessionIds: session ? [session] : [request.session, `${request.session}_b`],
          evidence: 'machine',
        })
        if (!opened.ok) throw new Error(opened.error.code)
        return caseId
      })
      await settle()
      return caseId
    },
    async confirm(caseId) {
      await hinata.inContext((ctx) => confirmClaim(ctx, recall, { caseId }))
      await settle()
    },
    async withdraw(caseId) {
      await hinata.inContext((ctx) => withdrawClaim(ctx, recall, { caseId }))
      await settle()
    },
    async moveTo(now) {
      await hinata.moveTo(now)
      await furimaru.moveTo(now)
      await settle()
    },
    async close() {
      for (const server of parts.servers) server.close()
      await furimaru.close()
      await hinata.close()
    },
  }
}

async function untilTried(company: TestCompany, kind: string): Promise<void> {
  const deadline = performance.now() + TRY_DEADLINE_MS
  while (performance.now() < deadline) {
    const found = await company.runtime.pool.query(
      "select 1 from pgboss.job where name = $1 and state = 'retry'",
      [kind],
    )
    if (found.rowCount) return
  }
  throw new Error(`${kind} was not tried`)
}

async function isBusy(company: TestCompany): Promise<boolean> {
  const found = await company.runtime.pool.query<{ busy: boolean }>(
    `select exists (select from pgboss.job where state in ('created', 'retry', 'active')
       and start_after <= now() and name not like '\\_\\_pgboss%') as busy`,
  )
  return found.rows[0]?.busy ?? false
}

/** The owner's points become Pay and pay the request; the sessions are the intruder's. */
async function payOnce(ctx: Ctx, request: PaymentRequest, options: PayOptions): Promise<string> {
  const owner = `mem_owner_${request.paymentRequestId}`
  const value = amount(options.amount ?? BigInt(request.amount))
  const second = amount(options.bySecondSession ?? 0n)
  const transferId = ctx.newId('tr')
  await openAccount(ctx, { code: `points:${owner}`, unit: 'pt', kind: 'member', owner })
  await openAccount(ctx, { code: `pay:${owner}`, unit: 'yen', kind: 'member', owner })
  await issuePoints(ctx, {
    key: `issue:${transferId}`,
    to: `points:${owner}`,
    amount: value,
    expiresAt: new Date('2030-10-01T00:00:00+09:00'),
    kind: 'grant',
    who: {},
  })
  await convertPart(ctx, { owner, session: request.session, part: amount(value - second) })
  if (second > 0n) {
    await convertPart(ctx, { owner, session: `${request.session}_b`, part: second })
  }
  const sent = await sendTransfer(ctx, {
    transferId,
    neighbour: 'furimaru',
    from: `pay:${owner}`,
    amount: value,
    unit: 'yen',
    reference: request.paymentRequestId,
    who: { sessionId: `${request.session}_pays`, subject: owner },
  })
  if (!sent.ok) throw new Error(sent.error.code)
  return transferId
}

async function convertPart(
  ctx: Ctx,
  move: { owner: string; session: string; part: Amount },
): Promise<void> {
  const converted = await convert(ctx, {
    key: `convert:${move.session}:${move.part}:${ctx.now.getTime()}`,
    from: `points:${move.owner}`,
    to: `pay:${move.owner}`,
    amount: move.part,
    kind: 'convert',
    who: { sessionId: move.session, deviceId: 'dev_thief', subject: move.owner },
  })
  if (!converted.ok) throw new Error(converted.error.code)
}

/** The total of an account of a company. */
export async function totalOf(company: TestCompany, code: string): Promise<bigint> {
  return (await company.inContext((ctx) => readBalance(ctx, code))).total
}

/** Everything that the ledger finds wrong with itself: nothing. */
export function findingsOf(company: TestCompany): Promise<readonly unknown[]> {
  return company.inContext((ctx) => verifyLedger(ctx))
}
