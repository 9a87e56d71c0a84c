import { type AccountPolicy, protectingPolicy, unprotectedPolicy } from '@modosu/account'
import type { DeskPolicy } from '@modosu/desk'
import { furimaruProfile, type MarketProfile } from '@modosu/market'
import type { PayPolicy } from '@modosu/pay'
import type { PayoutPolicy } from '@modosu/payout'
import type { PointsPolicy } from '@modosu/points'
import { type RecallPolicy, recallPolicyDefault } from '@modosu/recall'
import type { Mode } from '../replay/scenario.ts'

/** What a company promises and guards, as data. One code serves every policy. */
export interface CompanyPolicy {
  readonly account: AccountPolicy
  readonly points: PointsPolicy
  readonly pay: PayPolicy
  readonly payout: PayoutPolicy
  /** What of the market's profile is a promise: how long money waits that only ratings release. */
  readonly market: Pick<MarketProfile, 'riskWindowHours'>
  readonly recall: RecallPolicy
  readonly desk: DeskPolicy
}

/** Exchanges were never instant; what is new is that they can be stopped meanwhile. */
const EXCHANGE_HOURS = 24

/** Handed to the bank in the morning; the fee of 2017 is taken from small payouts only. */
const payout = { sendHour: 9, fee: 210n, freeFrom: 10_000n } as const

const desk: DeskPolicy = { twoPeopleAbove: 10_000n, staffPasswords: 'until_passkey' }

/** The two modes of a replay differ here and nowhere else. */
export const policyOfMode: Readonly<Record<Mode, CompanyPolicy>> = {
  'as-it-was': {
    account: unprotectedPolicy,
    points: { leavingGuard: false, exchangeHours: EXCHANGE_HOURS },
    pay: { leavingGuard: false },
    // Whoever was entered as the holder was paid.
    payout: { ...payout, sameName: false },
    // Two ratings released the money, however young the order was.
    market: { riskWindowHours: 0 },
    // What was gone was the owner's loss.
    recall: { ...recallPolicyDefault, cover: 'none' },
    desk,
  },
  'with-modosu': {
    // The stories begin when the intruder has got past the sign-in: what comes then is what is shown.
    account: { ...protectingPolicy, signIn: { secondProof: 'never', codeByMail: true } },
    points: { leavingGuard: true, exchangeHours: EXCHANGE_HOURS },
    pay: { leavingGuard: true },
    payout: { ...payout, sameName: true },
    market: { riskWindowHours: furimaruProfile.riskWindowHours },
    recall: recallPolicyDefault,
    desk,
  },
}
