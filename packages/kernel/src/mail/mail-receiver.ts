import type { AddressInfo } from 'node:net'
import { simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'

/** A mail as it arrived at the receiver. */
export interface ReceivedMail {
  readonly messageId: string
  readonly to: string
  readonly from: string
  readonly subject: string
  readonly text: string
  readonly html: string | undefined
  readonly date: Date
}

export interface MailReceiver {
  readonly smtpUrl: string
  /** All mails so far, oldest first; to one address when given. */
  mails(to?: string): readonly ReceivedMail[]
  close(): Promise<void>
}

const MAIL_BYTES_MAX = 1024 * 1024
/** The oldest mails are forgotten beyond this, so that a long demo does not fill the memory. */
const MAILS_MAX = 5_000

/**
 * A real SMTP server on loopback that keeps what it receives: the demo's mailbox and the tests'
 * postman. A mail that is sent twice with one message id is kept once.
 */
export async function openMailReceiver(port = 0): Promise<MailReceiver> {
  const received: ReceivedMail[] = []
  const seen = new Set<string>()
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    size: MAIL_BYTES_MAX,
    onData(stream, session, done) {
      simpleParser(stream)
        .then((mail) => {
          const messageId = mail.messageId ?? ''
          if (!seen.has(messageId)) {
            seen.add(messageId)
            received.push({
              messageId,
              to: session.envelope.rcptTo.map((recipient) => recipient.address).join(', '),
              from: mail.from?.text ?? '',
              subject: mail.subject ?? '',
              text: mail.text ?? '',
              html: mail.html || undefined,
              date: mail.date ?? new Date(0),
            })
            if (received.length > MAILS_MAX) received.shift()
          }
          done()
        })
        .catch((error: Error) => done(error))
    },
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const { port: bound } = server.server.address() as AddressInfo
  return {
    smtpUrl: `smtp://127.0.0.1:${bound}`,
    mails: (to) => (to === undefined ? received : received.filter((mail) => mail.to === to)),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
