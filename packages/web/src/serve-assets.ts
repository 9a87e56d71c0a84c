import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Hono } from 'hono'

const SHEETS = ['tokens.css', 'components.css', 'value-map.css', 'market.css', 'pages.css']

const stylesheet = SHEETS.map(readAsset).join('\n')
const markPicture = readAsset('mark.svg')

const passkeys = readAsset('passkeys.js')
const live = readAsset('live.js')

const digestOf = (text: string) =>
  createHash('sha256').update(text).digest('base64url').slice(0, 16)

function readAsset(name: string): string {
  return readFileSync(fileURLToPath(new URL(`./assets/${name}`, import.meta.url)), 'utf8')
}

/** The one stylesheet, named by its content so that it can be kept for good. */
export const stylesheetPath = `/assets/modosu-${digestOf(stylesheet)}.css`

/** The script of the pages that ask a browser for a passkey. */
export const scriptPath = `/assets/passkeys-${digestOf(passkeys)}.js`

/** The script of the pages that move by themselves. */
export const livePath = `/assets/live-${digestOf(live)}.js`

export const markPath = '/assets/mark.svg'

export function serveAssets(app: Hono): void {
  app.get(markPath, (c) =>
    c.body(markPicture, 200, {
      'content-type': 'image/svg+xml',
      'cache-control': 'public, max-age=86400',
    }),
  )
  for (const [path, script] of [
    [scriptPath, passkeys],
    [livePath, live],
  ] as const) {
    app.get(path, (c) =>
      c.body(script, 200, {
        'content-type': 'text/javascript; charset=utf-8',
        'cache-control': 'public, max-age=31536000, immutable',
      }),
    )
  }
  app.get(stylesheetPath, (c) =>
    c.body(stylesheet, 200, {
      'content-type': 'text/css; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    }),
  )
}
