// tidy: allow clock-and-chance, a webhook's age is of the wire and not of the story
import { signWebhook, wallClock } from '@modosu/kernel'
import type { CarrierClient } from './open-carrier.ts'
import type { Notice } from './parcel.ts'

const ANSWER_TIMEOUT_MS = 5_000
const PAUSE_FIRST_MS = 200
const PAUSE_MAX_MS = 30_000

export interface Teller {
  /** Notices that may be tried now. */
  countReady(): number
  /** Tries each notice that is ready; one that is refused waits twice as long each time. */
  tell(): Promise<void>
}

/** Hands scans to clients, each client's in their order, until they are taken. */
export function openTeller(
  untold: Map<string, Notice>,
  clients: Readonly<Record<string, CarrierClient>>,
  stopwatch: () => number,
): Teller {
  const pauses = new Map<string, { ms: number; until: number }>()
  const isReady = ({ noticeId }: Notice) => (pauses.get(noticeId)?.until ?? 0) <= stopwatch()
  let telling: Promise<void> | undefined
  async function tellAll(): Promise<void> {
    for (const notice of [...untold.values()]) {
      if (!isReady(notice)) continue
      const client = clients[notice.client]
      if (client && (await post(client, notice))) {
        pauses.delete(notice.noticeId)
        untold.delete(notice.noticeId)
        continue
      }
      const ms = Math.min((pauses.get(notice.noticeId)?.ms ?? PAUSE_FIRST_MS / 2) * 2, PAUSE_MAX_MS)
      pauses.set(notice.noticeId, { ms, until: stopwatch() + ms })
    }
  }
  return {
    countReady: () => [...untold.values()].filter(isReady).length,
    tell() {
      telling ??= tellAll().finally(() => {
        telling = undefined
      })
      return telling
    },
  }
}

async function post(client: CarrierClient, notice: Notice): Promise<boolean> {
  const { noticeId, trackingNumber, scan } = notice
  const body = JSON.stringify({
    trackingNumber,
    status: scan.status,
    scannedAt: scan.at.toISOString(),
  })
  const signed = signWebhook(client.webhookSecret, { id: noticeId, at: wallClock.now(), body })
  try {
    const answer = await fetch(client.webhookUrl, {
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
