import { type Ctx, ok, type Result } from '@modosu/kernel'
import type { LedgerError } from './errors.ts'
import { perform } from './store/perform.ts'

/** The kinds of account; what each may do stands in the table `ledger.account_kind`. */
export type AccountKind =
  | 'member'
  | 'pending'
  | 'held'
  | 'escrow'
  | 'case'
  | 'sales'
  | 'loss'
  | 'redeemed'
  | 'breakage'
  | 'debt'
  | 'clawback'
  | 'issuer'
  | 'clearing'
  | 'conversion'

export interface OpenAccountInput {
  /** The name of the account for ever, such as `points:mem_…`. */
  readonly code: string
  readonly unit: string
  readonly kind: AccountKind
  /** Whose account it is; a claim by session asks for everything that one owner lost. */
  readonly owner?: string | undefined
  readonly neighbour?: string | undefined
}

/**
 * Opens an account, or finds it open already.
 *
 * Refusals in order: `ledger/account_conflict` (open with another unit, kind, owner or neighbour),
 * `ledger/unknown_kind`. Idempotent by code.
 */
export async function openAccount(
  ctx: Ctx,
  input: OpenAccountInput,
): Promise<Result<{ code: string }, LedgerError>> {
  const body = {
    code: input.code,
    unit: input.unit,
    kind: input.kind,
    owner: input.owner,
    neighbour: input.neighbour,
  }
  const done = await perform(ctx, {
    verb: 'open_account',
    key: `open:${input.code}`,
    kind: 'open_account',
    body,
    who: {},
    memo: body,
  })
  if (done.ok) return ok({ code: input.code })
  if (done.error.code !== 'ledger/conflicting_key') return done
  return { ok: false, error: { code: 'ledger/account_conflict', account: input.code } }
}
