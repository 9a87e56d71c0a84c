import type { Ctx } from '@modosu/kernel'

export async function insertEnquiry(
  ctx: Ctx,
  enquiry: {
    enquiryId: string
    memberId: string
    channel: 'phone'
    words: string
    takenBy: string
  },
): Promise<void> {
  await ctx.tx.query(
    `insert into desk.enquiry (enquiry_id, member_id, channel, words, taken_by, at)
     values ($1, $2, $3, $4, $5, $6)`,
    [enquiry.enquiryId, enquiry.memberId, enquiry.channel, enquiry.words, enquiry.takenBy, ctx.now],
  )
}
