// tidy: allow clock-and-chance, whoever checks a wire makes messages of his own time
import { makeId, systemRandomBytes, wallClock } from '@modosu/kernel'
import { CompactSign, compactVerify, decodeProtectedHeader, importJWK, type JWK } from 'jose'
import { answerTyp } from '../wire/neighbour-endpoint.ts'
import { type Posting, postMessage } from '../wire/post-message.ts'
import { expect, show } from './rule.ts'

/** What a message says around its content; every part of it can be made wrong on purpose. */
export interface Envelope {
  readonly method: Posting['method']
  readonly path: string
  readonly typ: string
  readonly msg: unknown
  readonly iss?: string
  readonly aud?: string
  /** Added to the time of signing, in seconds. */
  readonly iatShift?: number
  readonly jti?: string
  readonly key?: JWK
  /** Of an answer: the message that it answers. */
  readonly re?: string
}

export interface Parties {
  readonly us: string
  readonly them: string
  readonly signingKey: JWK
  readonly theirKeys: readonly JWK[]
  readonly url: string
}

/** What came back: a signed answer, or a problem document that nobody signed. */
export interface Heard {
  readonly value: unknown
  /** The code of a refusal, signed or not. */
  readonly code: string | undefined
  readonly problem: Readonly<Record<string, unknown>> | undefined
  readonly signed: boolean
}

export const newId = (prefix: string) => makeId(prefix, wallClock.now(), systemRandomBytes)
export const hoursFromNow = (hours: number) =>
  new Date(wallClock.now().getTime() + hours * 3_600_000).toISOString()
export const now = () => wallClock.now()

export async function signEnvelope(parties: Parties, envelope: Envelope): Promise<string> {
  const key = envelope.key ?? parties.signingKey
  const payload = {
    iss: envelope.iss ?? parties.us,
    aud: envelope.aud ?? parties.them,
    iat: Math.floor(wallClock.now().getTime() / 1000) + (envelope.iatShift ?? 0),
    jti: envelope.jti ?? newId('msg'),
    ...(envelope.re === undefined ? {} : { re: envelope.re }),
    msg: envelope.msg,
  }
  return await new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
    .setProtectedHeader({
      alg: 'Ed25519',
      kid: parties.signingKey.kid ?? '',
      typ: envelope.typ,
    })
    .sign(await importJWK(key, 'Ed25519'))
}

/** Says it, and checks of every answer that it is signed, by them, for us, and to this message. */
export async function speak(parties: Parties, envelope: Envelope): Promise<Heard> {
  const jti = envelope.jti ?? newId('msg')
  return await speakSigned(parties, {
    ...envelope,
    jti,
    jws: await signEnvelope(parties, { ...envelope, jti }),
  })
}

/** Sends what is signed already, so that the very same message can go out twice. */
export async function speakSigned(
  parties: Parties,
  sent: Pick<Envelope, 'method' | 'path' | 'typ'> & { readonly jti: string; readonly jws: string },
): Promise<Heard> {
  const url = parties.url + sent.path
  const text = await postMessage({ url, method: sent.method, jws: sent.jws })
  const problem = problemOf(text)
  if (problem) return { value: undefined, code: String(problem.type), problem, signed: false }
  const payload = await verifyAnswer(parties, text, answerTyp(sent.typ))
  expect(payload.iss === parties.them, `the answer is by ${show(payload.iss)}`)
  expect(payload.aud === parties.us, `the answer is for ${show(payload.aud)}`)
  expect(payload.re === sent.jti, `the answer is to ${show(payload.re)}, not to this message`)
  const msg = payload.msg as { ok?: unknown; value?: unknown; problem?: Record<string, unknown> }
  if (msg?.ok === true)
    return { value: msg.value, code: undefined, problem: undefined, signed: true }
  expect(msg?.ok === false && typeof msg.problem?.code === 'string', `no answer: ${show(msg)}`)
  return { value: undefined, code: msg.problem.code, problem: msg.problem, signed: true }
}

function problemOf(text: string): Record<string, unknown> | undefined {
  try {
    const found = JSON.parse(text) as Record<string, unknown> | null
    return typeof found?.type === 'string' ? found : undefined
  } catch {
    return undefined
  }
}

/** What they sign, as their answers or as their own messages. */
export async function verifyAnswer(
  parties: Pick<Parties, 'theirKeys'>,
  jws: string,
  typ: string,
): Promise<Record<string, unknown>> {
  let header: ReturnType<typeof decodeProtectedHeader>
  try {
    header = decodeProtectedHeader(jws)
  } catch {
    return expect(false, `neither a problem document nor a signed message: ${show(jws)}`) as never
  }
  expect(header.typ === typ, `typ is ${show(header.typ)}, not ${typ}`)
  expect(header.alg === 'Ed25519', `alg is ${show(header.alg)}`)
  const jwk = parties.theirKeys.find((key) => key.kid === header.kid)
  expect(jwk !== undefined, `kid ${show(header.kid)} is none of the published keys`)
  const key = await importJWK(jwk, 'Ed25519')
  const verified = await compactVerify(jws, key, { algorithms: ['Ed25519'] }).catch(() => undefined)
  expect(verified !== undefined, 'the signature does not fit')
  return JSON.parse(new TextDecoder().decode(verified.payload)) as Record<string, unknown>
}
