import { assert } from '@modosu/kernel'
import type { Browser } from './browser.ts'
import { easeOff } from './ease-off.ts'
import { differs, fill, type Memory, pick } from './memory.ts'
import type { CallItem, MailItem, RecipeItem, Recipes, Step } from './scenario.ts'
import { readMails, type World } from './world.ts'

/** Everything a play has in its hands. */
export interface Play {
  readonly world: World
  readonly recipes: Recipes
  readonly memory: Memory
  readonly browsers: Readonly<Record<string, Browser>>
  readonly stopwatch: () => number
}

/** A step did not come out as the scenario says. */
export class PlayFault extends Error {
  readonly step: string
  constructor(step: string, message: string) {
    super(`${step}: ${message}`)
    this.step = step
  }
}

const WAIT_DEADLINE_MS = 30_000

/** Plays one step: the recipe's requests one after the other, then the step's own expectations. */
export async function playStep(play: Play, step: Step): Promise<void> {
  const recipe = play.recipes[step.do]
  assert(recipe, `${step.id}: there is no recipe "${step.do}"`)
  const local: Memory = new Map(play.memory)
  local.set('at', step.at)
  local.set('now', new Date(step.time).toISOString())
  for (const [name, value] of play.memory) {
    if (name.startsWith(`${step.who}.`)) local.set(`me.${name.slice(step.who.length + 1)}`, value)
  }
  for (const [name, value] of Object.entries(step.with ?? {})) {
    local.set(`with.${name}`, fill(local, value))
  }
  const mailsBefore = await countMails(play, local, recipe)
  for (const [index, item] of recipe.entries()) {
    const last = index === recipe.length - 1
    const saved =
      'call' in item
        ? await playCall(play, step, local, {
            ...item,
            ...(last && step.status !== undefined ? { status: step.status } : {}),
            ...(last && step.expect ? { expect: mergeExpected(local, item, step) } : {}),
            key: `${step.id}-${index}`,
          })
        : await playMail(play, step, local, { ...item, after: mailsBefore.get(item) ?? 0 })
    for (const [name, value] of Object.entries(saved)) remember(play, step, local, { name, value })
  }
}

function mergeExpected(local: Memory, item: CallItem, step: Step): Record<string, unknown> {
  return { ...(fill(local, item.expect ?? {}) as Record<string, unknown>), ...step.expect }
}

/** `me.x` is remembered of the person who acts; `x` of the whole play. */
function remember(
  play: Play,
  step: Step,
  local: Memory,
  fact: { name: string; value: unknown },
): void {
  const written = String(fill(local, fact.name))
  const name = written.startsWith('me.') ? `${step.who}.${written.slice(3)}` : written
  local.set(written, fact.value)
  play.memory.set(name, fact.value)
}

type Saved = Record<string, unknown>

async function playCall(
  play: Play,
  step: Step,
  local: Memory,
  item: CallItem & { key: string },
): Promise<Saved> {
  const start = play.stopwatch()
  const pause = easeOff()
  for (;;) {
    const { answer, problem } = await callOnce(play, step, local, item)
    if (!problem) {
      return Object.fromEntries(
        Object.entries(item.save ?? {}).map(([name, path]) => [name, pick(answer.body, path)]),
      )
    }
    if (!item.until || play.stopwatch() - start > WAIT_DEADLINE_MS) {
      throw new PlayFault(step.id, `${item.call}: ${problem}`)
    }
    await pause()
  }
}

async function callOnce(
  play: Play,
  step: Step,
  local: Memory,
  item: CallItem & { key: string },
): Promise<{ answer: { status: number; body: unknown }; problem: string | undefined }> {
  const [method = '', path = ''] = item.call.split(' ')
  const browser = play.browsers[step.who]
  const origin = play.world.origins[item.company ?? step.at]
  assert(browser && origin, `${step.id}: nobody is called ${step.who}, or no company ${step.at}`)
  const reason = item.reason && String(fill(local, item.reason))
  const answer = await browser.request({
    origin,
    method,
    path: String(fill(local, path)),
    ...(item.body ? { body: fill(local, item.body) } : {}),
    headers: {
      ...(item.idempotent ? { 'idempotency-key': `replay-${item.key}` } : {}),
      ...(reason ? { 'x-reason': reason } : {}),
    },
  })
  const wrongStatus =
    item.status === undefined
      ? answer.status >= 200 && answer.status < 300
        ? undefined
        : `status ${answer.status}: ${JSON.stringify(answer.body)}`
      : answer.status === item.status
        ? undefined
        : `status ${answer.status} instead of ${item.status}: ${JSON.stringify(answer.body)}`
  return {
    answer,
    problem: wrongStatus ?? differs(fill(local, item.expect ?? {}), answer.body),
  }
}

/** How many mails lay in each mailbox when the step began, for the items that want a fresh one. */
async function countMails(
  play: Play,
  local: Memory,
  recipe: readonly RecipeItem[],
): Promise<Map<RecipeItem, number>> {
  const counts = new Map<RecipeItem, number>()
  for (const item of recipe) {
    if (!('mail' in item) || !item.fresh) continue
    counts.set(item, (await readMails(play.world, String(fill(local, item.mail)))).length)
  }
  return counts
}

async function playMail(
  play: Play,
  step: Step,
  local: Memory,
  item: MailItem & { after: number },
): Promise<Saved> {
  const to = String(fill(local, item.mail))
  const subject = new RegExp(String(fill(local, item.subject ?? '')))
  const start = play.stopwatch()
  const pause = easeOff()
  for (;;) {
    const mails = (await readMails(play.world, to)).slice(item.after)
    const found = mails.filter((mail) => subject.test(mail.subject))
    const mail = found.at(-1)
    if (item.none) {
      if (!mail) return {}
      throw new PlayFault(step.id, `${to} got a mail that must not exist: ${mail.subject}`)
    }
    const saved = mail && readOut(mail.text, item.save ?? {})
    if (saved) return saved
    if (play.stopwatch() - start > WAIT_DEADLINE_MS) {
      throw new PlayFault(step.id, `no mail like ${item.subject ?? 'any'} came to ${to}`)
    }
    await pause()
  }
}

/** The first group of each pattern, or `undefined` when one is not in the text. */
function readOut(text: string, patterns: Readonly<Record<string, string>>): Saved | undefined {
  const saved: Saved = {}
  for (const [name, pattern] of Object.entries(patterns)) {
    const value = new RegExp(pattern).exec(text)?.[1]
    if (value === undefined) return undefined
    saved[name] = value
  }
  return saved
}
