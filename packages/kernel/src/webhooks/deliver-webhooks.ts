// tidy: allow clock-and-chance, a webhook's age is of the wire and not of the story
import { wallClock } from '../clock.ts'
import { signWebhook } from './sign-webhook.ts'

const ANSWER_TIMEOUT_MS = 5_000
const PAUSE_FIRST_MS = 200
const PAUSE_MAX_MS = 30_000

/** Where a party hears of things, and what proves that it is we who speak. */
export interface WebhookReceiver {
  readonly webhookUrl: string
  readonly webhookSecret: string
}

/** Something that a receiver has to be told. The id is the webhook's, so that doubles show. */
export interface WebhookNotice {
  readonly noticeId: string
  readonly receiver: string
  readonly body: string
}

export interface WebhookDelivery {
  /** Notices that may be tried now. */
  countReady(): number
  /** Tries each that is ready once; one that is refused waits twice as long each time. */
  deliver(): Promise<void>
}

/** Hands notices over, in their order, until each was taken. */
export function deliverWebhooks(options: {
  readonly receivers: Readonly<Record<string, WebhookReceiver>>
  untold(): readonly WebhookNotice[]
  markTold(noticeId: string): void
  stopwatch(): number
}): WebhookDelivery {
  const { receivers, untold, markTold, stopwatch } = options
  const pauses = new Map<string, { ms: number; until: number }>()
  const isReady = ({ noticeId }: WebhookNotice) => (pauses.get(noticeId)?.until ?? 0) <= stopwatch()
  let delivering: Promise<void> | undefined
  async function deliverAll(): Promise<void> {
    for (const notice of untold().filter(isReady)) {
      const receiver = receivers[notice.receiver]
      if (receiver && (await post(receiver, notice))) {
        pauses.delete(notice.noticeId)
        markTold(notice.noticeId)
        continue
      }
      const last = pauses.get(notice.noticeId)?.ms ?? PAUSE_FIRST_MS / 2
      const ms = Math.min(last * 2, PAUSE_MAX_MS)
      pauses.set(notice.noticeId, { ms, until: stopwatch() + ms })
    }
  }
  return {
    countReady: () => untold().filter(isReady).length,
    deliver() {
      delivering ??= deliverAll().finally(() => {
        delivering = undefined
      })
      return delivering
    },
  }
}

async function post(receiver: WebhookReceiver, { noticeId, body }: WebhookNotice) {
  const { webhookSecret, webhookUrl } = receiver
  const signed = signWebhook(webhookSecret, { id: noticeId, at: wallClock.now(), body })
  try {
    const answer = await fetch(webhookUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...signed },
      body,
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    })
    await answer.body?.cancel()
    return answer.ok
  } catch {
    return false
  }
}
