import { type AccountPolicy, protectingPolicy, unprotectedPolicy } from '@modosu/account'
import type { DeskPolicy } from '@modosu/desk'
import { furimaruProfile, type MarketProfile } from '@modosu/market'
import type { PayPolicy } from '@modosu/pay'
import type { PointsPolicy } from '@modosu/points'
import { type RecallPolicy, recallPolicyDefault } from '@modosu/recall'
import type { Mode } from '../replay/scenario.ts'

/** What a company promises and guards, as data. One code serves every policy. */
export interface CompanyPolicy {
  readonly account: AccountPolicy
  readonly points: PointsPolicy
  readonly pay: PayPolicy
  /** What of the market's profile is a promise: how long money waits that only ratings release. */
  readonly market: Pick<MarketProfile, 'riskWindowHours'>
  readonly recall: RecallPolicy
  readonly desk: DeskPolicy
}

/** Exchanges were never instant; what is new is that they can be stopped meanwhile. */
const EXCHANGE_HOURS = 24

const desk: DeskPolicy = { twoPeopleAbove: 10_000n, staffPasswords: 'until_passkey' }

/** The two modes of a replay differ here and nowhere else. */
export const policyOfMode: Readonly<Record<Mode, CompanyPolicy>> = {
  'as-it-was': {
    account: unprotectedPolicy,
    points: { leavingGuard: false, exchangeHours: EXCHANGE_HOURS },
    pay: { leavingGuard: false },
    // Two ratings released the money, however young the order was.
    market: { riskWindowHours: 0 },
    // What was gone was the owner's loss.
    recall: { ...recallPolicyDefault, cover: 'none' },
    desk,
  },
  'with-modosu': {
    account: protectingPolicy,
    points: { leavingGuard: true, exchangeHours: EXCHANGE_HOURS },
    pay: { leavingGuard: true },
    market: { riskWindowHours: furimaruProfile.riskWindowHours },
    recall: recallPolicyDefault,
    desk,
  },
}
