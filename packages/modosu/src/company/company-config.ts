import type {
  DatabaseConfig,
  LogLevel,
  MailConfig,
  StaffRole,
  TextConfig,
  Words,
} from '@modosu/kernel'
import type { MarketDeps } from '@modosu/market'
import type { BankConfig } from '@modosu/payout'
import type { NeighbourDirectory } from '@modosu/recall'
import type { CompanyPolicy } from './company-policy.ts'

export const SERVICES = ['account', 'points', 'pay', 'market', 'payout', 'desk'] as const
export type ServiceName = (typeof SERVICES)[number]

/** A member of staff who exists from the start. */
export interface StaffSeed {
  readonly login: string
  readonly name: string
  readonly role: StaffRole
  readonly password: string
}

/** One legal entity: its services, its database, its keys and its rules. */
export interface CompanyConfig {
  readonly name: string
  readonly displayName: Words
  readonly services: readonly ServiceName[]
  /** Loopback in the demo and in tests. */
  readonly host: string
  readonly port: number
  /** Where its members reach it, without a trailing slash. */
  readonly origin: string
  readonly database: {
    /** Another database of the same server, from which a missing one is made; none on a server. */
    readonly maintenance?: DatabaseConfig
    /** May create roles and schemas; used for migrations only. */
    readonly admin: DatabaseConfig
    /** The application's role. */
    readonly app: DatabaseConfig
  }
  readonly neighbours: NeighbourDirectory
  /** Which neighbour's Pay this company's market takes; only with the market service. */
  readonly payCompany?: string
  /** The company's own bank; only with the payout service. */
  readonly bank?: BankConfig
  /** The carriers that a market has a contract with. */
  readonly carriers?: NonNullable<MarketDeps['carriers']>
  readonly companyNames: Readonly<Record<string, Words>>
  /** 32 bytes as base64url: seals what must not be read from the database alone. */
  readonly sealingKey: string
  readonly mail: MailConfig
  /** The gateway for text messages; without one no phone can be added. */
  readonly texts?: TextConfig
  readonly policy: CompanyPolicy
  /** What the company sets aside at its start for what claims cannot bring back, by unit. */
  readonly lossFunds?: Readonly<Record<string, bigint>>
  readonly staff: readonly StaffSeed[]
  /** A proxy in front tells the client's address; without one, anybody could write his own. */
  readonly trustProxy: boolean
  /** True only in demo and tests: the clock can be moved and accounts looked into. */
  readonly demo: boolean
  readonly logLevel: LogLevel
}
