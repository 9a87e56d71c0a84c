import { silentLog } from '@modosu/kernel'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { secureHeaders } from 'hono/secure-headers'
import { html } from './html.ts'
import { addListing } from './market/listing-page.ts'
import { addSearch } from './market/search-page.ts'
import { pageRoutes } from './page-routes.ts'
import { addApiTokens } from './pages/api-tokens.ts'
import { addApprovePayment } from './pages/approve-payment.ts'
import { addCaseFile } from './pages/case-file.ts'
import { addContacts } from './pages/contacts.ts'
import { addDesk } from './pages/desk.ts'
import { addDeskAbuse } from './pages/desk-abuse.ts'
import { addDeskCase } from './pages/desk-case.ts'
import { addDeskClaim } from './pages/desk-claim.ts'
import { addDeskOwner } from './pages/desk-owner.ts'
import { addDeskPasskeys } from './pages/desk-passkeys.ts'
import { addGivenBack } from './pages/given-back.ts'
import { addHome } from './pages/home.ts'
import { addOpenApi } from './pages/open-api.ts'
import { addOrder } from './pages/order.ts'
import { addProof } from './pages/proof.ts'
import { addRecovery } from './pages/recovery.ts'
import { addReset } from './pages/reset.ts'
import { addSecondFactor } from './pages/second-factor.ts'
import { addSecurity } from './pages/security.ts'
import { addSecurityChanges } from './pages/security-changes.ts'
import { addSignIn } from './pages/sign-in.ts'
import { addStaffSignIn } from './pages/staff-sign-in.ts'
import { addStop } from './pages/stop.ts'
import { addUnauthorisedUse } from './pages/unauthorised-use.ts'
import { addUndo } from './pages/undo.ts'
import { notice } from './parts/notice.ts'
import { serveAssets } from './serve-assets.ts'
import type { Site } from './site.ts'
import { openVisit } from './visit.ts'

/** Largest form that is read. */
const FORM_BYTES_MAX = 64 * 1024

export type WebPagesOptions = Omit<Site, 'openApiPath' | 'startPath' | 'log'> &
  Partial<Pick<Site, 'openApiPath' | 'log'>>

/**
 * The pages of one company: plain forms, nothing loaded from elsewhere, a script
 * only for passkeys and for pages that move. They know the
 * services by their HTTP contract only and act with the cookies of whoever looks at them.
 */
export function webPages(options: WebPagesOptions): Hono {
  const site: Site = { openApiPath: '/openapi.json', log: silentLog, startPath: '/', ...options }
  const app = new Hono()
  app.use((c, next) => (runsScript(c.req.path) ? scriptedHeaders : pageHeaders)(c, next))
  app.use(bodyLimit({ maxSize: FORM_BYTES_MAX }))
  serveAssets(app)
  const routes = pageRoutes(app, site)
  addHome(routes)
  addOpenApi(routes)
  if (site.services.includes('account')) {
    addSignIn(routes)
    addSecondFactor(routes)
    addSecurity(routes)
    addContacts(routes)
    addSecurityChanges(routes)
    addApiTokens(routes)
    addProof(routes)
    addStop(routes)
    addUndo(routes)
    addRecovery(routes)
    addGivenBack(routes)
    addReset(routes)
    addUnauthorisedUse(routes)
  }
  if (site.services.includes('desk')) {
    addCaseFile(routes)
    addStaffSignIn(routes)
    addDesk(routes)
    addDeskPasskeys(routes)
    addDeskCase(routes)
    addDeskClaim(routes)
    addDeskAbuse(routes)
    if (site.services.includes('account')) addDeskOwner(routes)
  }
  if (site.services.includes('pay')) addApprovePayment(routes)
  if (site.services.includes('market')) {
    addSearch(routes)
    addListing(routes)
    addOrder(routes)
  }
  app.notFound((c) => {
    const visit = openVisit(c, site)
    const { notFound, notFoundWhy } = visit.words.failure
    return visit.render({
      title: notFound,
      status: 404,
      content: html`<div class="narrow stack"><h1>${notFound}</h1>${notice('plain', notFoundWhy)}</div>`,
    })
  })
  app.onError((error, c) => {
    const { message, stack, cause } = error
    site.log.error(
      { page: c.req.routePath, err: message, cause: String(cause), stack },
      'page failed',
    )
    const visit = openVisit(c, site)
    const { send, sendWhy } = visit.words.failure
    return visit.render({
      title: send,
      status: 500,
      content: html`<div class="narrow stack"><h1>${send}</h1>${notice('err', sendWhy)}</div>`,
    })
  })
  return app
}

/** The pages that ask for passkeys or move by themselves; every other runs no script. */
function runsScript(path: string): boolean {
  return /^\/(?:sign-in|security|desk|order)(?:\/|$)|^\/case$|^\/recovery\/[^/]+$/.test(path)
}

/**
 * A page can load its own stylesheet and post to its own host, and nothing else: text that slipped
 * through the escaping could still run no script, load no picture and send no form away.
 */
const contentSecurityPolicy = {
  defaultSrc: ["'none'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
  baseUri: ["'none'"],
}
const alike = { referrerPolicy: 'strict-origin', xFrameOptions: 'DENY' } as const

export const pageHeaders = secureHeaders({ ...alike, contentSecurityPolicy })

/** Runs scripts that this host serves, and lets them ask this host. */
const scriptedHeaders = secureHeaders({
  ...alike,
  contentSecurityPolicy: {
    ...contentSecurityPolicy,
    scriptSrc: ["'self'"],
    connectSrc: ["'self'"],
  },
})
