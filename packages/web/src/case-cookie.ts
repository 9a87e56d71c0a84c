import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { Site } from './site.ts'

const DAY_SECONDS = 24 * 60 * 60
const PROOF_SECONDS = 30 * 60

/**
 * Secrets that open a page without a sign-in live in cookies of that page's own path, so that no
 * later address, history entry or log line carries them. The company's id is in the name because
 * browsers keep one jar for all ports of a host.
 */
function setSecret(
  c: Context,
  site: Site,
  secret: { name: string; value: string; path: string; maxAge: number },
) {
  setCookie(c, `${secret.name}_${site.company}`, secret.value, {
    path: secret.path,
    maxAge: secret.maxAge,
    httpOnly: true,
    sameSite: 'Lax',
    secure: isHttps(c, site),
  })
}

function isHttps(c: Context, site: Site): boolean {
  return (site.origin ?? c.req.url).startsWith('https:')
}

export function keepCaseToken(c: Context, site: Site, token: string): void {
  setSecret(c, site, { name: 'modosu_case', value: token, path: '/case', maxAge: 30 * DAY_SECONDS })
}

export function readCaseToken(c: Context, site: Site): string | undefined {
  return getCookie(c, `modosu_case_${site.company}`)
}

export function dropCaseToken(c: Context, site: Site): void {
  deleteCookie(c, `modosu_case_${site.company}`, { path: '/case' })
}

/** The proof of a recovery, for the half hour in which it is good. */
export function keepRecoveryToken(c: Context, site: Site, token: string): void {
  setSecret(c, site, {
    name: 'modosu_recovery',
    value: token,
    path: '/recovery',
    maxAge: PROOF_SECONDS,
  })
}

export function readRecoveryToken(c: Context, site: Site): string | undefined {
  return getCookie(c, `modosu_recovery_${site.company}`)
}

export function dropRecoveryToken(c: Context, site: Site): void {
  deleteCookie(c, `modosu_recovery_${site.company}`, { path: '/recovery' })
}
