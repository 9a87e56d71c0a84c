import type { BookFinding, Ctx, JobHandlers } from '@modosu/kernel'
import { verifyLedger } from '@modosu/ledger'
import { checkMarketBooks } from '@modosu/market'
import { checkPayBooks } from '@modosu/pay'
import { checkPayoutBooks } from '@modosu/payout'
import { checkPointsBooks } from '@modosu/points'
import type { ServiceName } from './company-config.ts'

/** Something in the books of a company that does not agree. */
export interface CompanyFinding extends BookFinding {
  readonly room: string
}

const CHECK_BOOKS_JOB = 'books.check'
/** Enough to see where to look; the command lists them all. */
const LOGGED_MAX = 20

const checks: Readonly<
  Partial<Record<ServiceName, (ctx: Ctx) => Promise<readonly BookFinding[]>>>
> = {
  points: checkPointsBooks,
  pay: checkPayBooks,
  market: checkMarketBooks,
  payout: checkPayoutBooks,
}

/**
 * Compares every service's tables with the ledger, and the ledger with itself. Nothing, when all is
 * well and no job is due: a service that has just heard of something may not have done it yet.
 */
export async function checkBooks(
  ctx: Ctx,
  services: readonly ServiceName[],
): Promise<readonly CompanyFinding[]> {
  const found: CompanyFinding[] = (await verifyLedger(ctx)).map(({ finding, subject, detail }) => ({
    room: 'ledger',
    subject,
    what: `${finding}: ${detail}`,
  }))
  for (const room of services) {
    for (const finding of (await checks[room]?.(ctx)) ?? []) found.push({ room, ...finding })
  }
  return found
}

/** The nightly comparison: whatever differs is written to the log as an error, by its ids. */
export function bookJobs(services: readonly ServiceName[]): JobHandlers {
  return {
    [CHECK_BOOKS_JOB]: {
      async inTransaction(ctx) {
        const findings = await checkBooks(ctx, services)
        if (findings.length === 0) return
        const told = { count: findings.length, findings: findings.slice(0, LOGGED_MAX) }
        ctx.log.error(told, 'the books do not agree')
      },
    },
  }
}

export const bookListeners: Readonly<Record<string, readonly string[]>> = {
  'recall.night_came': [CHECK_BOOKS_JOB],
}
