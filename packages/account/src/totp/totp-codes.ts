import type { Ctx } from '@modosu/kernel'
import { Secret, TOTP } from 'otpauth'
import type { AccountDeps } from '../policy.ts'
import { openValue, sealValue } from '../secrets/seal.ts'
import { type TotpRow, takeTotpStep } from '../store/totps.ts'

/** As every authenticator app takes it (RFC 6238): SHA-1, six digits, thirty seconds. */
const APP = { algorithm: 'SHA1', digits: 6, period: 30 } as const
const SECRET_BYTES = 20
/** Steps before and after the present one that are taken: clocks differ, and people type slowly. */
const WINDOW_STEPS = 1
const STEP_MS = APP.period * 1000

const boundTo = (totpId: string) => `account.totp ${totpId}`

/** A new secret: what the member types or opens in his app, and its sealed form for keeping. */
export function makeTotpSecret(
  ctx: Ctx,
  deps: AccountDeps,
  whose: { totpId: string; loginId: string },
): { secret: string; uri: string; keyId: string; sealed: Buffer } {
  const bytes = Buffer.from(ctx.newSecret(SECRET_BYTES), 'base64url')
  const secret = new Secret({ buffer: new Uint8Array(bytes).buffer })
  const issuer = deps.displayName.en
  const uri = new TOTP({ ...APP, issuer, label: whose.loginId, secret }).toString()
  const kept = sealValue(ctx, deps.sealing, {
    value: secret.base32,
    boundTo: boundTo(whose.totpId),
  })
  return { secret: secret.base32, uri, ...kept }
}

/** Whether a code is the app's now, give or take a step, and was not used before. */
export async function takeTotpCode(
  ctx: Ctx,
  deps: AccountDeps,
  typed: { totp: TotpRow; code: string },
): Promise<boolean> {
  const { totpId, keyId, sealed } = typed.totp
  const base32 = openValue(deps.sealing, { keyId, sealed, boundTo: boundTo(totpId) }) as string
  const app = new TOTP({ ...APP, secret: Secret.fromBase32(base32) })
  const timestamp = ctx.now.getTime()
  const delta = app.validate({ token: typed.code, timestamp, window: WINDOW_STEPS })
  if (delta === null) return false
  return await takeTotpStep(ctx, { totpId, step: Math.floor(timestamp / STEP_MS) + delta })
}
