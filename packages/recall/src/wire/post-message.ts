import { Agent, type IncomingMessage, request } from 'node:http'
import { request as requestSecurely, Agent as SecureAgent } from 'node:https'

/** One sent message, as bytes. */
export interface Posting {
  readonly url: string
  readonly method: 'put' | 'get'
  readonly jws: string
}

const TIMEOUT_MS = 10_000
const ANSWER_BYTES_MAX = 1024 * 1024
/** Connections to all neighbours together that wait for the next message; a handshake costs more. */
const IDLE_MAX = 64
/** Ends our side first: a neighbour's server closes idle connections after five seconds. */
const IDLE_MS = 4_000

/** What a connection that the other side has closed looks like. */
const CLOSED = new Set(['ECONNRESET', 'EPIPE'])

const connections = { keepAlive: true, maxFreeSockets: IDLE_MAX, timeout: IDLE_MS }
const agent = new Agent(connections)
const secureAgent = new SecureAgent(connections)

/**
 * Sends a message and reads the answer, whatever its status: what counts is who signed it. Follows no
 * redirect. Throws when there is no whole answer in time, or one that is too large.
 *
 * A kept connection may have been closed on the other side at the very moment that it is used again.
 * Then the message is sent once more on another: had it arrived, the double is answered as the first.
 * Without that it would wait for the queue's next try, and the hold with it.
 */
export async function postMessage(posting: Posting): Promise<string> {
  try {
    return await post(posting)
  } catch (error) {
    if (!(error instanceof ClosedMeanwhile)) throw error
    return await post(posting)
  }
}

class ClosedMeanwhile extends Error {}

function post({ url, method, jws }: Posting): Promise<string> {
  const secure = url.startsWith('https:')
  return new Promise((resolve, reject) => {
    const headers =
      method === 'get'
        ? { 'x-message': jws }
        : { 'content-type': 'application/jose', 'content-length': Buffer.byteLength(jws) }
    const sent = (secure ? requestSecurely : request)(url, {
      method: method.toUpperCase(),
      agent: secure ? secureAgent : agent,
      headers,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    sent.once('error', (cause: NodeJS.ErrnoException) => {
      const wasClosed = sent.reusedSocket && CLOSED.has(cause.code ?? '')
      reject(wasClosed ? new ClosedMeanwhile(cause.message, { cause }) : cause)
    })
    sent.once('response', (answer) => void readText(answer).then(resolve, reject))
    sent.end(method === 'get' ? undefined : jws)
  })
}

async function readText(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > ANSWER_BYTES_MAX) throw new Error('answer too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
