// tidy: allow clock-and-chance, freshness guards the wire and runs on the wall, not on the story
import { makeId, type RandomBytes, wallClock } from '@modosu/kernel'
import { CompactSign } from 'jose'
import type { NeighbourDirectory } from '../neighbour-directory.ts'
import { importKey } from './import-key.ts'

/** What a message says besides who speaks to whom. */
export interface OutgoingMessage {
  readonly to: string
  /** The kind of message, as the JWS `typ`. */
  readonly typ: string
  readonly msg: unknown
  /** Chosen by a caller that wants to recognise the answer; a new one otherwise. */
  readonly jti?: string
  /** Of an answer: the `jti` of the message that it answers. */
  readonly re?: string
}

/**
 * Signs a message for one neighbour as a compact JWS (RFC 7515, Ed25519). The body is signed rather
 * than the headers, because it is kept as evidence exactly as it was signed and survives proxies.
 * `iat` is wall time even where the demo's clock was moved: freshness guards the wire, not the story.
 */
export async function signMessage(
  directory: NeighbourDirectory,
  message: OutgoingMessage,
  randomBytes: RandomBytes,
): Promise<string> {
  const now = wallClock.now()
  const payload = {
    iss: directory.company,
    aud: message.to,
    iat: Math.floor(now.getTime() / 1000),
    jti: message.jti ?? makeId('msg', now, randomBytes),
    ...(message.re === undefined ? {} : { re: message.re }),
    msg: message.msg,
  }
  const key = await importKey(directory.signingKey)
  return await new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
    .setProtectedHeader({ alg: 'Ed25519', kid: directory.signingKey.kid ?? '', typ: message.typ })
    .sign(key)
}
