import { createCipheriv, createDecipheriv, createHash, createHmac } from 'node:crypto'
import { assert, type Ctx } from '@modosu/kernel'
import type { SealingKeys } from '../policy.ts'

const NONCE_BYTES = 12
const TAG_BYTES = 16
const KEY_BYTES = 32

/** A value at rest and the id of the key that opens it. */
export interface Sealed {
  readonly keyId: string
  readonly sealed: Buffer
}

/**
 * Seals a value for keeping (AES-256-GCM). `boundTo` names the row it belongs to: a sealed value
 * that is copied into another row does not open there.
 */
export function sealValue(
  ctx: Ctx,
  keys: SealingKeys,
  plain: { value: unknown; boundTo: string },
): Sealed {
  const nonce = Buffer.from(ctx.newSecret(NONCE_BYTES), 'base64url')
  const cipher = createCipheriv('aes-256-gcm', keyOf(keys, keys.currentId), nonce)
  cipher.setAAD(Buffer.from(plain.boundTo))
  const body = Buffer.concat([cipher.update(JSON.stringify(plain.value), 'utf8'), cipher.final()])
  return { keyId: keys.currentId, sealed: Buffer.concat([nonce, cipher.getAuthTag(), body]) }
}

/** Opens what {@link sealValue} sealed. A value that was tampered with is a fault. */
export function openValue(keys: SealingKeys, kept: Sealed & { readonly boundTo: string }): unknown {
  const nonce = kept.sealed.subarray(0, NONCE_BYTES)
  const decipher = createDecipheriv('aes-256-gcm', keyOf(keys, kept.keyId), nonce)
  decipher.setAAD(Buffer.from(kept.boundTo))
  decipher.setAuthTag(kept.sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
  const body = decipher.update(kept.sealed.subarray(NONCE_BYTES + TAG_BYTES))
  return JSON.parse(Buffer.concat([body, decipher.final()]).toString('utf8'))
}

/** What is stored of a long random secret: enough to recognise it, useless to whoever reads it. */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}

/**
 * What is stored of something short enough to be tried out (a six-digit code, a login ID): a
 * digest under the company's key, so that a copy of the database alone gives nothing to try.
 */
export function digestGuessable(
  keys: SealingKeys,
  guessable: { keyId: string; text: string; boundTo: string },
): Buffer {
  return createHmac('sha256', keyOf(keys, guessable.keyId))
    .update(`${guessable.boundTo}\n${guessable.text}`)
    .digest()
}

function keyOf(keys: SealingKeys, keyId: string): Uint8Array {
  const key = keys.keys[keyId]
  assert(key?.length === KEY_BYTES, `the sealing key ${keyId} is there and has 32 bytes`)
  return key
}
