import { type CryptoKey, importJWK, type JWK } from 'jose'

const imported = new WeakMap<JWK, Promise<CryptoKey | Uint8Array>>()

/** A key is read once and not for each message: reading it costs as much as a signature. */
export function importKey(jwk: JWK): Promise<CryptoKey | Uint8Array> {
  let key = imported.get(jwk)
  if (!key) {
    key = importJWK(jwk, 'Ed25519')
    imported.set(jwk, key)
  }
  return key
}
