import { CompactSign, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'

/** What a message between companies says around its content. */
export interface Envelope {
  readonly iss: string
  readonly aud: string
  readonly iat: number
  readonly jti: string
  readonly msg: unknown
}

/** Signs a message as the wire's description says, whoever the signer is. */
export async function signMessage(key: JWK, typ: string, envelope: Envelope): Promise<string> {
  return await new CompactSign(new TextEncoder().encode(JSON.stringify(envelope)))
    .setProtectedHeader({ alg: 'Ed25519', kid: key.kid ?? '', typ })
    .sign(await importJWK(key, 'Ed25519'))
}

/** A stranger's key under the name of somebody else's. */
export async function makeForgedKey(known: JWK): Promise<JWK> {
  const { privateKey } = await generateKeyPair('Ed25519', { extractable: true })
  return { ...(await exportJWK(privateKey)), kid: known.kid ?? '' }
}
