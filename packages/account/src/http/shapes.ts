import { z } from '@hono/zod-openapi'
import { emailSchema, idSchema, instantSchema, textSchema } from '@modosu/kernel'
import { PASSWORD_LENGTH_MAX } from '../sign-in/passwords.ts'

export const tag = 'account'

export const empty = z.object({})
export const email = emailSchema
/** Without an @, so that a login ID is never taken for an address. */
export const loginId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{3,31}$/, 'must be 4 to 32 letters, digits, dots or dashes')
/** Whatever somebody types to say who he is; nothing about its form is told. */
export const login = textSchema(254)
export const password = z.string().min(1, 'must not be empty').max(PASSWORD_LENGTH_MAX)
export const mailCode = z.string().regex(/^\d{6}$/, 'must be six digits')
export const recoveryCode = z.string().min(1, 'must not be empty').max(40)
/** A secret from a link. Of any form: a mangled link is unknown, not malformed. */
export const token = z.string().min(1, 'must not be empty').max(200)
export const reason = textSchema(500)

export const memberId = idSchema('mem')
export const sessionId = idSchema('ses')
export const changeId = idSchema('chg')
export const recoveryId = idSchema('rec')
export const deliveryAddressId = idSchema('dad')
export const caseNumber = z.string().regex(/^\d{3}-\d{3}-\d{3}$/)

const NAME_MAX = 60
const LINE_MAX = 120
export const displayName = textSchema(NAME_MAX)
export const deliveryAddress = z.strictObject({
  name: textSchema(NAME_MAX),
  postalCode: z.string().regex(/^\d{3}-?\d{4}$/, 'must be seven digits'),
  prefecture: textSchema(NAME_MAX),
  city: textSchema(LINE_MAX),
  line: textSchema(LINE_MAX),
})

const bilingual = z.object({ ja: z.string(), en: z.string() })
export const session = z.object({
  id: sessionId,
  deviceId: idSchema('dev'),
  expiresAt: instantSchema,
})
export const field = z.enum(['email', 'password', 'login_id', 'delivery_address', 'recovery_code'])
export const restriction = z.object({
  scope: z.enum(['spend', 'leave']),
  until: instantSchema.nullable(),
  reason: z.string(),
})
export const openSession = z.object({
  sessionId,
  begunAt: instantSchema,
  expiresAt: instantSchema,
  device: bilingual,
  network: z.string(),
  isThisOne: z.boolean(),
})
export const ownChange = z.object({
  changeId,
  field,
  at: instantSchema,
  madeBy: z.string(),
  inThisSession: z.boolean(),
  undoUntil: instantSchema.nullable(),
})
export const reviewedChange = z.object({
  changeId,
  field,
  at: instantSchema,
  sorted: z.enum(['yours', 'theirs', 'unsure']),
  reason: z.string(),
  willBe: z.enum(['restored', 'kept']),
})
export const reviewedSession = z.object({
  sessionId,
  startedAt: instantSchema,
  device: bilingual,
  network: z.string(),
  sorted: z.enum(['yours', 'theirs']),
  reason: z.string().optional(),
})
export const planted = z.object({ changeId, what: field, at: instantSchema })
export const instant = instantSchema
