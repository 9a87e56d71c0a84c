import {
  type AccountDeps,
  accountApi,
  accountJobs,
  accountListeners,
  accountMigrations,
  accountProblems,
  readExitDelay,
  readMembers,
  readPayoutAccount,
} from '@modosu/account'
import { deskApi, deskJobs, deskListeners, deskMigrations, deskProblems } from '@modosu/desk'
import {
  type Api,
  assert,
  type JobHandlers,
  type MigrationSource,
  type ProblemKind,
} from '@modosu/kernel'
import { ledgerMigrations, ledgerProblems } from '@modosu/ledger'
import {
  furimaruProfile,
  isLimited,
  type MarketDeps,
  marketApi,
  marketHolder,
  marketJobs,
  marketListeners,
  marketMigrations,
  marketProblems,
} from '@modosu/market'
import {
  type Charging,
  type PayDeps,
  payApi,
  payHolder,
  payJobs,
  payListeners,
  payMigrations,
  payProblems,
} from '@modosu/pay'
import {
  type BankConfig,
  debitAtBank,
  findDebitAtBank,
  type PayoutBankAccount,
  type PayoutDeps,
  payoutApi,
  payoutHolder,
  payoutJobs,
  payoutMigrations,
  payoutProblems,
} from '@modosu/payout'
import {
  noteUse,
  type PointsDeps,
  pointsApi,
  pointsHolder,
  pointsJobs,
  pointsListeners,
  pointsMigrations,
  pointsProblems,
} from '@modosu/points'
import {
  type Holder,
  type RecallDeps,
  recallApi,
  recallJobs,
  recallMigrations,
  recallProblems,
} from '@modosu/recall'
import type { CompanyConfig, ServiceName } from './company-config.ts'
import { memberActions } from './member-actions.ts'

/** What a room brings to a company's process. */
export interface Room {
  readonly name: string
  readonly migrations: MigrationSource
  readonly problems: Readonly<Record<string, ProblemKind>>
  readonly listeners: Readonly<Record<string, readonly string[]>>
  readonly jobs: JobHandlers
  addRoutes(api: Api): void
}

const SEALING_KEY_ID = 'k1'

/** The rooms of a company, in the order of their migrations: ledger and recall are in all of them. */
export function roomsOf(config: CompanyConfig): readonly Room[] {
  const holders: Holder[] = []
  const recall: RecallDeps = {
    neighbours: config.neighbours,
    holders,
    policy: config.policy.recall,
  }
  const rooms: Room[] = [ledgerRoom, recallRoom(recall)]
  for (const service of config.services) {
    rooms.push(roomOf[service](config, recall))
    const holder = holderOf[service]?.(config)
    if (holder) holders.push(holder)
  }
  return rooms
}

const ledgerRoom: Room = {
  name: 'ledger',
  migrations: ledgerMigrations,
  problems: ledgerProblems,
  listeners: {},
  jobs: {},
  addRoutes: () => undefined,
}

function recallRoom(deps: RecallDeps): Room {
  return {
    name: 'recall',
    migrations: recallMigrations,
    problems: recallProblems,
    listeners: {},
    jobs: recallJobs(deps),
    addRoutes: (api) => recallApi(api, deps),
  }
}

