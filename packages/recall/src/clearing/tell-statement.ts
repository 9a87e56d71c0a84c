import { type Ctx, ok, type Result } from '@modosu/kernel'
import type { RecallError } from '../errors.ts'
import type { RecallDeps } from '../recall-deps.ts'
import type { StatementMessage } from '../wire/clearing-messages.ts'
import { digestOf, linesToJson, statementOf, sumsOf } from './statement.ts'

/**
 * Answers a neighbour that asks what we have sent to it and received from it: the sums and a digest,
 * and every transfer where it wants to find a difference. Only what lies between the two of us, and
 * nothing of a person. Reads only; never refused.
 */
export async function tellStatement(
  ctx: Ctx,
  deps: RecallDeps,
  input: {
    readonly neighbour: string
    readonly msg: { readonly from: string; readonly before: string; readonly lines: boolean }
  },
): Promise<Result<StatementMessage, RecallError>> {
  const { neighbour, msg } = input
  const statement = await statementOf(ctx, { neighbour, from: msg.from, before: msg.before })
  return ok({
    before: statement.before,
    units: sumsOf(statement),
    transfers: statement.lines.length,
    digest: digestOf(statement, { us: deps.neighbours.company, neighbour }),
    lines: msg.lines ? linesToJson(statement.lines) : null,
  })
}
