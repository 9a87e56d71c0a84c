import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { openChromium } from '@modosu/kernel/testing'
import type { DemoName } from '@modosu/modosu'
import type { Browser, Page } from 'playwright-core'
import { openScene, type Scene } from './stage/open-scene.ts'
import { openWindow, type WindowOptions } from './stage/open-window.ts'
import { type PreparedMoment, prepareMoment } from './stage/prepare-moment.ts'

/** WCAG 2.2 up to AA, and what its authors call good practice. */
const WHOLE = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
/** What can differ by night and in the other language, when the page is the same. */
const BY_LOOK = ['color-contrast', 'html-has-lang', 'html-lang-valid', 'valid-lang']

interface Walk {
  readonly at: DemoName
  readonly person?: string
  readonly paths: readonly string[]
}

/** What each person can open while 40,000 points are held and the desk has not decided yet. */
const walks: readonly Walk[] = [
  {
    at: 'hinata',
    paths: ['/', '/stop', '/sign-in', '/reset', '/openapi', '/undo?t=x', '/case', '/nowhere'],
  },
  { at: 'furimaru', person: 'seller', paths: ['/', '/order/{order}', '/security', '/contacts'] },
  {
    at: 'hinata',
    person: 'agent',
    paths: ['/desk', '/desk/passkeys', '/desk/abuse', '/desk/cases/{case}'],
  },
]

interface Look extends Pick<WindowOptions, 'size' | 'language' | 'colorScheme'> {
  readonly rules: readonly string[]
}
const LOOKS: readonly Look[] = [
  { size: 'phone', language: 'ja', colorScheme: 'light', rules: WHOLE },
  { size: 'desktop', language: 'en', colorScheme: 'dark', rules: BY_LOOK },
]

let keysDir: string
let moment: PreparedMoment
let scene: Scene
let browser: Browser
let axe: string

before(async () => {
  keysDir = await mkdtemp(join(tmpdir(), 'modosu-keys-'))
  moment = await prepareMoment('agent-proposes', keysDir)
  scene = await openScene(moment, keysDir)
  browser = await openChromium()
  axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
})
after(async () => {
  await browser.close()
  await scene.close()
  await moment.databases.drop()
  await rm(keysDir, { recursive: true, force: true })
})

interface Finding {
  readonly id: string
  readonly nodes: readonly { html: string; failureSummary?: string }[]
}

/** What the page keeps from somebody: who cannot see it, has no mouse, or needs it larger. */
async function findBarriers(page: Page, rules: readonly string[]): Promise<readonly string[]> {
  const run = `${axe}; axe.run(document, { runOnly: ${JSON.stringify(rules)} })`
  const { violations } = (await page.evaluate(run)) as { violations: readonly Finding[] }
  return violations.map(({ id, nodes }) => {
    const [first] = nodes
    return `${id}: ${first?.html.slice(0, 200)} ${first?.failureSummary ?? ''} (${nodes.length})`
  })
}

/** At 200 % nothing may be cut off or need scrolling to the side: half the width shows the same. */
async function findOverflow(page: Page): Promise<readonly string[]> {
  const size = page.viewportSize()
  await page.setViewportSize({ width: 320, height: 640 })
  const over = await page.evaluate<readonly string[]>(`
    document.documentElement.scrollWidth <= document.documentElement.clientWidth ? [] :
      [...document.querySelectorAll('html, body *')]
        .filter((one) => one.getBoundingClientRect().left + one.scrollWidth >
          document.documentElement.clientWidth)
        .map((one) => one.outerHTML.slice(0, 120))`)
  if (size) await page.setViewportSize(size)
  return over.slice(-3).map((one) => `wider than a window of 320: ${one}`)
}

for (const look of LOOKS) {
  const name = `${look.size}, ${look.language}, ${look.colorScheme}`
  describe(`whoever cannot see, point or read small letters is not shut out (${name})`, () => {
    for (const walk of walks) {
      test(`pages of ${walk.person ?? 'anybody'} at ${walk.at}`, async () => {
        const window = await openWindow(browser, scene, { ...look, person: walk.person })
        const page = await window.newPage()
        const { origin } = scene.stage.configs[walk.at]
        for (const path of walk.paths) {
          await page.goto(origin + fill(path))
          await assertOpen(page, look, path)
        }
        await window.close()
      })
    }

    test('the case, as its owner and as the desk sees it', async () => {
      const window = await openWindow(browser, scene, { ...look, person: 'agent' })
      const page = await window.newPage()
      const { origin } = scene.stage.configs.hinata
      await page.goto(`${origin}/case?t=${scene.fact('owner.case.token')}`)
      await page.locator('main form button').first().click()
      await assertOpen(page, look, 'case of the owner')
      await page.goto(`${origin}/desk/cases/${scene.fact('case.id')}`)
      await page.locator('main form button').first().click()
      await assertOpen(page, look, 'case at the desk')
      await window.close()
    })
  })
}

function fill(path: string): string {
  return path
    .replace('{order}', () => scene.fact('order.orderId'))
    .replace('{case}', () => scene.fact('case.id'))
}

async function assertOpen(page: Page, look: Look, what: string): Promise<void> {
  const found = [...(await findBarriers(page, look.rules)), ...(await findOverflow(page))]
  assert.deepEqual(found, [], what)
}
