import { z } from 'zod'

const publicKey = z.strictObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.base64url(),
  kid: z.string(),
})

/** Everything that is to be known before the first start. */
export const giftCardsConfigSchema = z.strictObject({
  port: z.int().min(1).max(65_535),
  /** May make schemas and roles; the service itself runs as the role `modosu_app`. */
  database: z.strictObject({
    host: z.string().exactOptional(),
    port: z.int().exactOptional(),
    database: z.string().exactOptional(),
    user: z.string().exactOptional(),
    password: z.string().exactOptional(),
    connectionString: z.string().exactOptional(),
  }),
  /** What the shop's own front end shows to be let in. */
  frontSecret: z.string().min(16),
  neighbours: z.strictObject({
    company: z.string(),
    signingKey: publicKey.extend({ d: z.base64url() }),
    neighbours: z.record(
      z.string(),
      z.strictObject({ company: z.string(), baseUrl: z.url(), keys: z.array(publicKey).min(1) }),
    ),
  }),
  logLevel: z.enum(['debug', 'info', 'warn', 'error', 'silent']),
})

export type GiftCardsConfig = z.infer<typeof giftCardsConfigSchema>
