import type { Context, Hono } from 'hono'
import { isFromOwnPage } from './check-origin.ts'
import { html } from './html.ts'
import { asksForNews, streamNews } from './live/stream-news.ts'
import { notice } from './parts/notice.ts'
import type { Site } from './site.ts'
import { openVisit, readForm, type Visit } from './visit.ts'

type Form = ReadonlyMap<string, readonly string[]>
type Answer = Response | Promise<Response>

/** Adds pages of one site: reading by GET, acting by a form of our own. */
export interface PageRoutes {
  show(path: string, page: (visit: Visit) => Answer): void
  /** A page that moves by itself while somebody looks at it, where scripts run. */
  showLive(path: string, page: (visit: Visit) => Answer): void
  act(path: string, page: (visit: Visit, form: Form) => Answer): void
}

export function pageRoutes(app: Hono, site: Site): PageRoutes {
  return {
    show(path, page) {
      app.get(path, (c) => page(openVisit(c, site)))
    },
    showLive(path, page) {
      app.get(path, (c) => {
        if (!asksForNews(c)) return page(openVisit(c, site, { live: true }))
        return streamNews(c, () => seenAt(app, c))
      })
    },
    act(path, page) {
      app.post(path, async (c) => {
        const visit = openVisit(c, site)
        if (!isFromOwnPage(c, site.origin)) return await refuseForeign(visit)
        return await page(visit, await readForm(c))
      })
    },
  }
}

const SEEN = / data-seen="([\w-]+)"/

/** The digest of what the same person would see on the same page now. */
async function seenAt(app: Hono, c: Context): Promise<string> {
  const url = new URL(c.req.url)
  url.searchParams.delete('seen')
  const headers = new Headers(c.req.raw.headers)
  headers.set('accept', 'text/html')
  const page = await app.request(url.href, { headers }, c.env)
  return SEEN.exec(await page.text())?.[1] ?? ''
}

function refuseForeign(visit: Visit): Answer {
  const { failure } = visit.words
  return visit.render({
    title: failure.foreign,
    status: 403,
    content: html`<div class="narrow stack"><h1>${failure.foreign}</h1>${notice('err', failure.foreignWhy)}</div>`,
  })
}

/** A page that says one thing: for what was not found, is over or cannot be done. */
export function renderMessage(
  visit: Visit,
  message: {
    title: string
    why: string
    status: 200 | 400 | 403 | 404 | 409 | 410 | 422 | 429
    kind?: 'plain' | 'wait' | 'err' | 'held'
    link?: { href: string; label: string }
  },
): Answer {
  return visit.render({
    title: message.title,
    status: message.status,
    content: html`<div class="narrow stack"><h1>${message.title}</h1>${notice(message.kind ?? 'plain', message.why)}
${message.link ? html`<p><a class="btn btn--block" href="${message.link.href}">${message.link.label}</a></p>` : ''}</div>`,
  })
}
