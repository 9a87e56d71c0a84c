import { serve } from '@hono/node-server'
import { openMailReceiver, openTextReceiver, type ReceivedText } from '@modosu/kernel'
import { mailboxPages } from '@modosu/web'
import { Hono } from 'hono'

export interface Mailbox {
  readonly smtpUrl: string
  readonly textGatewayUrl: string
  readonly origin: string
  close(): Promise<void>
}

/**
 * The demo's postman: a real SMTP receiver and a gateway for text messages, and a page and a list to
 * read what came to mailboxes and phones.
 */
export async function openMailbox(ports: { smtp: number; http: number }): Promise<Mailbox> {
  const receiver = await openMailReceiver(ports.smtp)
  const phones = await openTextReceiver()
  const received = () =>
    [...receiver.mails(), ...phones.texts().map(asMail)].sort(
      (a, b) => a.date.getTime() - b.date.getTime(),
    )
  const app = new Hono()
  app.get('/mails.json', (c) =>
    c.json(
      receiver
        .mails(c.req.query('to'))
        .map(({ to, subject, text, date }) => ({ to, subject, text, date })),
    ),
  )
  app.route('/', mailboxPages(received))
  const server = await new Promise<ReturnType<typeof serve>>((resolve, reject) => {
    const starting = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: ports.http }, () =>
      resolve(starting),
    )
    starting.once('error', reject)
  })
  return {
    smtpUrl: receiver.smtpUrl,
    textGatewayUrl: phones.gatewayUrl,
    origin: `http://127.0.0.1:${ports.http}`,
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        if ('closeAllConnections' in server) server.closeAllConnections()
      })
      await receiver.close()
      await phones.close()
    },
  }
}

/** A text message as the mailbox shows it: its first line is its subject. */
function asMail({ messageId, to, text, date }: ReceivedText) {
  const [subject = ''] = text.split('\n')
  return { messageId, to, from: 'SMS', subject, text, html: undefined, date }
}
