import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'

export type Language = 'ja' | 'en'

const LANGUAGE_COOKIE = 'modosu_language'
const YEAR_SECONDS = 365 * 24 * 60 * 60

/** The language that was asked for by hand, else the browser's; Japanese when neither tells. */
export function pickLanguage(c: Context): Language {
  const asked = c.req.query('lang')
  if (asked === 'ja' || asked === 'en') {
    setCookie(c, LANGUAGE_COOKIE, asked, {
      path: '/',
      maxAge: YEAR_SECONDS,
      sameSite: 'Lax',
      httpOnly: true,
    })
    return asked
  }
  const kept = getCookie(c, LANGUAGE_COOKIE)
  if (kept === 'ja' || kept === 'en') return kept
  return preferred(c.req.header('accept-language') ?? '')
}

/** RFC 9110, 12.5.4: the highest weight wins, the earlier one on a tie. */
function preferred(header: string): Language {
  let best: Language = 'ja'
  let bestWeight = 0
  for (const part of header.slice(0, 500).split(',')) {
    const [range = '', ...parameters] = part.trim().toLowerCase().split(';')
    const language = range.split('-')[0]
    if (language !== 'ja' && language !== 'en') continue
    const weight = Number(
      parameters.find((text) => text.trim().startsWith('q='))?.split('=')[1] ?? 1,
    )
    if (weight > bestWeight) {
      best = language
      bestWeight = weight
    }
  }
  return best
}
