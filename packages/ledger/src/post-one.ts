import { assert, type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import type { LedgerError } from './errors.ts'
import { type PostInput, postTransfers } from './post-transfers.ts'

/** One transfer as a verb of its own: the verdict becomes a result. */
export async function postOne(
  ctx: Ctx,
  input: PostInput,
): Promise<Result<{ key: string }, LedgerError>> {
  const [verdict] = await postTransfers(ctx, [input])
  assert(verdict !== undefined, 'a transfer without a verdict')
  switch (verdict) {
    case 'posted':
    case 'replayed':
      return ok({ key: input.key })
    case 'conflicting_key':
      return refuse({ code: 'ledger/conflicting_key', key: input.key })
    case 'unit_mismatch':
      return refuse({ code: 'ledger/unit_mismatch', account: input.to })
    case 'frozen':
    case 'insufficient':
      return refuse({ code: `ledger/${verdict}`, account: input.from })
    case 'unknown_account':
      return refuse({ code: 'ledger/unknown_account', account: `${input.from}, ${input.to}` })
  }
}
