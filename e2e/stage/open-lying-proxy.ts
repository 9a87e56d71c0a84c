import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isDeepStrictEqual } from 'node:util'
import { CompactSign, decodeJwt, decodeProtectedHeader, importJWK, type JWK } from 'jose'

/** What a company would have answered, signed or as a problem document. */
export interface TrueAnswer {
  readonly method: string
  readonly path: string
  /** `{ ok, value }` or `{ ok, problem }`. */
  readonly msg: Record<string, unknown>
}

/** Says something else in its place, or the same. */
export type Lie = (truth: TrueAnswer) => Record<string, unknown>

/** Stands before a company, holds its key, and breaks a rule in its name. */
export async function openLyingProxy(target: { origin: string; signingKey: JWK }, lie: Lie) {
  const server = createServer((request, response) => {
    void answerFor(target, lie, request).then(
      (text) => response.end(text),
      () => request.socket.destroy(),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function answerFor(
  target: { origin: string; signingKey: JWK },
  lie: Lie,
  request: IncomingMessage,
): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  const body = Buffer.concat(chunks).toString()
  const header = request.headers['x-message']
  const asked = typeof header === 'string' ? header : body
  const { method = 'GET', url: path = '/' } = request
  const got = await fetch(target.origin + path, {
    method,
    ...(header === undefined ? {} : { headers: { 'x-message': String(header) } }),
    ...(method === 'GET' ? {} : { body, headers: { 'content-type': 'application/jose' } }),
  })
  const text = await got.text()
  // What anybody may read is not signed and not lied about.
  if (asked === '') return text
  const truth = text.startsWith('{')
    ? { ok: false, problem: { code: JSON.parse(text).type } }
    : (decodeJwt(text).msg as Record<string, unknown>)
  const told = lie({ method, path, msg: structuredClone(truth) })
  return isDeepStrictEqual(told, truth) ? text : await signAs(target.signingKey, asked, told)
}

/** An answer to that message, as the company itself would sign it. */
async function signAs(signingKey: JWK, asked: string, msg: unknown): Promise<string> {
  const { iss, aud, jti, iat } = decodeJwt(asked)
  const typ = String(decodeProtectedHeader(asked).typ).replace('+jwt', '-answer+jwt')
  const payload = { iss: aud, aud: iss, iat, jti: `${jti}_answer`, re: jti, msg }
  return await new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
    .setProtectedHeader({ alg: 'Ed25519', kid: signingKey.kid ?? '', typ })
    .sign(await importJWK(signingKey, 'Ed25519'))
}
