import type { Clock, Log } from '@modosu/kernel'
import type { Language } from './pick-language.ts'

export type Service = 'account' | 'points' | 'pay' | 'market' | 'payout' | 'desk'

/** A name in both languages. */
export type LocalName = Readonly<Record<Language, string>>

/** Whose pages they are and how they reach the services. */
export interface Site {
  /** The services this company runs; pages of others are not served. */
  readonly services: readonly Service[]
  /** The company's id, such as `hinata`. */
  readonly company: string
  readonly displayName: LocalName
  /**
   * Answers a request of the services' HTTP contract. The pages' own environment is handed on, so
   * that a service in the same process still sees the connection's address.
   */
  fetchService(request: Request, env?: unknown): Response | Promise<Response>
  /** The address under which people reach the pages; without it the request's host stands for it. */
  readonly origin?: string
  /** Names of companies that value is exchanged with, by id. */
  readonly neighbourNames?: Readonly<Record<string, LocalName>>
  /** The clock that waiting times are counted by. */
  readonly clock: Pick<Clock, 'now'>
  /** Where faults of the pages are written down; never what a person typed. */
  readonly log: Pick<Log, 'error'>
  /** Where the logo leads. */
  readonly startPath: string
  /** Where the services' OpenAPI document is served. */
  readonly openApiPath: string
}
