import { type Ctx, ok, type Result } from '@modosu/kernel'
import { insertEnquiry } from './store/enquiries.ts'

/**
 * Writes down what a member asked by telephone. It starts nothing and promises nothing: this is how
 * a desk worked before there were cases.
 */
export async function recordEnquiry(
  ctx: Ctx,
  input: { memberId: string; channel: 'phone'; words: string; staffId: string },
): Promise<Result<{ enquiryId: string }, never>> {
  const enquiryId = ctx.newId('enq')
  const { memberId, channel, words, staffId } = input
  await insertEnquiry(ctx, { enquiryId, memberId, channel, words, takenBy: staffId })
  return ok({ enquiryId })
}
