import { z } from '@hono/zod-openapi'
import { type Api, amountOutSchema, endpoint, instantSchema, ok } from '@modosu/kernel'
import { disownEntry } from '../disown/disown-entry.ts'
import { noteCard } from '../rank/note-card.ts'
import { readRank } from '../rank/read-rank.ts'
import { type Channel, limitOf, rulesAt } from '../rules.ts'
import { memberIdSchema } from './schemas.ts'

const CHANNELS = ['mall', 'travel', 'pay', 'other'] as const satisfies readonly Channel[]

const limitOut = z.object({
  channel: z.enum(CHANNELS),
  atLeast: amountOutSchema,
  perOrder: amountOutSchema,
  perMonth: amountOutSchema,
})

/** Rank and limits of use, and "not me" for every entry of a history. */
export function addEarnings(api: Api): void {
  endpoint(
    api,
    {
      method: 'get',
      path: '/points/v1/rank',
      summary: 'Shows the rank of this month, what counts towards it, and the limits of use',
      tag: 'points',
      auth: 'member',
      response: z.object({
        rank: z.enum(['regular', 'silver', 'gold', 'platinum', 'diamond']),
        points: amountOutSchema,
        times: z.number().int(),
        until: instantSchema,
        limits: z.array(limitOut),
      }),
      refusals: [],
    },
    async (ctx, { actor }) => {
      const { rank, points, times, until } = await readRank(ctx, { memberId: actor.memberId })
      const rules = rulesAt(ctx.now)
      const limits = CHANNELS.map((channel) => {
        const { atLeast, perOrder, perMonth } = limitOf(rules, channel, rank)
        const digits = { perOrder: String(perOrder), perMonth: String(perMonth) }
        return { channel, atLeast: String(atLeast), ...digits }
      })
      return ok({ rank, points: String(points), times, until: until.toISOString(), limits })
    },
  )
  endpoint(
    api,
    {
      method: 'put',
      path: '/points/v1/staff/members/{memberId}/card',
      summary: "Notes that a member has the company's card",
      tag: 'points',
      auth: 'staff',
      staffRoles: ['supervisor'],
      params: z.object({ memberId: memberIdSchema }),
      response: z.object({ memberId: z.string() }),
      refusals: ['kernel/forbidden'],
    },
    (ctx, { actor, params }) => noteCard(ctx, { ...params, staffId: actor.staffId }),
  )
  endpoint(
    api,
    {
      method: 'post',
      path: '/points/v1/history/{entryId}/not-me',
      summary: 'Says that somebody else did this; shows the way to the emergency stop',
      tag: 'points',
      auth: 'member',
      params: z.object({
        entryId: z.string().regex(/^[0-9]{1,18}\.[a-z_]{1,20}$/, 'must be the id of an entry'),
      }),
      response: z.object({ entryId: z.string(), stopPath: z.string() }),
      refusals: ['points/unknown_entry'],
    },
    (ctx, { actor, params }) => disownEntry(ctx, { ...params, memberId: actor.memberId }),
  )
}
