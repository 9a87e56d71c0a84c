import type { Context } from 'hono'

/**
 * True when a form was sent by one of our own pages. A page elsewhere can make a browser post here
 * with the person's cookies; it cannot make the browser lie about where the form stood. A browser
 * that names neither the origin nor the site is refused rather than believed.
 */
export function isFromOwnPage(c: Context, ownOrigin: string | undefined): boolean {
  const origin = c.req.header('origin')
  // `null` is what a page with `no-referrer` sends about itself; the site header settles it.
  if (origin === undefined || origin === 'null') {
    return c.req.header('sec-fetch-site') === 'same-origin'
  }
  if (ownOrigin !== undefined) return origin === ownOrigin
  if (!URL.canParse(origin)) return false
  return new URL(origin).host === (c.req.header('host') ?? new URL(c.req.url).host)
}
