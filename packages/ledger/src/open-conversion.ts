import { type Ctx, ok, type Result } from '@modosu/kernel'
import type { LedgerError } from './errors.ts'
import { perform } from './store/perform.ts'

/**
 * Opens the pair of accounts through which one unit becomes another at 1:1: `conversion:pt>yen`
 * and its twin. Value crosses them in one transaction at equal offsets, so a trace crosses too.
 *
 * Refusals in order: none. Idempotent by the two units.
 */
export async function openConversion(
  ctx: Ctx,
  input: { readonly from: string; readonly to: string },
): Promise<Result<{ code: string }, LedgerError>> {
  const code = `conversion:${input.from}>${input.to}`
  const body = { from: input.from, to: input.to }
  const done = await perform(ctx, {
    verb: 'open_conversion',
    key: `open:${code}`,
    kind: 'open_account',
    body,
    who: {},
    memo: body,
  })
  return done.ok ? ok({ code }) : done
}
