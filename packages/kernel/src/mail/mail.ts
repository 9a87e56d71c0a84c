import { createTransport } from 'nodemailer'
import type { Ctx } from '../context.ts'
import type { JobHandler } from '../jobs/run-jobs.ts'

/** A mail to one person, in both languages: the Japanese part first. */
export interface Mail {
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html?: string
}

export interface MailConfig {
  readonly smtpUrl: string
  readonly from: string
}

/** Stores a mail in this transaction; it is sent after the commit and until it is taken. */
export function sendMail(ctx: Ctx, mail: Mail): Promise<void> {
  return ctx.enqueue({ kind: 'kernel.send_mail', data: { ...mail } })
}

const SMTP_TIMEOUT_MS = 10_000

/** Hands stored mails to the SMTP server. The job's id is the message id, so doubles can be seen. */
export function mailHandler(config: MailConfig): JobHandler {
  const transport = createTransport({
    url: config.smtpUrl,
    connectionTimeout: SMTP_TIMEOUT_MS,
    socketTimeout: SMTP_TIMEOUT_MS,
  } as never)
  const host = new URL(config.smtpUrl).hostname
  return {
    atOnce: 2,
    async outside(runtime, data, jobId) {
      const mail = data as unknown as Mail
      await transport.sendMail({
        from: config.from,
        to: mail.to,
        subject: mail.subject,
        text: mail.text,
        ...(mail.html ? { html: mail.html } : {}),
        messageId: `<${jobId}@${host}>`,
        date: runtime.clock.now(),
      })
    },
  }
}
