import { z } from '@hono/zod-openapi'
import { type Api, endpoint, instantSchema, ok, readDisclosures, textSchema } from '@modosu/kernel'

const SUBJECT_MAX = 254

/** Who looked at whose data, when and why: for auditors, who read it and can change nothing. */
export function addLooks(api: Api): void {
  endpoint(
    api,
    {
      method: 'get',
      path: '/desk/v1/looks',
      summary:
        'The latest looks at persons’ data, all or those of one person of the desk or at one subject',
      tag: 'desk',
      auth: 'staff',
      staffRoles: ['auditor', 'supervisor'],
      query: z.object({
        staffId: textSchema(SUBJECT_MAX).optional(),
        subject: textSchema(SUBJECT_MAX).optional(),
        before: instantSchema.optional(),
      }),
      response: z.object({
        looks: z.array(
          z.object({
            at: instantSchema,
            staffId: z.string(),
            operation: z.string(),
            subject: z.string(),
            reason: z.string(),
          }),
        ),
      }),
      refusals: [],
    },
    async (ctx, { query }) => {
      const before = query.before === undefined ? undefined : new Date(query.before)
      const { staffId, subject } = query
      return ok({ looks: await readDisclosures(ctx, { staffId, subject, before }) })
    },
  )
}
