import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core'
import type { Scene } from './open-scene.ts'

/** The sizes that every page is looked at: a phone, and a desk. */
export const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 900 } }

export interface WindowOptions {
  readonly size: keyof typeof SIZES
  readonly language: 'ja' | 'en'
  /** Whose sign-in is used; nobody's when none is named. */
  readonly person?: string | undefined
  readonly colorScheme?: BrowserContextOptions['colorScheme']
}

/** A window of a real browser with the cookies that a person of the story has. */
export async function openWindow(
  browser: Browser,
  scene: Scene,
  { size, language, person, colorScheme = 'light' }: WindowOptions,
): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: SIZES[size],
    locale: language,
    colorScheme,
    // The weir drops once when a page opens; whoever looks wants it where it lands.
    reducedMotion: 'reduce',
  })
  const kept = person === undefined ? [] : scene.browser(person).cookies()
  await context.addCookies(
    kept.map(({ host, name, value }) => ({ name, value, domain: host, path: '/' })),
  )
  return context
}
