import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { digestTables } from '@modosu/kernel/testing'
import {
  type Browser,
  comeToRest,
  type DemoName,
  demoNames,
  openBrowser,
  readMails,
} from '@modosu/modosu'
import fc from 'fast-check'
import { allowedBy, type Broken, breakages } from './stage/inputs.ts'
import { type Operation, readOperations, type Schema } from './stage/open-api.ts'
import { openScene, type Scene } from './stage/open-scene.ts'
import { type PreparedMoment, prepareMoment } from './stage/prepare-moment.ts'

/** The same for every run unless another one is asked for; printed so that it can be. */
const seed = Number(process.env.FC_SEED ?? 20170914)
/** Allowed inputs of each operation, from each of those who may try. */
const TRIES = Number(process.env.FUZZ_TRIES ?? 3)
/** Somebody without a sign-in, a member, and a member of staff who may do the most. */
const VISITORS = ['nobody', 'member', 'staff'] as const
type Visitor = (typeof VISITORS)[number]
const STAFF: Readonly<Record<DemoName, string>> = {
  hinata: 'hinata-supervisor',
  furimaru: 'furimaru-office',
}
const STAFF_PASSWORD = 'demo-staff-tsunagu-7'
const DEVICE = { userAgent: 'Browser of whoever tries', ip: '192.0.2.78' }
/** Tries are counted and looks at somebody's data are recorded, whether they succeed or not. */
const RECORDS = /^kernel\.(rate|disclosure)$/

interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly errors?: readonly { readonly pointer: string; readonly reason: string }[]
}
interface Asked {
  readonly at: DemoName
  readonly operation: Operation
  readonly path: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}
interface Answer {
  readonly status: number
  readonly body: unknown
}

let keysDir: string
let moment: PreparedMoment
before(async () => {
  process.stdout.write(`seed ${seed}\n`)
  keysDir = await mkdtemp(join(tmpdir(), 'modosu-keys-'))
  moment = await prepareMoment('supervisor-approves', keysDir)
})
after(async () => {
  await moment.databases.drop()
  await rm(keysDir, { recursive: true, force: true })
})

type Cookies = ReturnType<Browser['cookies']>

const ACCOUNT = { loginId: 'whoever-tries', password: 'nami-to-kaze-2017', displayName: '波' }
const EMAIL = 'whoever@post.example'

