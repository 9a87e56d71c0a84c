import { type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import { type LedgerError, refusalOf } from '../errors.ts'
import { packActor, type Who } from '../span.ts'

export type PerformedVerb =
  | 'open_account'
  | 'open_conversion'
  | 'issue'
  | 'convert'
  | 'place_hold'
  | 'move_spans'
  | 'give_back'
  | 'transfer_out'
  | 'transfer_in'
  | 'change_account'
  | 'expire'
  | 'renew_hold'
  | 'claw_back'
  | 'settle_debt'

export interface PerformInput {
  readonly verb: PerformedVerb
  readonly key: string
  readonly kind: string
  readonly body: Record<string, unknown>
  readonly who: Who
  readonly memo?: Record<string, unknown> | undefined
}

export interface Performed<Value> {
  readonly txnId: bigint
  readonly replayed: boolean
  readonly value: Value
}

type Answer<Value> =
  | { readonly refused: string; readonly detail: string }
  | { readonly txnId: string; readonly replayed: boolean; readonly value: Value }

/** Runs one verb in SQL: its key, its checks, its postings and its block are one statement. */
export async function perform<Value>(
  ctx: Ctx,
  input: PerformInput,
): Promise<Result<Performed<Value>, LedgerError>> {
  const { rows } = await ctx.tx.query<{ answer: Answer<Value> }>(
    'select ledger.perform($1, $2, $3, $4, $5, $6, $7, $8) as answer',
    [
      input.verb,
      input.key,
      input.kind,
      JSON.stringify(input.body),
      packActor(input.who),
      input.who.caseId ?? null,
      input.memo === undefined ? null : JSON.stringify(input.memo),
      ctx.now,
    ],
  )
  const answer = rows[0]?.answer
  if (answer === undefined) throw new Error('ledger.perform gave no row')
  if ('refused' in answer) return refuse(refusalOf(answer.refused, answer.detail))
  return ok({ txnId: BigInt(answer.txnId), replayed: answer.replayed, value: answer.value })
}
