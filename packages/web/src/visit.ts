import { createHash } from 'node:crypto'
import type { Context } from 'hono'
import { callService, type ServiceAnswer, type ServiceCall } from './call-service.ts'
import { type Page, writePage } from './layout.ts'
import { type Messages, messages } from './messages/index.ts'
import { type Language, pickLanguage } from './pick-language.ts'
import type { Site } from './site.ts'

/** One request for a page: who we are, in which language, and how to ask the services. */
export interface Visit {
  readonly c: Context
  readonly site: Site
  readonly language: Language
  readonly words: Messages
  call<Value>(call: ServiceCall<Value>): Promise<ServiceAnswer<Value>>
  render(page: Page): Response | Promise<Response>
}

/**
 * A page that moves by itself (`live`) carries the digest of everything that the services answered:
 * it moves when that would be another.
 */
export function openVisit(c: Context, site: Site, { live = false } = {}): Visit {
  const language = pickLanguage(c)
  const words = messages[language]
  const answers = createHash('sha256')
  let asked = 0
  return {
    c,
    site,
    language,
    words,
    async call(call) {
      asked += 1
      const answer = await callService(c, site, call)
      answers.update(JSON.stringify(answer.ok ? answer.value : answer.problem.type))
      return answer
    },
    async render(page) {
      // Pages hold what one person may see; nothing between may keep them.
      c.header('cache-control', 'no-store')
      return c.html(
        await writePage({
          site,
          language,
          words,
          page,
          linkTo: linkTo(c),
          // What no service told of cannot move.
          seen: live && asked > 0 ? answers.copy().digest('base64url') : undefined,
        }),
        page.status,
      )
    },
  }
}

/** This page again in another language. A posted page cannot be asked for again: the start page. */
function linkTo(c: Context): (language: Language) => string {
  return (language) => {
    if (c.req.method !== 'GET') return `/?lang=${language}`
    const query = new URLSearchParams(c.req.query())
    query.set('lang', language)
    return `${c.req.path}?${query}`
  }
}

const FIELDS_MAX = 200
/** Longest of them: what a passkey answers, as the script writes it into a form. */
const FIELD_LENGTH_MAX = 8_000

/** The fields of a posted form: text only, bounded; a repeated name keeps every value. */
export async function readForm(c: Context): Promise<ReadonlyMap<string, readonly string[]>> {
  const fields = new Map<string, string[]>()
  const form = await c.req.raw.formData().catch(() => undefined)
  let count = 0
  for (const [name, value] of form ?? []) {
    count += 1
    if (count > FIELDS_MAX) break
    if (typeof value !== 'string' || value.length > FIELD_LENGTH_MAX) continue
    fields.set(name, [...(fields.get(name) ?? []), value])
  }
  return fields
}

/** One field's trimmed text; empty when it was not sent. */
export function fieldOf(form: ReadonlyMap<string, readonly string[]>, name: string): string {
  return form.get(name)?.[0]?.trim() ?? ''
}
