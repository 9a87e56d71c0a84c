import type { Ctx } from '@modosu/kernel'
import { openAccount, openConversion } from '@modosu/ledger'

/** The unit of Pay in the ledger. */
export const PAY_UNIT = 'yen'
/** The unit of points; one point becomes one yen. */
const POINTS_UNIT = 'pt'

const PREFIX = 'pay:'

/** The ledger account that holds a member's Pay. */
export function payAccountOf(memberId: string): string {
  return `${PREFIX}${memberId}`
}

/**
 * The account of the member's points. It belongs to the points service, which opens it; Pay only
 * takes out of it, so that a member who never got points is refused as having none.
 */
export function pointsAccountOf(memberId: string): string {
  return `points:${memberId}`
}

/** Makes sure that the member has a wallet and that points can become Pay. */
export async function openWallet(ctx: Ctx, memberId: string): Promise<string> {
  await openConversion(ctx, { from: POINTS_UNIT, to: PAY_UNIT })
  const code = payAccountOf(memberId)
  const opened = await openAccount(ctx, {
    code,
    unit: PAY_UNIT,
    kind: 'member',
    owner: memberId,
  })
  if (!opened.ok) throw new Error(`${code} cannot be opened: ${opened.error.code}`)
  return code
}

/** Who moves the value: the account of every posting, so that it can be given back by session. */
export function whoOf(actor: {
  readonly memberId: string
  readonly sessionId: string
  readonly deviceId: string
}) {
  return { sessionId: actor.sessionId, deviceId: actor.deviceId, subject: actor.memberId }
}
