import { z } from '@hono/zod-openapi'
import { emailSchema, idSchema, instantSchema, textSchema } from '@modosu/kernel'
import type { ChangeField } from '../changes/change.ts'
import { readPhone } from '../changes/contacts.ts'
import { kinds } from '../changes/kinds.ts'
import { type Exit, exits } from '../exits/exit.ts'
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

export const bilingual = z.object({ ja: z.string(), en: z.string() })
export const session = z.object({
  id: sessionId,
  deviceId: idSchema('dev'),
  expiresAt: instantSchema,
})
export const field = z.enum(Object.keys(kinds) as [ChangeField, ...ChangeField[]])
export const restriction = z.object({
  scope: z.enum(['spend', 'leave']),
  until: instantSchema.nullable(),
  reason: z.string(),
})
export const exitDelay = z.object({
  exit: z.enum(Object.keys(exits) as [Exit, ...Exit[]]),
  open: z.boolean(),
  until: instantSchema.nullable(),
  why: z.array(z.object({ reason: z.string(), until: instantSchema.nullable(), words: bilingual })),
})
export const openSession = z.object({
  sessionId,
  deviceId: idSchema('dev'),
  begunAt: instantSchema,
  lastSeenAt: instantSchema,
  expiresAt: instantSchema,
  device: bilingual,
  network: z.string(),
  country: z.string().nullable(),
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
const sorting = {
  sorted: z.enum(['yours', 'theirs', 'unsure']),
  reason: z.string(),
  why: bilingual,
}
export const reviewedChange = z.object({
  changeId,
  field,
  at: instantSchema,
  ...sorting,
  willBe: z.enum(['restored', 'kept']),
})
export const reviewedSession = z.object({
  sessionId,
  startedAt: instantSchema,
  device: bilingual,
  network: z.string(),
  ...sorting,
})
export const reviewedAction = z.object({
  actionId: z.string(),
  kind: z.string(),
  at: instantSchema,
  words: bilingual,
  ...sorting,
})
export const planted = z.object({ changeId, what: field, at: instantSchema })
export const instant = instantSchema

export const channel = z.enum(['email', 'second_email', 'phone'])
export const phone = z
  .string()
  .max(30)
  .refine((typed) => readPhone(typed) !== undefined, 'must be a phone number')
  .transform((typed) => readPhone(typed) ?? typed)
export const ownContact = z.object({
  channel,
  contact: z.string(),
  since: instantSchema,
  leftAt: instantSchema.nullable(),
  mayUndo: z.boolean(),
})
export const maskedContact = z.object({ channel, contact: z.string() })
const kana = z.string().regex(/^[ァ-ヶー0-9A-Za-z(). -]{1,60}$/, 'must be in kana')
export const bankAccount = z.strictObject({
  bankCode: z.string().regex(/^\d{4}$/, 'must be four digits'),
  branchCode: z.string().regex(/^\d{3}$/, 'must be three digits'),
  kind: z.enum(['ordinary', 'current', 'savings']),
  number: z.string().regex(/^\d{7}$/, 'must be seven digits'),
  holderKana: kana,
})
export const signInNotices = z.enum(['every', 'new_device', 'none'])
export const papers = z.enum(['driving_licence', 'my_number_card', 'passport', 'residence_card'])
export const caseId = idSchema('case')
