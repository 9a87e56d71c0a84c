// tidy: allow clock-and-chance, a webhook's age is of the wire and not of the story
import { signWebhook, wallClock } from '@modosu/kernel'
import { type BankBook, markTold } from './bank-book.ts'
import type { Notice } from './bank-event.ts'
import type { BankClient } from './open-bank.ts'

const ANSWER_TIMEOUT_MS = 5_000
const PAUSE_FIRST_MS = 200
const PAUSE_MAX_MS = 30_000

export interface Teller {
  /** Notices that may be tried now. */
  countReady(): number
  /** Tries each that is ready once; one that is refused waits twice as long each time. */
  tell(): Promise<void>
}

/** Hands notices to clients until they are taken. The notice's id is the webhook's: doubles show. */
export function openTeller(
  book: BankBook,
  clients: Readonly<Record<string, BankClient>>,
  stopwatch: () => number,
): Teller {
  const untold = () => [...book.untold.values()]
  const pauses = new Map<string, { ms: number; until: number }>()
  const isReady = ({ noticeId }: Notice) => (pauses.get(noticeId)?.until ?? 0) <= stopwatch()
  let telling: Promise<void> | undefined
  async function tellAll(): Promise<void> {
    for (const notice of untold().filter(isReady)) {
      const client = clients[notice.client]
      if (client && (await post(client, notice))) {
        pauses.delete(notice.noticeId)
        markTold(book, notice.noticeId)
        continue
      }
      const ms = Math.min((pauses.get(notice.noticeId)?.ms ?? PAUSE_FIRST_MS / 2) * 2, PAUSE_MAX_MS)
      pauses.set(notice.noticeId, { ms, until: stopwatch() + ms })
    }
  }
  return {
    countReady: () => untold().filter(isReady).length,
    tell() {
      telling ??= tellAll().finally(() => {
        telling = undefined
      })
      return telling
    },
  }
}

async function post(client: BankClient, notice: Notice): Promise<boolean> {
  const { noticeId, key, state, reason, at } = notice
  const body = JSON.stringify({ key, state, reason, at: at.toISOString() })
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
