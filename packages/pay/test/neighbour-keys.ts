import type { NeighbourDirectory } from '@modosu/recall'
import { CompactSign, compactVerify, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'

/** A company with its own key, for tests that speak over the wire. */
export interface TestParty {
  readonly company: string
  readonly publicKey: JWK
  readonly privateKey: JWK
}

export async function makeParty(company: string): Promise<TestParty> {
  const pair = await generateKeyPair('Ed25519', { extractable: true })
  const kid = `${company}-1`
  return {
    company,
    publicKey: { ...(await exportJWK(pair.publicKey)), kid },
    privateKey: { ...(await exportJWK(pair.privateKey)), kid },
  }
}

/** What `self` knows of the other. `baseUrls` may be filled when the servers listen. */
export function directoryOf(
  self: TestParty,
  others: readonly TestParty[],
  baseUrls: Readonly<Record<string, string>> = {},
): NeighbourDirectory {
  return {
    company: self.company,
    signingKey: self.privateKey,
    neighbours: Object.fromEntries(
      others.map((other) => [
        other.company,
        {
          company: other.company,
          get baseUrl() {
            return baseUrls[other.company] ?? 'http://127.0.0.1:9'
          },
          keys: [other.publicKey],
        },
      ]),
    ),
  }
}

let messages = 0

export interface SignOptions {
  readonly to: string
  readonly typ: string
  readonly msg: unknown
  readonly iat?: number
  readonly jti?: string
}

/** Signs by hand rather than with our own code, so that the wire itself is what is tested. */
export async function signByHand(from: TestParty, options: SignOptions): Promise<string> {
  messages += 1
  const payload = {
    iss: from.company,
    aud: options.to,
    iat: options.iat ?? Math.floor(Date.now() / 1000),
    jti: options.jti ?? `test-message-${process.pid}-${messages}`,
    msg: options.msg,
  }
  return await new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
    .setProtectedHeader({ alg: 'Ed25519', kid: from.privateKey.kid ?? '', typ: options.typ })
    .sign(await importJWK(from.privateKey, 'Ed25519'))
}

/** Reads a signed answer: `{ ok, value }` or `{ ok, problem }`. */
// biome-ignore lint/suspicious/noExplicitAny: a test reads answers of every shape
export async function readByHand(from: TestParty, jws: string): Promise<any> {
  const key = await importJWK(from.publicKey, 'Ed25519')
  const { payload } = await compactVerify(jws, key, { algorithms: ['Ed25519'] })
  return JSON.parse(new TextDecoder().decode(payload)).msg
}
