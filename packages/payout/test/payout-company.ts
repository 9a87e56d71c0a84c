import type { Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import { type OpenBank, openBank } from '@modosu/bank'
import { type Amount, addHours, freePort } from '@modosu/kernel'
import { openTestCompany, type TestCompany } from '@modosu/kernel/testing'
import { issuePoints, ledgerMigrations, openAccount } from '@modosu/ledger'
import { type RecallDeps, recallJobs, recallMigrations, recallPolicyDefault } from '@modosu/recall'
import {
  checkPayoutBooks,
  type PayoutDeps,
  payoutApi,
  payoutHolder,
  payoutJobs,
  payoutMigrations,
  payoutProblems,
} from '../src/index.ts'

export const START = new Date('2017-09-11T20:00:00+09:00')
export const MORNING = new Date('2017-09-12T09:00:00+09:00')
export const SECRET = 'a secret that bank and market keep'
const TOKEN = 'the token of the market at its bank'

/** What the account room would say of members; a test changes it as a member or the desk would. */
export interface Facts {
  readonly delays: Map<string, Date | null>
  readonly limited: Set<string>
  readonly bankAccounts: Map<
    string,
    { payoutAccountId: string; holderKana: string; number: string }
  >
}

export interface PayoutCompany {
  readonly company: TestCompany
  readonly claims: RecallDeps
  readonly facts: Facts
  readonly deps: PayoutDeps
  /** A member with money, a proved name and a bank account of that name, open at the bank. */
  join(memberId: string, money: bigint): Promise<void>
  bank(): OpenBank
  /** Takes the bank away, as a power cut would; what it knows is on its disk. */
  closeBank(): Promise<void>
  openBank(): Promise<void>
  openAtBank(number: string, holder: string): Promise<void>
  credited(number: string): Promise<bigint>
  /** The company's clock, then the bank's; both at rest afterwards. */
  moveTo(now: Date): Promise<void>
  close(): Promise<void>
}

export function as(memberId: string, session = 'ses_1'): string {
  return `member:${memberId}:${session}:dev_1`
}

/** A market that pays out, and its bank in the same process, over real HTTP both ways. */
export async function openPayoutCompany(folder: string): Promise<PayoutCompany> {
  const [port, bankPort] = [await freePort(), await freePort()]
  const facts: Facts = { delays: new Map(), limited: new Set(), bankAccounts: new Map() }
  const deps = depsOf(facts, `http://127.0.0.1:${bankPort}`)
  const neighbours = { company: 'furimaru', signingKey: {}, neighbours: {} }
  const claims = { neighbours, holders: [payoutHolder(deps)], policy: recallPolicyDefault }
  const company = await openTestCompany({
    name: 'furimaru',
    now: START,
    migrations: [ledgerMigrations, recallMigrations, payoutMigrations],
    problems: payoutProblems,
    routes: (api) => payoutApi(api, deps),
    jobs: () => ({ ...recallJobs(claims), ...payoutJobs(deps) }),
  })
  const server = createAdaptorServer({ fetch: company.api.hono.fetch }) as Server
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const webhookUrl = `http://127.0.0.1:${port}/payout/v1/bank-notices`
  const clients = { furimaru: { token: TOKEN, webhookUrl, webhookSecret: SECRET } }
  const open = () => openBank({ port: bankPort, folder, clients, now: company.clock.now() })
  let bank: OpenBank | undefined = await open()
  const opened: PayoutCompany = {
    company,
    claims,
    facts,
    deps,
    join: (memberId, money) => join(opened, memberId, money),
    bank() {
      if (!bank) throw new Error('the bank is closed')
      return bank
    },
    async closeBank() {
      await bank?.close()
      bank = undefined
    },
    async openBank() {
      bank = await open()
    },
    openAtBank: (number, holder) => openAtBank(bankPort, number, holder),
    credited: (number) => creditedAt(bankPort, number),
    async moveTo(now) {
      await company.moveTo(now)
      await bank?.moveTo(now)
      await company.settle()
    },
    async close() {
      await bank?.close()
      server.close()
      server.closeAllConnections()
      await company.close()
    },
  }
  return opened
}

async function join(opened: PayoutCompany, memberId: string, money: bigint): Promise<void> {
  const number = String(1_000_000 + opened.facts.bankAccounts.size)
  opened.facts.bankAccounts.set(memberId, {
    payoutAccountId: `pya_${memberId}`,
    holderKana: 'シマ ナギサ',
    number,
  })
  await opened.openAtBank(number, 'シマナギサ')
  await opened.company.inContext(async (ctx) => {
    const to = `sales:${memberId}`
    await openAccount(ctx, { code: to, unit: 'yen', kind: 'sales', owner: memberId })
    const amount = money as Amount
    const key = ctx.newId('test')
    await issuePoints(ctx, { key, to, amount, expiresAt: 'never', kind: 'sold', who: {} })
  })
  const path = `/payout/v1/staff/members/${memberId}/name`
  const headers = { 'x-reason': 'papers seen' }
  const body = { nameKana: 'しま なぎさ' }
  await opened.company.call('PUT', path, { as: 'staff:stf_1:agent', headers, body })
}

/** What the table says that the ledger does not. */
export function findings({ company }: PayoutCompany) {
  return company.inContext((ctx) => checkPayoutBooks(ctx))
}

function depsOf(facts: Facts, origin: string): PayoutDeps {
  return {
    bank: { origin, token: TOKEN, webhookSecret: SECRET },
    policy: { sameName: true, sendHour: 9, fee: 210n, freeFrom: 10_000n },
    origin: 'https://furimaru.example',
    displayName: { ja: 'フリマル', en: 'Furimaru' },
    accountOf: (memberId) => `sales:${memberId}`,
    readMembers: async (_, memberIds) =>
      memberIds.map((memberId) => ({
        memberId,
        email: `${memberId}@post.example`,
        displayName: memberId,
      })),
    async readBankAccount(_, memberId) {
      const known = facts.bankAccounts.get(memberId)
      if (!known) return undefined
      const { payoutAccountId, holderKana, number } = known
      const account = { bankCode: '0033', branchCode: '001', kind: 'ordinary' as const, number }
      return { payoutAccountId, account: { ...account, holderKana } }
    },
    async readDelay(ctx, memberId) {
      const until = facts.delays.get(memberId)
      if (until === undefined || (until && until <= ctx.now)) {
        return { open: true, until: null, why: [] }
      }
      const words = { ja: '振込先の口座が変わりました', en: 'Your bank account was changed' }
      return { open: false, until, why: [{ words }] }
    },
    isLimited: async (_, memberId) => facts.limited.has(memberId),
  }
}

async function openAtBank(port: number, number: string, holder: string): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}/demo/v1/accounts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ bankCode: '0033', branchCode: '001', kind: 'ordinary', number, holder }),
  })
  if (answer.status !== 201) throw new Error(`the bank opened nothing: ${await answer.text()}`)
}

async function creditedAt(port: number, number: string): Promise<bigint> {
  const account = `0033-001-ordinary-${number}`
  const answer = await fetch(`http://127.0.0.1:${port}/demo/v1/lots?account=${account}`)
  const { lots } = (await answer.json()) as { lots: { amount: string }[] }
  return lots.reduce((sum, lot) => sum + BigInt(lot.amount), 0n)
}

export const hoursLater = (hours: number) => addHours(MORNING, hours)