async function post(browser: Browser, origin: string, path: string, body: object) {
  const answer = await browser.request({ origin, method: 'POST', path, body })
  assert.ok(answer.status < 300, `${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
  return answer.body as Record<string, string>
}

async function signUp(scene: Scene, at: DemoName): Promise<void> {
  const { origin } = scene.stage.configs[at]
  const browser = openBrowser(DEVICE)
  const asked = { ...ACCOUNT, email: EMAIL }
  const { memberId } = await post(browser, origin, '/account/v1/sign-up', asked)
  await comeToRest(scene.stage.world, () => performance.now())
  const mails = await readMails(scene.stage.world, EMAIL)
  const code = /\b\d{6}\b/.exec(mails.at(-1)?.text ?? '')?.[0]
  await post(browser, origin, '/account/v1/sign-up/confirm', { memberId, code })
}

/** The cookies of a member and of a member of staff. */
async function signIn(scene: Scene, at: DemoName): Promise<Record<Visitor, Cookies>> {
  const { origin } = scene.stage.configs[at]
  const member = openBrowser(DEVICE)
  const { loginId, password } = ACCOUNT
  await post(member, origin, '/account/v1/sign-in', { login: loginId, password })
  const staff = openBrowser(DEVICE)
  const badge = { login: STAFF[at], password: STAFF_PASSWORD }
  await post(staff, origin, '/desk/v1/staff/sign-in', badge)
  return { nobody: [], member: member.cookies(), staff: staff.cookies() }
}

let keys = 0
async function ask(scene: Scene, cookies: Cookies, asked: Asked): Promise<Answer> {
  keys += 1
  return await openBrowser(DEVICE, cookies).request({
    origin: scene.stage.configs[asked.at].origin,
    method: asked.operation.method,
    path: asked.path,
    ...(asked.body === undefined ? {} : { body: asked.body }),
    headers: {
      'idempotency-key': `every-endpoint-${keys}`,
      'x-reason': 'decide_case',
      ...asked.headers,
    },
  })
}

function assertProblem({ operation, at, body }: Asked, answer: Answer): Problem {
  const told = `${at} ${operation.method} ${operation.path} ${JSON.stringify(body)?.slice(0, 500)}: ${answer.status}`
  assert.ok(answer.status < 500, told)
  assert.ok(operation.statuses.includes(answer.status), `${told} is not on its page`)
  const problem = answer.body as Problem
  assert.equal(problem.status, answer.status, told)
  assert.match(problem.type, /^[a-z]+\/[a-z_]+$/, told)
  assert.ok(problem.title.length > 0, told)
  for (const { pointer, reason } of problem.errors ?? []) {
    assert.match(pointer, /^\/(path|query|body|header)/, told)
    assert.ok(reason.length > 0, told)
  }
  return problem
}

function sample<Value>(arbitrary: fc.Arbitrary<Value>, numRuns: number): Value[] {
  return fc.sample(arbitrary, { seed, numRuns })
}

function pathsOf(operation: Operation, ids: readonly string[], runs: number): string[] {
  const params = operation.params.map(({ name, schema }) =>
    allowedBy(schema, ids).map((value) => [name, String(value)] as const),
  )
  const query = operation.query.map(({ name, schema, required }) =>
    fc.option(
      allowedBy(schema, ids).map((value) => [name, String(value)] as const),
      { freq: required ? Number.MAX_SAFE_INTEGER : 2 },
    ),
  )
  return sample(fc.tuple(fc.tuple(...params), fc.tuple(...query)), runs).map(([inPath, asked]) => {
    let path = operation.path
    for (const [name, value] of inPath) {
      path = path.replace(`{${name}}`, encodeURIComponent(value))
    }
    const given = asked
      .filter((one) => one !== null)
      .map(([name, value]) => [name, value] as [string, string])
    return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`
  })
}

function bodiesOf({ body }: Operation, ids: readonly string[], runs: number): unknown[] {
  if (body === undefined) return Array.from({ length: runs }, () => undefined)
  return sample(allowedBy(body, ids), runs)
}

/** The tables once nobody has anything left to do. */
async function tablesAtRest(scene: Scene, at: DemoName): Promise<ReadonlyMap<string, string>> {
  await comeToRest(scene.stage.world, () => performance.now())
  return await digestTables(scene.stage.configs[at].database.admin)
}

function changedBetween(
  earlier: ReadonlyMap<string, string>,
  later: ReadonlyMap<string, string>,
): string[] {
  return [...later].flatMap(([name, digest]) => (earlier.get(name) === digest ? [] : [name]))
}

function idsOf(): string[] {
  return moment.bookmark.memory.map(([, value]) => String(value))
}

const tried = new Set<string>()
/** What two companies serve from one room is tried at the first. */
function isNew({ method, path }: Operation): boolean {
  const isKnown = tried.has(`${method} ${path}`)
  tried.add(`${method} ${path}`)
  return !isKnown
}

