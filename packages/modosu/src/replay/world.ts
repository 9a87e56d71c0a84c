import { easeOff } from './ease-off.ts'
import { fetchPatiently } from './fetch-patiently.ts'

/** A mail as the demo's mailbox shows it. */
export interface MailboxMail {
  readonly to: string
  readonly subject: string
  readonly text: string
}

/** A balance as the demo's glass wall shows it. */
export interface ShownLot {
  readonly expiresAt: string
  readonly amount: string
}

/** Value that came into an account (positive) or left it (negative), newest first. */
export interface ShownMove {
  readonly at: string
  readonly counterparty: string
  readonly amount: string
  readonly lots: readonly ShownLot[]
}

/** Running companies as the play meets them: only by HTTP. */
export interface World {
  /** Base URL by company; one that is down for long is not in it until it is up again. */
  readonly origins: Readonly<Record<string, string>>
  readonly mailboxOrigin: string
}

const REST_DEADLINE_MS = 60_000

async function getJson(url: string, init?: RequestInit): Promise<unknown> {
  const { status, text } = await fetchPatiently(url, init)
  if (status !== 200) throw new Error(`${url}: ${status} ${text}`)
  return JSON.parse(text)
}

/** Moves the clocks of all companies to a moment of the story. */
export async function moveClocks(world: World, now: Date): Promise<void> {
  const moved = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ now: now.toISOString() }),
  }
  await Promise.all(
    Object.values(world.origins).map((origin) => getJson(`${origin}/demo/v1/clock`, moved)),
  )
}

/** Waits until no company has anything left that is due, as at night when nobody does anything. */
export async function comeToRest(world: World, stopwatch: () => number): Promise<void> {
  const start = stopwatch()
  const pause = easeOff()
  for (let calm = 0; calm < 2; ) {
    const due = await Promise.all(
      Object.values(world.origins).map(
        async (origin) => (await getJson(`${origin}/demo/v1/rest`)) as { due: number },
      ),
    )
    calm = due.every((company) => company.due === 0) ? calm + 1 : 0
    if (calm === 2) return
    if (stopwatch() - start > REST_DEADLINE_MS) throw new Error('the companies do not come to rest')
    await pause()
  }
}

export async function readMails(world: World, to: string): Promise<readonly MailboxMail[]> {
  const url = `${world.mailboxOrigin}/mails.json?to=${encodeURIComponent(to)}`
  return (await getJson(url)) as MailboxMail[]
}

/** What an account holds, lot by lot, through the demo's glass wall; unknown while it is down. */
export async function readLots(
  world: World,
  company: string,
  account: string,
): Promise<readonly ShownLot[] | undefined> {
  const origin = world.origins[company]
  if (origin === undefined) return undefined
  const url = `${origin}/demo/v1/lots?account=${encodeURIComponent(account)}`
  return ((await getJson(url)) as { lots: ShownLot[] }).lots
}

/** What happened to an account, through the demo's glass wall; unknown while its company is down. */
export async function readMoves(
  world: World,
  company: string,
  account: string,
): Promise<readonly ShownMove[] | undefined> {
  const origin = world.origins[company]
  if (origin === undefined) return undefined
  const url = `${origin}/demo/v1/moves?account=${encodeURIComponent(account)}`
  return ((await getJson(url)) as { moves: ShownMove[] }).moves
}
