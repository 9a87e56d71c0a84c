// tidy: allow clock-and-chance, freshness guards the wire and runs on the wall, not on the story
import { ok, type Result, refuse, wallClock } from '@modosu/kernel'
import { compactVerify, decodeJwt, decodeProtectedHeader, errors } from 'jose'
import { z } from 'zod'
import type { RecallError } from '../errors.ts'
import type { Neighbour, NeighbourDirectory } from '../neighbour-directory.ts'
import { importKey } from './import-key.ts'

/** A message whose sender, addressee and age are beyond doubt; its content is not checked yet. */
export interface VerifiedMessage {
  readonly neighbour: string
  readonly jti: string
  /** Of an answer: which message it answers. */
  readonly re: string | undefined
  readonly msg: unknown
}

const AGE_MAX_SECONDS = 300
const LEEWAY_SECONDS = 60

const envelope = z.strictObject({
  iss: z.string(),
  aud: z.string(),
  iat: z.number().int(),
  jti: z.string().min(16).max(100),
  re: z.string().max(100).optional(),
  msg: z.unknown(),
})

/**
 * Checks, in this order: the sender is a neighbour, the signature is by one of its keys with our
 * algorithm and the expected `typ`, the message is for us, it is fresh. Nothing of the content has
 * been believed before the signature stands.
 *
 * Refusals in order: recall/unknown_neighbour, recall/bad_signature, recall/stale.
 */
export async function verifyMessage(
  directory: NeighbourDirectory,
  jws: string,
  typ: string,
): Promise<Result<VerifiedMessage, RecallError>> {
  const sender = readSender(directory, jws)
  if (!sender) return refuse({ code: 'recall/unknown_neighbour' })
  const parsed = envelope.safeParse(await verifySignature(sender, jws, typ))
  if (!parsed.success || parsed.data.aud !== directory.company) {
    return refuse({ code: 'recall/bad_signature' })
  }
  const age = wallClock.now().getTime() / 1000 - parsed.data.iat
  if (age > AGE_MAX_SECONDS || age < -LEEWAY_SECONDS) return refuse({ code: 'recall/stale' })
  const { jti, re, msg } = parsed.data
  return ok({ neighbour: sender.company, jti, re, msg })
}

function readSender(directory: NeighbourDirectory, jws: string): Neighbour | undefined {
  try {
    const { iss } = decodeJwt(jws)
    return typeof iss === 'string' && Object.hasOwn(directory.neighbours, iss)
      ? directory.neighbours[iss]
      : undefined
  } catch {
    return undefined
  }
}

async function verifySignature(
  sender: Neighbour,
  jws: string,
  typ: string,
): Promise<unknown | undefined> {
  try {
    const header = decodeProtectedHeader(jws)
    const jwk = sender.keys.find((key) => key.kid === header.kid)
    if (!jwk || header.typ !== typ) return undefined
    const key = await importKey(jwk)
    const { payload } = await compactVerify(jws, key, { algorithms: ['Ed25519'] })
    return JSON.parse(new TextDecoder().decode(payload))
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof SyntaxError) return undefined
    if (error instanceof TypeError) return undefined
    throw error
  }
}
