import { z } from '@hono/zod-openapi'
import { type Html, html, nothing } from '../html.ts'
import { type PageRoutes, renderMessage } from '../page-routes.ts'
import type { Visit } from '../visit.ts'

const schema: z.ZodType<unknown> = z.unknown()
const operation = z.object({
  summary: z.string().optional(),
  tags: z.array(z.string()).optional(),
  security: z.array(z.record(z.string(), z.unknown())).optional(),
  parameters: z
    .array(
      z.object({
        name: z.string(),
        in: z.string(),
        required: z.boolean().optional(),
        schema: schema.optional(),
      }),
    )
    .optional(),
  requestBody: z
    .object({ content: z.record(z.string(), z.object({ schema: schema.optional() })) })
    .optional(),
  responses: z.record(z.string(), z.object({ description: z.string().optional() })).optional(),
})
type Operation = z.infer<typeof operation>

const document = z.object({
  info: z.object({ title: z.string(), version: z.string() }),
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
})

const METHODS = ['get', 'post', 'put', 'delete']

/** The services' OpenAPI document as a page that needs no script. */
export function addOpenApi(routes: PageRoutes): void {
  routes.show('/openapi', async (visit) => {
    const { api } = visit.words
    const read = await visit.call({
      method: 'GET',
      path: visit.site.openApiPath,
      answer: document,
    })
    if (!read.ok) {
      return await renderMessage(visit, {
        title: api.unavailable,
        why: visit.words.failure.sendWhy,
        status: 404,
      })
    }
    return await visit.render({
      title: api.title(visit.site.displayName[visit.language]),
      content: html`<h1>${api.title(visit.site.displayName[visit.language])}</h1><p class="lead">${api.lead}</p>
<p><a href="${visit.site.openApiPath}">${api.document}</a></p>
${groups(read.value.paths).map(([tag, operations]) => html`<section class="sec"><h2>${tag}</h2>${operations.map((of) => operationCard(visit, of))}</section>`)}`,
    })
  })
}

interface Listed {
  readonly method: string
  readonly path: string
  readonly operation: Operation
}

function groups(paths: z.infer<typeof document>['paths']): [string, Listed[]][] {
  const byTag = new Map<string, Listed[]>()
  for (const [path, item] of Object.entries(paths)) {
    for (const method of METHODS) {
      const parsed = operation.safeParse(item[method])
      if (!parsed.success) continue
      const tag = parsed.data.tags?.[0] ?? 'other'
      byTag.set(tag, [...(byTag.get(tag) ?? []), { method, path, operation: parsed.data }])
    }
  }
  return [...byTag].sort(([a], [b]) => a.localeCompare(b))
}

function operationCard(visit: Visit, of: Listed): Html {
  const { api } = visit.words
  const body = Object.entries(of.operation.requestBody?.content ?? {})
  return html`<details class="card op"><summary><span><span class="method">${of.method.toUpperCase()} ${of.path}</span><br><span class="small mute">${of.operation.summary ?? ''}</span></span></summary>
<dl class="kv"><dt>${api.auth}</dt><dd>${authWords(visit, of.operation)}</dd>
${(of.operation.parameters ?? []).map(
  (parameter) =>
    html`<dt>${parameter.name}</dt><dd class="small">${parameter.in}${parameter.required ? html`, ${api.required}` : nothing} <span class="mono">${shapeOf(parameter.schema)}</span></dd>`,
)}
${body.map(([type, content]) => html`<dt>${api.body}</dt><dd class="small">${type}<br><span class="mono mailtext">${shapeOf(content.schema)}</span></dd>`)}
${Object.entries(of.operation.responses ?? {}).map(([status, answer]) => html`<dt class="num">${status}</dt><dd class="small">${answer.description ?? ''}</dd>`)}</dl></details>`
}

function authWords(visit: Visit, of: Operation): string {
  const { api } = visit.words
  const names = (of.security ?? []).flatMap((needed) => Object.keys(needed))
  if (names.includes('staff')) return api.authStaff
  return names.includes('member') ? api.authMember : api.authNone
}

function shapeOf(of: unknown): string {
  return of === undefined ? '' : JSON.stringify(of, null, 2)
}
