import { z } from '@hono/zod-openapi'
import { idSchema, textSchema } from '@modosu/kernel'
import { PASSKEY_NAME_MAX } from '../passkeys/passkey-limits.ts'

/** Bytes as a browser hands them over; longer than any authenticator makes them is refused. */
const bytes = (max: number) =>
  z
    .string()
    .min(1, 'must not be empty')
    .max(max)
    .regex(/^[A-Za-z0-9_-]+$/, 'must be base64url')

const CREDENTIAL_ID_MAX = 1_400
const CLIENT_DATA_MAX = 4_000
const ATTESTATION_MAX = 20_000
const AUTHENTICATOR_DATA_MAX = 4_000
const SIGNATURE_MAX = 4_000
const USER_HANDLE_MAX = 100
const TRANSPORTS_MAX = 10

export const passkeyId = idSchema('pky')
export const totpId = idSchema('otp')
export const deviceId = idSchema('dev')
export const totpCode = z.string().regex(/^\d{6}$/, 'must be six digits')
export const passkeyName = textSchema(PASSKEY_NAME_MAX)
export const provenBy = z.enum(['password', 'totp', 'passkey', 'recovery_code'])
export const sentCode = z.string().regex(/^\d{6}$/, 'must be six digits')
export const wayIn = z.enum([
  'password',
  'password_totp',
  'password_recovery_code',
  'password_sent_code',
  'passkey',
  'given_back',
  'api_token',
])

const transport = z.string().regex(/^[a-z-]{1,20}$/, 'must be a transport')
export const madeAnswer = z.strictObject({
  id: bytes(CREDENTIAL_ID_MAX),
  response: z.strictObject({
    clientDataJSON: bytes(CLIENT_DATA_MAX),
    attestationObject: bytes(ATTESTATION_MAX),
    transports: z.array(transport).max(TRANSPORTS_MAX),
  }),
})
export const shownAnswer = z.strictObject({
  id: bytes(CREDENTIAL_ID_MAX),
  response: z.strictObject({
    clientDataJSON: bytes(CLIENT_DATA_MAX),
    authenticatorData: bytes(AUTHENTICATOR_DATA_MAX),
    signature: bytes(SIGNATURE_MAX),
    userHandle: bytes(USER_HANDLE_MAX).optional(),
  }),
})

/** Handed to `navigator.credentials` as it is (Web Authentication Level 3, section 5.4 and 5.5). */
export const makeOptions = z.looseObject({ challenge: z.string() })
export const showOptions = z.looseObject({ challenge: z.string() })

/** Of several ways to show something, exactly one is sent. */
export function hasOneOf(...names: readonly string[]) {
  return (body: Readonly<Record<string, unknown>>) =>
    names.filter((name) => body[name] !== undefined).length === 1
}
export const oneOf = { message: 'must have exactly one of them' }
