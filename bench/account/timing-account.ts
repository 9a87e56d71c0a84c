import { accountApi, accountProblems, authenticateMember } from '@modosu/account'
import { type Api, kernelProblems, openHono } from '@modosu/kernel'
import { openWorld, type World } from './world.ts'

/** Tries of each kind; `--quick` takes a quarter. */
const ROUNDS = process.argv.includes('--quick') ? 250 : 1_000
const RESAMPLES = 2_000
/** An attacker over a network sees no less than this; below it the two are alike. */
const ALIKE_MS = 1
const PASSWORD = 'a password that is wrong 1'

interface Question {
  readonly what: string
  readonly path: string
  body(name: string): Record<string, string>
}

async function compare(at: World, question: Question) {
  const api = apiOf(at)
  const names = await knownNames(at, question.what)
  const known: number[] = []
  const unknown: number[] = []
  for (const [round, name] of names.entries()) {
    // By turns, and each first every other time: what drifts falls on both.
    const asks = [
      [name, known],
      [`no-${name}`, unknown],
    ] as const
    for (const [asked, into] of round % 2 === 0 ? asks : asks.toReversed()) {
      const began = performance.now()
      await ask(api, question, { name: asked, network: round * 2 + (into === known ? 0 : 1) })
      into.push(performance.now() - began)
    }
  }
  // The first calls make plans and connections.
  const warm = Math.floor(ROUNDS / 20)
  const [left, right] = [known.slice(warm), unknown.slice(warm)]
  const differenceMs = intervalOf(left, right)
  const alike = Math.max(...differenceMs.map(Math.abs)) < ALIKE_MS
  const { what } = question
  return {
    what,
    rounds: ROUNDS,
    knownMs: median(left),
    unknownMs: median(right),
    differenceMs,
    alike,
  }
}

async function ask(api: Api, question: Question, from: { name: string; network: number }) {
  const response = await api.hono.request(question.path, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-forwarded-for': `10.${from.network >> 8}.${from.network & 255}.7`,
    },
    body: JSON.stringify(question.body(from.name)),
  })
  await response.text()
  if (response.status >= 500 || response.status === 429) {
    throw new Error(`${question.path} answered ${response.status}`)
  }
}

function apiOf(at: World): Api {
  const api: Api = {
    hono: openHono(),
    runtime: at.runtime,
    authenticators: { member: authenticateMember, staff: async () => undefined },
    problems: { ...kernelProblems, ...accountProblems },
    trustProxy: true,
    secureCookies: true,
  }
  accountApi(api, at.deps)
  return api
}

/** Members with a password hash that costs what every other costs. */
async function knownNames(at: World, what: string): Promise<string[]> {
  const prefix = what.replaceAll(/[^a-z]/g, '').slice(0, 8)
  const names = Array.from({ length: ROUNDS }, (_, index) => `${prefix}-${index}`)
  await at.admin.query(MEMBERS, [names])
  return names
}

const MEMBERS = `
  with m as (
    insert into account.member (member_id, display_name, password_hash, signed_up_at, confirmed_at)
    select 'mem_' || name, 'timing',
           '$argon2id$v=19$m=19456,t=2,p=1$onnT6j9+8e5/VCZQfXNxuQ$/CTSKxzjm3ZBhogZ10J6CdzB3vMUEqyqdCIQncTOP8w',
           now() - interval '1 year', now() - interval '1 year'
    from unnest($1::text[]) as name
    returning member_id),
  n as (
    insert into account.login_name (login_name_id, member_id, login_id, login_key, from_at)
    select 'lgn' || member_id, member_id, substr(member_id, 5), substr(member_id, 5),
           now() - interval '1 year' from m)
  insert into account.address (address_id, member_id, contact, contact_key, channel, confirmed_at)
  select 'adr' || member_id, member_id, member_id || '@bench.example', member_id || '@bench.example',
         'email', now() - interval '1 year' from m`

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** Where the difference of the medians lies: resampled, and the outer 0.1 % cut off. */
function intervalOf(left: readonly number[], right: readonly number[]): readonly [number, number] {
  const draw = (values: readonly number[]) =>
    median(values.map(() => values[Math.floor(Math.random() * values.length)] as number))
  const differences = Array.from({ length: RESAMPLES }, () => draw(left) - draw(right))
  differences.sort((a, b) => a - b)
  const cut = Math.floor(RESAMPLES * 0.0005)
  return [differences[cut] as number, differences[RESAMPLES - 1 - cut] as number]
}

/**
 * Whether time tells who is a member: known and unknown names by turns, the same wrong password, and
 * the difference of the medians with its 99.9 % interval (percentile bootstrap). Every name is tried
 * once from a network of its own, so that no limit answers.
 */
const world = await openWorld()
try {
  const results = [
    await compare(world, {
      what: 'sign-in, a wrong password',
      path: '/account/v1/sign-in',
      body: (login) => ({ login, password: PASSWORD }),
    }),
    await compare(world, {
      what: 'password reset',
      path: '/account/v1/password-reset',
      body: (login) => ({ login }),
    }),
    await compare(world, {
      what: 'emergency stop',
      path: '/account/v1/stop',
      body: (contact) => ({ contact }),
    }),
  ]
  if (process.argv.includes('--json')) {
    process.stdout.write(`${JSON.stringify(results, null, 2)}\n`)
  } else {
    for (const one of results) {
      const [from, to] = one.differenceMs.map((ms) => ms.toFixed(3))
      process.stdout.write(
        `${one.what.padEnd(28)} known ${one.knownMs.toFixed(2)} ms, unknown ${one.unknownMs.toFixed(2)} ms, ` +
          `difference ${from} to ${to} ms: ${one.alike ? 'alike' : 'TELLS APART'}\n`,
      )
    }
  }
  if (!results.every((one) => one.alike)) process.exitCode = 1
} finally {
  await world.close()
}
