import type { AccountDeps } from '@modosu/account'
import type { Words } from '@modosu/kernel'
import type { RecallDeps } from '@modosu/recall'

/** Rules of one company's desk, as data. */
export interface DeskPolicy {
  /** Above this many points two people decide. */
  readonly twoPeopleAbove: bigint
  /**
   * What the password of a member of staff opens: the desk until there is a passkey, or, where
   * passkeys are a must, the making of a passkey and nothing else.
   */
  readonly staffPasswords: 'until_passkey' | 'to_enrol'
}

/** What one company's desk needs from the wiring. */
export interface DeskDeps {
  readonly recall: RecallDeps
  /** The account's own, to read what it knows of a takeover. */
  readonly account: AccountDeps
  readonly policy: DeskPolicy
  /** Base URL of this company, for links in mails. */
  readonly origin: string
  /** This company's id, as its neighbours know it. */
  readonly company: string
  readonly displayName: Words
  /** How neighbours are called in texts for account holders; the id stands in where one is missing. */
  readonly companyNames?: Readonly<Record<string, Words>>
}

/** How a company is called in a text. */
export function companyName(desk: DeskDeps, company: string): Words {
  if (company === desk.company) return desk.displayName
  return desk.companyNames?.[company] ?? { ja: company, en: company }
}
