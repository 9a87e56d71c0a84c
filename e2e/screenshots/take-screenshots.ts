import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openChromium, stopTestServer } from '@modosu/kernel/testing'
import type { DemoName } from '@modosu/modosu'
import type { Browser, Page } from 'playwright-core'
import { openScene, type Scene } from '../stage/open-scene.ts'
import { openWindow, SIZES } from '../stage/open-window.ts'
import { prepareMoment } from '../stage/prepare-moment.ts'

/** Plays the 2017 story and photographs what its people see into `docs/screenshots`. */
const FOLDER = join(import.meta.dirname, '../../docs/screenshots')

const VALUE_MAP = 'section:has(> .river)'

interface Shot {
  readonly name: string
  /** The story is played up to this step; the step itself has not happened yet. */
  readonly before: string
  readonly at: DemoName
  /** Whose sign-in is used; nobody's when none is named. */
  readonly person?: string
  readonly sizes: readonly (keyof typeof SIZES)[]
  readonly language: 'ja' | 'en'
  /** The part of the page that is shown; the whole page when none is named. */
  readonly part?: string
  /** Goes to the page as its reader would, from the address of the company. */
  go(page: Page, origin: string, scene: Scene): Promise<unknown>
}

const shots: readonly Shot[] = [
  {
    name: 'undo',
    before: 'owner-presses',
    at: 'hinata',
    sizes: ['phone'],
    language: 'ja',
    go: (page, origin, scene) => page.goto(`${origin}/undo?t=${scene.fact('undoToken')}`),
  },
  {
    name: 'stop',
    before: 'owner-presses',
    at: 'hinata',
    sizes: ['phone', 'desktop'],
    language: 'ja',
    go: (page, origin) => page.goto(`${origin}/stop`),
  },
  {
    name: 'seller-on-hold',
    before: 'seller-tries-to-ship',
    at: 'furimaru',
    person: 'seller',
    sizes: ['phone'],
    language: 'ja',
    go: (page, origin, scene) => page.goto(`${origin}/order/${scene.fact('order.orderId')}`),
  },
  {
    name: 'desk-case',
    before: 'agent-proposes',
    at: 'hinata',
    person: 'agent',
    sizes: ['desktop'],
    language: 'ja',
    go: openCaseAtDesk,
  },
  {
    name: 'value-map-held',
    before: 'agent-proposes',
    at: 'hinata',
    person: 'agent',
    sizes: ['desktop'],
    language: 'en',
    part: VALUE_MAP,
    go: openCaseAtDesk,
  },
  {
    name: 'value-map-returned',
    before: 'owner-has-account',
    at: 'hinata',
    sizes: ['desktop'],
    language: 'en',
    part: VALUE_MAP,
    go: openCase,
  },
  {
    name: 'case-returned',
    before: 'owner-has-account',
    at: 'hinata',
    sizes: ['phone', 'desktop'],
    language: 'ja',
    go: openCase,
  },
]

async function openCaseAtDesk(page: Page, origin: string, scene: Scene): Promise<void> {
  await page.goto(`${origin}/desk/cases/${scene.fact('case.id')}`)
  await page.locator('main form button').first().click()
}

async function openCase(page: Page, origin: string, scene: Scene): Promise<void> {
  await page.goto(`${origin}/case?t=${scene.fact('owner.case.token')}`)
  await page.locator('main form button').first().click()
}

async function take(browser: Browser, scene: Scene, shot: Shot): Promise<void> {
  for (const size of shot.sizes) {
    const context = await openWindow(browser, scene, { ...shot, size })
    const page = await context.newPage()
    await shot.go(page, scene.stage.configs[shot.at].origin, scene)
    const path = join(FOLDER, `${shot.name}-${SIZES[size].width}.png`)
    if (shot.part === undefined) await page.screenshot({ path, fullPage: true })
    else await page.locator(shot.part).screenshot({ path })
    process.stdout.write(`${path}\n`)
    await context.close()
  }
}

const keysDir = await mkdtemp(join(tmpdir(), 'modosu-keys-'))
await mkdir(FOLDER, { recursive: true })
const browser = await openChromium()
try {
  for (const before of new Set(shots.map((shot) => shot.before))) {
    const moment = await prepareMoment(before, keysDir)
    const scene = await openScene(moment, keysDir)
    for (const shot of shots.filter((one) => one.before === before)) {
      await take(browser, scene, shot)
    }
    await scene.close()
    await moment.databases.drop()
  }
} finally {
  await browser.close()
  await stopTestServer()
  await rm(keysDir, { recursive: true, force: true })
}
