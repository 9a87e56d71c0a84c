import type { ReadActions } from '@modosu/account'
import type { Ctx, Words } from '@modosu/kernel'
import { type HistoryEntry, readHistory } from '@modosu/ledger'
import { readMarketActions } from '@modosu/market'
import type { ServiceName } from './company-config.ts'

/** Entries of one account that are looked at when a takeover is worked out. */
const ENTRIES_MAX = 500

/** What each kind of movement is called to the person whose account it is. */
const WORDS: Readonly<Record<string, Words>> = {
  'pay.converted': { ja: 'ポイントをペイに交換', en: 'Points turned into Pay' },
  'payout.asked': { ja: '銀行口座への振込', en: 'A payout to a bank account' },
  'pay.sent': { ja: 'ほかの人へ送金', en: 'Sent to somebody' },
  payment: { ja: '支払い', en: 'A payment' },
}

/** The accounts of a member that value leaves from, by the service that keeps them. */
const VALUE_OF = [
  ['points', 'points'],
  ['pay', 'pay'],
  ['market', 'sales'],
] as const satisfies readonly (readonly [ServiceName, string])[]

/**
 * What a member did in this company's services, for the account to sort: every movement of value
 * that somebody signed in made, every listing, comment and order.
 */
export function memberActions(services: readonly ServiceName[]): ReadActions {
  const accounts = VALUE_OF.filter(([service]) => services.includes(service))
  return async (ctx, which) => {
    const { memberId } = which
    const moved = []
    for (const [, account] of accounts) {
      moved.push(...(await movementsOf(ctx, `${account}:${memberId}`)))
    }
    const inTime = moved.filter(({ at }) => at > which.since && at <= which.until)
    const market = services.includes('market') ? await readMarketActions(ctx, which) : []
    return [...inTime, ...market].sort((a, b) => a.at.getTime() - b.at.getTime())
  }
}

async function movementsOf(ctx: Ctx, code: string) {
  const entries = await readHistory(ctx, { code, limit: ENTRIES_MAX })
  return entries.flatMap((entry) => {
    const { sessionId } = entry.who
    // What came in, and what no session did, is nobody's act.
    if (sessionId === undefined || entry.amount >= 0n) return []
    const actionId = `txn_${entry.txnId}_${code.split(':')[0]}`
    return [{ actionId, kind: 'value', sessionId, at: entry.effectiveAt, words: wordsOf(entry) }]
  })
}

function wordsOf({ kind, amount }: HistoryEntry): Words {
  const words = WORDS[kind] ?? { ja: 'ポイントやペイの利用', en: 'A use of points or Pay' }
  const sum = String(-amount)
  return { ja: `${words.ja}(${sum})`, en: `${words.en} (${sum})` }
}
