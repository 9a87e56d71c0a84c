import type { Ctx } from '../context.ts'
import type { JobHandler } from '../jobs/run-jobs.ts'

/** A short message to one phone, in both languages. */
export interface TextMessage {
  /** In E.164: a plus sign, the country, the number. */
  readonly to: string
  readonly text: string
}

/** The gateway that takes text messages: `POST` of JSON, the message id as its key. */
export interface TextConfig {
  readonly gatewayUrl: string
  /** Sent as a bearer token when given. */
  readonly token?: string
}

/** Stores a text message in this transaction; it is sent after the commit and until it is taken. */
export function sendText(ctx: Ctx, message: TextMessage): Promise<void> {
  return ctx.enqueue({ kind: 'kernel.send_text', data: { ...message } })
}

const GATEWAY_TIMEOUT_MS = 10_000

/** Hands stored text messages to the gateway. The job's id is the key, so doubles can be seen. */
export function textHandler(config: TextConfig): JobHandler {
  return {
    atOnce: 2,
    async outside(runtime, data, jobId) {
      const { to, text } = data as unknown as TextMessage
      const answer = await fetch(config.gatewayUrl, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'idempotency-key': jobId,
          ...(config.token === undefined ? {} : { authorization: `Bearer ${config.token}` }),
        },
        body: JSON.stringify({ to, text, sentAt: runtime.clock.now() }),
        signal: AbortSignal.timeout(GATEWAY_TIMEOUT_MS),
      })
      await answer.body?.cancel()
      if (!answer.ok) throw new Error(`the text gateway answered ${answer.status}`)
    },
  }
}