for (const at of demoNames) {
  describe(`every endpoint of ${at} that none before it serves`, () => {
    let scene: Scene
    let operations: Operation[]
    let cookies: Record<Visitor, Cookies>
    before(async () => {
      scene = await openScene(moment, keysDir)
      const listed = await readOperations(scene.stage.configs[at].origin)
      operations = endingLast(listed.filter((one) => isNew(one)))
      await signUp(scene, at)
      cookies = await signIn(scene, at)
    })
    after(() => scene.close())

    test('limits the length of everything that it takes', () => {
      const endless = operations.flatMap(({ method, path, body, query, params }) =>
        [
          ...(body ? endlessIn(body, '') : []),
          ...[...query, ...params].flatMap(({ name, schema }) => endlessIn(schema, `?${name}`)),
        ].map((field) => `${method} ${path} ${field}`),
      )
      assert.deepEqual(endless, [])
    })

    test('names the field that is wrong, and changes nothing', async () => {
      let asked = 0
      const earlier = await tablesAtRest(scene, at)
      for (const operation of operations) {
        if (!operation.body) continue
        const [path = ''] = pathsOf(operation, idsOf(), 1)
        const [good] = bodiesOf(operation, idsOf(), 1)
        for (const broken of breakages(operation.body, good)) {
          await refuses(scene, { at, operation, path }, broken)
          asked += 1
        }
      }
      process.stdout.write(`${at}: ${asked} broken bodies\n`)
      assert.deepEqual(changedBetween(earlier, await tablesAtRest(scene, at)), [])
    })

    test('answers whatever is allowed as its page says, whoever asks', async () => {
      const statuses = new Map<number, number>()
      let earlier = await tablesAtRest(scene, at)
      for (const operation of operations) {
        let done = 0
        for (const request of requestsOf(operation, at)) {
          const answer = await ask(scene, cookies[request.visitor], request)
          statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
          if (answer.status < 300) done += 1
          else assertProblem(request, answer)
        }
        // Where something was done the tables may well have changed.
        if (done > 0) {
          earlier = await tablesAtRest(scene, at)
          continue
        }
        const later = await digestTables(scene.stage.configs[at].database.admin)
        assert.deepEqual(
          changedBetween(earlier, later).filter((table) => !RECORDS.test(table)),
          [],
          `${operation.method} ${operation.path} refused, and yet changed something`,
        )
      }
      const told = [...statuses].sort().map(([status, count]) => `${status}: ${count}`)
      process.stdout.write(`${at}: ${told.join(', ')}\n`)
    })
  })
}

/** Whoever signs out tries nothing more. */
function endingLast(operations: readonly Operation[]): Operation[] {
  const ends = ({ path, method }: Operation) => /sign-out|session/.test(path) && method !== 'GET'
  return [...operations.filter((one) => !ends(one)), ...operations.filter(ends)]
}

/** What each of those who may try sends to one operation. */
function requestsOf(operation: Operation, at: DemoName) {
  return VISITORS.flatMap((visitor) => {
    const bodies = bodiesOf(operation, idsOf(), TRIES)
    return pathsOf(operation, idsOf(), TRIES).map((path, index) => ({
      visitor,
      at,
      operation,
      path,
      body: bodies[index],
    }))
  })
}

async function refuses(
  scene: Scene,
  of: { at: DemoName; operation: Operation; path: string },
  broken: Broken,
): Promise<void> {
  const request = { ...of, body: broken.value }
  const problem = assertProblem(request, await ask(scene, [], request))
  assert.equal(problem.type, 'kernel/malformed', JSON.stringify(broken))
  const wrong = problem.errors?.map(({ pointer }) => pointer) ?? []
  assert.ok(
    // A thing of another shape may be told by what is missing in it.
    wrong.some(
      (pointer) =>
        `/body${broken.pointer}`.startsWith(pointer) ||
        pointer.startsWith(`/body${broken.pointer}/`),
    ),
    `${of.operation.path}: ${JSON.stringify(broken)} was blamed on ${wrong.join(', ')}`,
  )
}

/** Texts and lists that a caller may make as long as he likes. */
function endlessIn(schema: Schema, at: string): string[] {
  const inner = [
    ...Object.entries(schema.properties ?? {}).flatMap(([name, one]) =>
      endlessIn(one, `${at}/${name}`),
    ),
    ...(schema.items ? endlessIn(schema.items, `${at}[]`) : []),
    ...[...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])].flatMap((one) =>
      endlessIn(one, at),
    ),
  ]
  const endsSomewhere =
    schema.enum ?? schema.pattern ?? schema.format ?? schema.maxLength ?? schema.maxItems
  const isEndless = schema.type === 'array' || schema.type === 'string'
  return isEndless && endsSomewhere === undefined ? [at, ...inner] : inner
}
