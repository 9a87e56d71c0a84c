import { generateKeyPairSync, randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import {
  type AccountDeps,
  accountApi,
  accountJobs,
  accountMigrations,
  accountProblems,
  authenticateMember,
  protectingPolicy,
} from '@modosu/account'
import { amount, type Ctx } from '@modosu/kernel'
import { openTestCompany, type TestCompany } from '@modosu/kernel/testing'
import { issuePoints, ledgerMigrations, openAccount, readBalance } from '@modosu/ledger'
import {
  type Holder,
  type NeighbourDirectory,
  type RecallDeps,
  recallApi,
  recallJobs,
  recallMigrations,
  recallPolicyDefault,
  recallProblems,
  resumeReturn,
  sendTransfer,
} from '@modosu/recall'
import {
  createStaff,
  type DeskDeps,
  deskApi,
  deskJobs,
  deskListeners,
  deskMigrations,
  deskProblems,
  staffAuthenticator,
} from '../src/index.ts'

export const LIMITED_UNTIL = new Date('2017-10-01T00:00:00+09:00')
export const STAFF_PASSWORD = 'a long staff password'
const SETTLE_ROUNDS_MAX = 60

type Company = 'hinata' | 'furimaru'

const NAMES = {
  hinata: { ja: 'ひなた', en: 'Hinata' },
  furimaru: { ja: 'フリマル', en: 'Furimaru' },
} as const

export type ReceivedMail = ReturnType<TestCompany['mails']>[number]

/** Two companies with their desks on loopback: Hinata has the members, Furimaru keeps an order. */
export interface TwoDesks {
  readonly hinata: TestCompany
  readonly furimaru: TestCompany
  /** What Furimaru's shop says of its newest order's value when it is asked: may it go back? */
  answer(answer: 'return' | 'wait' | 'keep'): Promise<void>
  settle(): Promise<void>
  moveTo(now: Date): Promise<void>
  close(): Promise<void>
}

function makeKey(kid: string) {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  return {
    privateJwk: { ...privateKey.export({ format: 'jwk' }), kid },
    publicJwk: { ...publicKey.export({ format: 'jwk' }), kid },
  } as unknown as Record<'privateJwk' | 'publicJwk', NeighbourDirectory['signingKey']>
}

const nothing = () => Promise.resolve()

/** Hinata's points: whatever of them is still with a member is the member's own. */
const pointsOfHinata: Holder = {
  name: 'points',
  describeHolding: async (_, account) =>
    account.startsWith('points:')
      ? { kind: 'balance', role: 'owner', stoppableUntil: null }
      : undefined,
  onHeld: nothing,
  onReleased: nothing,
  mayReturn: async () => 'return',
  onReturned: nothing,
}

interface Shop {
  answer: 'return' | 'wait' | 'keep'
  readonly escrows: string[]
}

/** Furimaru's shop: every payment rests in the escrow of an order that has not been shipped. */
function shopOf(shop: Shop): Holder {
  return {
    name: 'shop',
    async accountForPayment(ctx, payment) {
      const code = `escrow:${payment.reference}`
      await openAccount(ctx, { code, unit: payment.unit, kind: 'escrow' })
      shop.escrows.push(code)
      return code
    },
    onPayment: nothing,
    describeHolding: async (_, account) =>
      account.startsWith('escrow:')
        ? { kind: 'order_awaiting_shipment', role: 'escrow', stoppableUntil: null }
        : undefined,
    onHeld: nothing,
    onReleased: nothing,
    mayReturn: async () => shop.answer,
    onReturned: nothing,
  }
}

export async function openTwoDesks(now: Date): Promise<TwoDesks> {
  const keys = { hinata: makeKey('h1'), furimaru: makeKey('f1') }
  const urls = { hinata: '', furimaru: '' }
  const shop: Shop = { answer: 'wait', escrows: [] }
  const directory = (company: Company): NeighbourDirectory => {
    const other = company === 'hinata' ? 'furimaru' : 'hinata'
    const neighbour = {
      company: other,
      get baseUrl() {
        return urls[other]
      },
      keys: [keys[other].publicJwk],
    }
    return { company, signingKey: keys[company].privateJwk, neighbours: { [other]: neighbour } }
  }
  const policy = recallPolicyDefault
  const hinataRecall = { neighbours: directory('hinata'), holders: [pointsOfHinata], policy }
  const holders = [shopOf(shop)]
  const furimaruRecall = { neighbours: directory('furimaru'), holders, policy }
  const hinata = await openOne('hinata', hinataRecall, now)
  const furimaru = await openOne('furimaru', furimaruRecall, now)
  const servers = [await listen(hinata, urls, 'hinata'), await listen(furimaru, urls, 'furimaru')]
  const settle = () => settleBoth(hinata, furimaru)
  return {
    hinata,
    furimaru,
    settle,
    async answer(answer) {
      shop.answer = answer
      const account = shop.escrows.at(-1) ?? ''
      await furimaru.inContext((ctx) => resumeReturn(ctx, { account }))
      await settle()
    },
    async moveTo(now) {
      await hinata.moveTo(now)
      await furimaru.moveTo(now)
      await settle()
    },
    async close() {
      for (const server of servers) server.close()
      await hinata.close()
      await furimaru.close()
    },
  }
}

async function openOne(company: Company, recall: RecallDeps, now: Date): Promise<TestCompany> {
  const account = accountOf(company)
  const desk: DeskDeps = {
    recall,
    account,
    policy: { twoPeopleAbove: 10_000n, staffPasswords: 'until_passkey' },
    origin: `https://${company}.example`,
    company,
    displayName: NAMES[company],
    companyNames: NAMES,
  }
  return await openTestCompany({
    name: company,
    now,
    migrations: [accountMigrations, ledgerMigrations, recallMigrations, deskMigrations],
    problems: { ...accountProblems, ...recallProblems, ...deskProblems },
    routes: (api) => {
      accountApi(api, account)
      recallApi(api, recall)
      deskApi(api, desk)
    },
    jobs: () => ({ ...accountJobs(account), ...recallJobs(recall), ...deskJobs(desk) }),
    listeners: deskListeners,
    authenticators: {
      member: authenticateMember,
      staff: staffAuthenticator({ twoPeopleAbove: 10_000n, staffPasswords: 'until_passkey' }),
    },
  })
}

function accountOf(company: Company): AccountDeps {
  return {
    // The intruder of these stories is past the sign-in.
    policy: { ...protectingPolicy, signIn: { secondProof: 'never', codeByMail: true } },
    sealing: { currentId: 'k1', keys: { k1: randomBytes(32) } },
    origin: `https://${company}.example`,
    company,
    displayName: NAMES[company],
  }
}

function listen(company: TestCompany, urls: Record<Company, string>, name: Company) {
  return new Promise<{ close(): void }>((resolve) => {
    const { fetch } = company.api.hono
    const server = serve({ fetch, port: 0, hostname: '127.0.0.1' }, (info) => {
      urls[name] = `http://127.0.0.1:${(info as AddressInfo).port}`
      resolve({ close: () => server.close() })
    })
  })
}

/** Work at one company makes work at the other: they rest when neither has any left. */
async function settleBoth(hinata: TestCompany, furimaru: TestCompany): Promise<void> {
  for (let round = 0; round < SETTLE_ROUNDS_MAX; round++) {
    await hinata.settle()
    await furimaru.settle()
    if (!(await isBusy(hinata)) && !(await isBusy(furimaru))) return
  }
  throw new Error('the companies do not come to rest')
}

async function isBusy(company: TestCompany): Promise<boolean> {
  const found = await company.runtime.pool.query<{ busy: boolean }>(
    `select exists (select from pgboss.job where state in ('created', 'retry', 'active')
       and start_after <= now() and name not like '\\_\\_pgboss%') as busy`,
  )
  return found.rows[0]?.busy ?? false
}

/** Adds a member of staff and signs in over HTTP; the token as the test's `as`. */
export async function hire(
  company: TestCompany,
  login: string,
  role: 'agent' | 'supervisor' | 'auditor',
): Promise<string> {
  const password = STAFF_PASSWORD
  await company.inContext((ctx) =>
    createStaff(ctx, { login, name: `${login} さん`, role, password }),
  )
  const answer = await company.call('POST', '/desk/v1/staff/sign-in', { body: { login, password } })
  const token = /modosu_staff=([^;]+)/.exec(answer.headers.get('set-cookie') ?? '')?.[1]
  if (!token) throw new Error(`${login} could not sign in: ${answer.status}`)
  return token
}

/** Gives a member points: limited ones first in line, then regular ones. */
export async function givePoints(
  ctx: Ctx,
  memberId: string,
  points: { limited: bigint; regular: bigint },
): Promise<void> {
  const to = `points:${memberId}`
  await openAccount(ctx, { code: to, unit: 'pt', kind: 'member', owner: memberId })
  if (points.limited > 0n) {
    const key = `limited:${memberId}`
    const lot = { key, to, amount: amount(points.limited), expiresAt: LIMITED_UNTIL }
    await issuePoints(ctx, { ...lot, kind: 'grant', who: {} })
  }
  const rollingExpiresAt = new Date('2018-09-01T00:00:00+09:00')
  const key = `regular:${memberId}`
  const lot = { key, to, amount: amount(points.regular), rollingExpiresAt }
  await issuePoints(ctx, { ...lot, expiresAt: 'rolling', kind: 'grant', who: {} })
}

/** A session of the member pays Furimaru. */
export async function payFurimaru(
  ctx: Ctx,
  payment: { memberId: string; sessionId: string; amount: bigint },
): Promise<void> {
  const sent = await sendTransfer(ctx, {
    transferId: ctx.newId('tr'),
    neighbour: 'furimaru',
    from: `points:${payment.memberId}`,
    amount: amount(payment.amount),
    unit: 'pt',
    reference: ctx.newId('pr'),
    who: { sessionId: payment.sessionId, deviceId: 'dev_thief', subject: payment.memberId },
  })
  if (!sent.ok) throw new Error(sent.error.code)
}

/** What a member has in points, by lot: the expiry and the amount. */
export async function pointsOf(company: TestCompany, memberId: string) {
  const { lots } = await company.inContext((ctx) => readBalance(ctx, `points:${memberId}`))
  return lots.map((lot) => [
    lot.expiresAt instanceof Date ? lot.expiresAt.toISOString() : lot.expiresAt,
    lot.amount as bigint,
  ])
}
