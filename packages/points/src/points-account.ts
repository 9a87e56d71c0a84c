import type { Ctx } from '@modosu/kernel'
import { openAccount } from '@modosu/ledger'

/** The unit of points in the ledger. */
export const POINTS_UNIT = 'pt'

const PREFIX = 'points:'

/** The ledger account that holds a member's points. */
export function pointsAccountOf(memberId: string): string {
  return `${PREFIX}${memberId}`
}

/** Whose points an account holds, or `undefined` when it is no points account. */
export function memberOfPointsAccount(account: string): string | undefined {
  return account.startsWith(PREFIX) ? account.slice(PREFIX.length) : undefined
}

/** Makes sure that the member has an account for points, and gives its code. */
export async function openMemberPoints(ctx: Ctx, memberId: string): Promise<string> {
  const code = pointsAccountOf(memberId)
  const opened = await openAccount(ctx, {
    code,
    unit: POINTS_UNIT,
    kind: 'member',
    owner: memberId,
  })
  if (!opened.ok) throw new Error(`${code} cannot be opened: ${opened.error.code}`)
  return code
}
