import { readFile } from 'node:fs/promises'
import { protectingPolicy } from '@modosu/account'
import { z } from 'zod'
import { type CompanyConfig, SERVICES } from './company-config.ts'
import { digitsSchema, recallPolicySchema } from './recall-policy-schema.ts'

const words = z.strictObject({ ja: z.string(), en: z.string() })
const database = z.strictObject({
  host: z.string().exactOptional(),
  port: z.int().exactOptional(),
  database: z.string().exactOptional(),
  user: z.string().exactOptional(),
  password: z.string().exactOptional(),
  connectionString: z.string().exactOptional(),
})
const publicKey = z.strictObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.base64url(),
  kid: z.string(),
})
const neighbour = z.strictObject({
  company: z.string(),
  baseUrl: z.url(),
  keys: z.array(publicKey).min(1),
})
const hours = z.number().nonnegative()

const policy = z.strictObject({
  account: z.strictObject({
    undoNotices: z.boolean(),
    emergencyStop: z.boolean(),
    previousAddressRecovers: z.boolean(),
    leavingDelayHours: z.strictObject({ afterContactChange: hours, afterPassword: hours }),
    intervalLookbackDays: z.number().positive(),
    passwords: z.strictObject({
      lengthMin: z.int().min(8).max(64),
      shippedList: z.boolean(),
      /** The first letters of a hash are added to it; without one nobody is asked. */
      rangeUrl: z.url({ protocol: /^https?$/ }).exactOptional(),
    }),
    /** Left out: a second proof is asked of a sign-in that looks risky. */
    signIn: z
      .strictObject({
        secondProof: z.enum(['never', 'when_risky', 'always']),
        codeByMail: z.boolean(),
      })
      .default(protectingPolicy.signIn),
    /** Left out: what Modosu guards by itself. */
    stepUps: z
      .record(
        z.string().regex(/^(?:get|post|put|delete) \//, 'must be a method and a path'),
        z.strictObject({
          withinMinutes: z.number().positive(),
          of: z.enum(['every_account', 'accounts_with_a_factor']),
        }),
      )
      .default(protectingPolicy.stepUps),
  }),
  points: z.strictObject({ leavingGuard: z.boolean(), exchangeHours: hours }),
  pay: z.strictObject({
    leavingGuard: z.boolean(),
    finalAt: z.array(z.string()).exactOptional(),
  }),
  payout: z.strictObject({
    sameName: z.boolean(),
    sendHour: z.int().min(0).max(23),
    fee: digitsSchema,
    freeFrom: digitsSchema,
  }),
  market: z.strictObject({ riskWindowHours: hours }),
  recall: recallPolicySchema,
  desk: z.strictObject({
    twoPeopleAbove: digitsSchema,
    staffPasswords: z.enum(['until_passkey', 'to_enrol']),
  }),
})

/** A configuration as it stands in a file: complete, and nothing that a misspelling could hide in. */
const companyConfigSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9_]*$/),
  displayName: words,
  services: z.array(z.enum(SERVICES)).min(1),
  host: z.string(),
  port: z.int().min(1).max(65_535),
  origin: z.url().regex(/[^/]$/, 'must not end with a slash'),
  database: z.strictObject({
    maintenance: database.exactOptional(),
    admin: database,
    app: database,
  }),
  neighbours: z.strictObject({
    company: z.string(),
    signingKey: publicKey.extend({ d: z.base64url() }),
    neighbours: z.record(z.string(), neighbour),
  }),
  payCompany: z.string().exactOptional(),
  bank: z
    .strictObject({
      origin: z.url({ protocol: /^https?$/ }).regex(/[^/]$/, 'must not end with a slash'),
      token: z.string().min(16),
      webhookSecret: z.string().min(16),
    })
    .exactOptional(),
  carriers: z
    .partialRecord(
      z.enum(['yamato', 'japan_post']),
      z.strictObject({
        baseUrl: z.url({ protocol: /^https?$/ }),
        token: z.string().min(16),
        postage: digitsSchema,
        webhookSecrets: z.array(z.string().min(16)).min(1),
      }),
    )
    .exactOptional(),
  companyNames: z.record(z.string(), words),
  /** 32 bytes. */
  sealingKey: z.base64url().length(43),
  mail: z.strictObject({ smtpUrl: z.url({ protocol: /^smtps?$/ }), from: z.string() }),
  texts: z
    .strictObject({
      gatewayUrl: z.url({ protocol: /^https?$/ }),
      token: z.string().exactOptional(),
    })
    .exactOptional(),
  policy,
  lossFunds: z.record(z.string(), digitsSchema).exactOptional(),
  staff: z.array(
    z.strictObject({
      login: z.string(),
      name: z.string(),
      role: z.enum(['agent', 'supervisor', 'auditor']),
      password: z.string(),
    }),
  ),
  trustProxy: z.boolean(),
  demo: z.boolean(),
  logLevel: z.enum(['debug', 'info', 'warn', 'error', 'silent']),
})

/** Reads one company's configuration; throws with the file and the field that is wrong. */
export async function readCompanyConfig(path: string): Promise<CompanyConfig> {
  const parsed = companyConfigSchema.safeParse(JSON.parse(await readFile(path, 'utf8')))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new Error(`${path}: ${issue?.path.join('.') || 'the whole'}: ${issue?.message}`)
}