const roomOf: Readonly<Record<ServiceName, (config: CompanyConfig, recall: RecallDeps) => Room>> = {
  account(config) {
    const deps = accountDeps(config)
    return {
      name: 'account',
      migrations: accountMigrations,
      problems: accountProblems,
      listeners: accountListeners,
      jobs: accountJobs(deps),
      addRoutes: (api) => accountApi(api, deps),
    }
  },
  points(config) {
    const deps = pointsDeps(config)
    return {
      name: 'points',
      migrations: pointsMigrations,
      problems: pointsProblems,
      listeners: pointsListeners,
      jobs: pointsJobs(deps),
      addRoutes: (api) => pointsApi(api, deps),
    }
  },
  pay(config) {
    const deps = payDeps(config)
    return {
      name: 'pay',
      migrations: payMigrations,
      problems: payProblems,
      listeners: payListeners,
      jobs: payJobs(deps),
      addRoutes: (api) => payApi(api, deps),
    }
  },
  market(config) {
    const deps = marketDeps(config)
    return {
      name: 'market',
      migrations: marketMigrations,
      problems: marketProblems,
      listeners: marketListeners,
      jobs: marketJobs(deps),
      addRoutes: (api) => marketApi(api, deps),
    }
  },
  payout(config) {
    const deps = payoutDeps(config)
    return {
      name: 'payout',
      migrations: payoutMigrations,
      problems: payoutProblems,
      listeners: {},
      jobs: payoutJobs(deps),
      addRoutes: (api) => payoutApi(api, deps),
    }
  },
  desk(config, recall) {
    const { company } = config.neighbours
    const { origin, displayName, companyNames } = config
    const deps = {
      recall,
      account: accountDeps(config),
      policy: config.policy.desk,
      origin,
      company,
      displayName,
      companyNames,
    }
    return {
      name: 'desk',
      migrations: deskMigrations,
      problems: deskProblems,
      listeners: deskListeners,
      jobs: deskJobs(deps),
      addRoutes: (api) => deskApi(api, deps),
    }
  },
}

const holderOf: Readonly<Partial<Record<ServiceName, (config: CompanyConfig) => Holder>>> = {
  points: (config) => pointsHolder(pointsDeps(config)),
  pay: (config) => payHolder(payDeps(config)),
  market: (config) => marketHolder(marketDeps(config)),
  payout: (config) => payoutHolder(payoutDeps(config)),
}

function accountDeps(config: CompanyConfig): AccountDeps {
  return {
    policy: config.policy.account,
    sealing: {
      currentId: SEALING_KEY_ID,
      keys: { [SEALING_KEY_ID]: Buffer.from(config.sealingKey, 'base64url') },
    },
    origin: config.origin,
    company: config.name,
    displayName: config.displayName,
    sendsTexts: config.texts !== undefined,
    readActions: memberActions(config.services),
  }
}

function pointsDeps(config: CompanyConfig): PointsDeps {
  return {
    neighbours: config.neighbours,
    policy: config.policy.points,
    origin: config.origin,
    displayName: config.displayName,
    readMembers,
  }
}

function payDeps(config: CompanyConfig): PayDeps {
  return {
    neighbours: config.neighbours,
    policy: config.policy.pay,
    origin: config.origin,
    displayName: config.displayName,
    readMembers,
    ...(config.bank ? { charging: chargingOf(config, config.bank) } : {}),
    ...(config.services.includes('points')
      ? { notePointsUse: (ctx, use) => noteUse(ctx, { ...use, channel: 'pay' }) }
      : {}),
    readDelay: (ctx, memberId) => readExitDelay(ctx, { memberId, exit: 'large_purchase' }),
  }
}

function chargingOf(config: CompanyConfig, bank: BankConfig): Charging<PayoutBankAccount> {
  const account = accountDeps(config)
  return {
    readBankAccount: (ctx, memberId) => readPayoutAccount(ctx, account, memberId),
    debit: (order) => debitAtBank(bank, order),
    findDebit: (key) => findDebitAtBank(bank, key),
  }
}

function payoutDeps(config: CompanyConfig): PayoutDeps {
  const { bank, policy, origin, displayName } = config
  assert(bank, `${config.name} pays out and has no bank`)
  const account = accountDeps(config)
  return {
    bank,
    policy: policy.payout,
    origin,
    displayName,
    accountOf: (memberId) =>
      config.services.includes('market') ? `sales:${memberId}` : `pay_sales:${memberId}`,
    readMembers,
    readBankAccount: (ctx, memberId) => readPayoutAccount(ctx, account, memberId),
    readDelay: (ctx, memberId) => readExitDelay(ctx, { memberId, exit: 'payout' }),
    isLimited: (ctx, memberId) => isLimited(ctx, memberId, 'payout'),
  }
}

function marketDeps(config: CompanyConfig): MarketDeps {
  return {
    neighbours: config.neighbours,
    payCompany: config.payCompany ?? '',
    profile: { ...furimaruProfile, ...config.policy.market },
    ...(config.carriers ? { carriers: config.carriers } : {}),
    origin: config.origin,
    displayName: config.displayName,
    readMembers,
  }
}
