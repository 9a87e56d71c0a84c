import { readdir, readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import { z } from 'zod'

const AGENTS = {
  windows: 'Mozilla/5.0 (Windows NT 10.0)',
  mac: 'Mozilla/5.0 (Macintosh)',
  linux: 'Mozilla/5.0 (X11; Linux)',
  iphone: 'Mozilla/5.0 (iPhone)',
  ipad: 'Mozilla/5.0 (iPad)',
  android: 'Mozilla/5.0 (Linux; Android 14)',
} as const

const words = z.strictObject({ ja: z.string(), en: z.string() })
const span = z.string().regex(/^\d+[mhd]$/, 'must be a number and m, h or d')

/** What can be done in a case; each is done over HTTP by the service's own endpoints. */
const step = z.strictObject({
  /** How long after the step before. */
  in: span,
  on: z.string(),
  /** Who sits there; the person of the device when absent. */
  who: z.string().optional(),
  do: z.enum([
    'sign-in',
    'sign-in-by-passkey',
    'reset-password',
    'steal-cookies',
    'change-email',
    'change-password',
    'change-login-id',
    'change-notice-settings',
    'add-delivery',
    'add-passkey',
    'add-phone',
    'use',
    'press',
    'stop',
  ]),
  to: z.string().optional(),
  from: z.string().optional(),
  what: z.enum(['value', 'payment', 'order', 'listing', 'comment']).optional(),
  /** What the pressed notice was about; the last such notice, or the first. */
  of: z.string().optional(),
  first: z.boolean().optional(),
})

const takeoverCase = z.strictObject({
  takeover: z.string(),
  title: words,
  devices: z.record(
    z.string(),
    z.strictObject({
      who: z.string(),
      browser: z.enum(Object.keys(AGENTS) as [keyof typeof AGENTS, ...(keyof typeof AGENTS)[]]),
      network: z.string(),
      /** The same device in another network. */
      carries: z.string().optional(),
    }),
  ),
  steps: z.array(step),
  /** What comes out: pinned, so that a change of the sorting shows what it costs. */
  expect: z.strictObject({ right: z.int(), unsure: z.int(), wrong: z.int() }),
})

export type TakeoverCase = z.infer<typeof takeoverCase>
export type Step = z.infer<typeof step>

const FOLDER = new URL('../../../../scenarios/takeovers/', import.meta.url)

export async function readTakeoverCases(): Promise<TakeoverCase[]> {
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.yaml')).sort()
  return await Promise.all(
    files.map(async (file) =>
      takeoverCase.parse(parse(await readFile(new URL(file, FOLDER), 'utf8'))),
    ),
  )
}

export function userAgentOf(browser: keyof typeof AGENTS): string {
  return AGENTS[browser]
}

const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 }

export function spanMs(text: string): number {
  return Number(text.slice(0, -1)) * UNIT_MS[text.slice(-1) as keyof typeof UNIT_MS]
}
