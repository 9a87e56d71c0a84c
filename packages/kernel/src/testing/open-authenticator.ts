import {
  createHash,
  createSign,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'
import { isoCBOR } from '@simplewebauthn/server/helpers'

const FLAGS = { userPresent: 1, userVerified: 4, backupEligible: 8, backedUp: 16, credential: 64 }
const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest()
const text = (data: Uint8Array | string) => Buffer.from(data as string).toString('base64url')

/** What a test may spoil about an answer. */
export interface Spoilt {
  readonly origin?: string
  readonly challenge?: string
  readonly counter?: number
  readonly withoutVerification?: boolean
  readonly type?: string
}

/** A P-256 key as authenticators write it (COSE, RFC 9053). */
function coseKey(publicKey: KeyObject): Uint8Array {
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const point = (part: string) => new Uint8Array(Buffer.from(part, 'base64url'))
  const members = new Map<number, number | Uint8Array>([
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, point(x)],
    [-3, point(y)],
  ])
  return isoCBOR.encode(members as never)
}

/** An authenticator made of code: one P-256 key, found without a name. */
export function openAuthenticator(origin = 'https://hinata.example') {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const id = randomBytes(32)
  let counter = 0
  let userHandle: string | undefined
  const clientData = (type: string, challenge: string, spoilt: Spoilt) =>
    JSON.stringify({
      type: spoilt.type ?? type,
      challenge: spoilt.challenge ?? challenge,
      origin: spoilt.origin ?? origin,
      crossOrigin: false,
    })
  const authenticatorData = (rest: Buffer, more: number, spoilt: Spoilt) => {
    const count = Buffer.alloc(4)
    counter += 1
    count.writeUInt32BE(spoilt.counter ?? counter)
    const verified = spoilt.withoutVerification ? 0 : FLAGS.userVerified
    const flags = FLAGS.userPresent | verified | FLAGS.backupEligible | FLAGS.backedUp | more
    const host = new URL(spoilt.origin ?? origin).hostname
    return Buffer.concat([sha256(host), Buffer.from([flags]), count, rest])
  }
  return {
    /** Answers `navigator.credentials.create`. */
    make(options: { challenge: string; user: { id: string } }, spoilt: Spoilt = {}) {
      userHandle = options.user.id
      const key = coseKey(publicKey)
      const length = Buffer.alloc(2)
      length.writeUInt16BE(id.length)
      const attested = Buffer.concat([Buffer.alloc(16), length, id, key])
      const authData = new Uint8Array(authenticatorData(attested, FLAGS.credential, spoilt))
      const attestation = new Map<string, unknown>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', authData],
      ])
      return {
        id: text(id),
        response: {
          clientDataJSON: text(clientData('webauthn.create', options.challenge, spoilt)),
          attestationObject: text(isoCBOR.encode(attestation as never)),
          transports: ['internal'],
        },
      }
    },
    /** Answers `navigator.credentials.get`. */
    show(options: { challenge: string }, spoilt: Spoilt = {}) {
      const client = clientData('webauthn.get', options.challenge, spoilt)
      const data = authenticatorData(Buffer.alloc(0), 0, spoilt)
      const signed = Buffer.concat([data, sha256(client)])
      const signature = createSign('sha256').update(signed).sign(privateKey)
      return {
        id: text(id),
        response: {
          clientDataJSON: text(client),
          authenticatorData: text(data),
          signature: text(signature),
          ...(userHandle === undefined ? {} : { userHandle }),
        },
      }
    },
  }
}

export type Authenticator = ReturnType<typeof openAuthenticator>
