import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import type { TextMessage } from './text-message.ts'

/** A text message as it arrived at the receiver. */
export interface ReceivedText extends TextMessage {
  readonly messageId: string
  readonly date: Date
}

export interface TextReceiver {
  readonly gatewayUrl: string
  /** All messages so far, oldest first; to one number when given. */
  texts(to?: string): readonly ReceivedText[]
  close(): Promise<void>
}

/** The oldest messages are forgotten beyond this, so that a long demo does not fill the memory. */
const TEXTS_MAX = 5_000

/**
 * A real HTTP gateway on loopback that keeps what it receives: the demo's phones and the tests'. A
 * message that is sent twice with one key is kept once.
 */
export async function openTextReceiver(port = 0): Promise<TextReceiver> {
  const received: ReceivedText[] = []
  const seen = new Set<string>()
  const server = createServer((request, response) => {
    const messageId = String(request.headers['idempotency-key'] ?? '')
    json(request)
      .then((body) => {
        const { to, text, sentAt } = body as Partial<TextMessage & { sentAt: string }>
        if (typeof to !== 'string' || typeof text !== 'string' || messageId === '') {
          response.writeHead(400).end()
          return
        }
        if (!seen.has(messageId)) {
          seen.add(messageId)
          received.push({ messageId, to, text, date: new Date(sentAt ?? 0) })
          if (received.length > TEXTS_MAX) received.shift()
        }
        response.writeHead(202).end()
      })
      .catch(() => response.writeHead(400).end())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const { port: bound } = server.address() as AddressInfo
  return {
    gatewayUrl: `http://127.0.0.1:${bound}/`,
    texts: (to) => (to === undefined ? received : received.filter((one) => one.to === to)),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
