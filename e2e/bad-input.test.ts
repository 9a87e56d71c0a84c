import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { freePort } from '@modosu/kernel'
import {
  type BrowserAnswer,
  comeToRest,
  type DemoName,
  moveClocks,
  openBrowser,
  openCompany,
  readMails,
} from '@modosu/modosu'
import { openScene, type Scene } from './stage/open-scene.ts'
import { type PreparedMoment, prepareMoment } from './stage/prepare-moment.ts'
import { makeForgedKey, signMessage } from './stage/sign-message.ts'

let keysDir: string
let press: PreparedMoment
let held: PreparedMoment
before(async () => {
  keysDir = await mkdtemp(join(tmpdir(), 'modosu-keys-'))
  press = await prepareMoment('owner-presses', keysDir)
  held = await prepareMoment('seller-tries-to-ship', keysDir)
})
after(async () => {
  await press.databases.drop()
  await held.databases.drop()
  await rm(keysDir, { recursive: true, force: true })
})

interface Asked {
  readonly at: DemoName
  readonly call: string
  readonly body?: unknown
  readonly key?: string
  readonly headers?: Readonly<Record<string, string>>
}

let keys = 0
async function ask(scene: Scene, person: string, asked: Asked): Promise<BrowserAnswer> {
  const [method = '', path = ''] = asked.call.split(' ')
  keys += 1
  return await scene.browser(person).request({
    origin: scene.stage.configs[asked.at].origin,
    method,
    path,
    ...(asked.body === undefined ? {} : { body: asked.body }),
    headers: { 'idempotency-key': asked.key ?? `bad-input-${keys}`, ...asked.headers },
  })
}

interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly errors?: readonly { readonly pointer: string; readonly reason: string }[]
}

function assertProblem(answer: BrowserAnswer, status: number, type: string, field?: string): void {
  const problem = answer.body as Problem
  assert.deepEqual(
    { status: answer.status, told: problem.status, type: problem.type },
    { status, told: status, type },
  )
  assert.ok(problem.title.length > 0)
  if (field !== undefined) {
    assert.deepEqual(
      problem.errors?.map(({ pointer }) => pointer),
      [field],
    )
    assert.ok(problem.errors?.every(({ reason }) => reason.length > 0))
  }
}

const listing = {
  title: 'x',
  description: 'x',
  category: 'other',
  condition: 'good',
  shippingWay: 'tracked',
  postage: 'seller',
  shipsIn: 'days_1_2',
}

describe('at the moment before the press', () => {
  let scene: Scene
  before(async () => {
    scene = await openScene(press, keysDir)
  })
  after(() => scene.close())

  for (const [what, amount] of [
    ['zero', '0'],
    ['negative', '-1'],
    ['a fraction', '1.5'],
    ['over 2^53', '9007199254740993'],
    ['far over 2^53', '9'.repeat(40)],
    ['a number, not a text', 100],
    ['in another notation', '1e2'],
    ['full-width digits', '\uff11\uff10\uff10'],
    ['nothing', null],
    ['a list', ['1']],
  ] as const) {
    test(`an amount that is ${what} is refused by name and moves nothing`, async () => {
      await scene.nothingMoves(async () => {
        const call = 'POST /pay/v1/conversions'
        const converted = await ask(scene, 'thief', { at: 'hinata', call, body: { amount } })
        assertProblem(converted, 400, 'kernel/malformed', '/body/amount')
        const listed = await ask(scene, 'seller', {
          at: 'furimaru',
          call: 'POST /market/v1/listings',
          body: { ...listing, price: amount },
        })
        assertProblem(listed, 400, 'kernel/malformed', '/body/price')
      })
    })
  }

  test('more than there is moves nothing', async () => {
    await scene.nothingMoves(async () => {
      const body = { amount: '237' }
      const answer = await ask(scene, 'thief', {
        at: 'hinata',
        call: 'POST /pay/v1/conversions',
        body,
      })
      assertProblem(answer, 422, 'pay/insufficient')
    })
  })

  test('a field that nobody knows is refused by name, in a body and in a query', async () => {
    await scene.nothingMoves(async () => {
      const body = { amount: '1', memberId: scene.fact('owner.hinata.memberId') }
      const call = 'POST /pay/v1/conversions'
      const converted = await ask(scene, 'thief', { at: 'hinata', call, body })
      assertProblem(converted, 400, 'kernel/malformed', '/body/memberId')
      const searched = await ask(scene, 'thief', {
        at: 'furimaru',
        call: 'GET /market/v1/listings?state=sold&owner=x',
      })
      assertProblem(searched, 400, 'kernel/malformed', '/query/owner')
    })
  })

  test('a wrong type, a missing field and a text that is no JSON are refused', async () => {
    await scene.nothingMoves(async () => {
      const call = 'POST /account/v1/undo'
      for (const body of [{ token: 7 }, {}, { token: { $ne: '' } }]) {
        const answer = await ask(scene, 'owner', { at: 'hinata', call, body })
        assertProblem(answer, 400, 'kernel/malformed', '/body/token')
      }
      const headers = { 'content-type': 'text/plain' }
      const plain = await ask(scene, 'owner', { at: 'hinata', call, body: { token: 'x' }, headers })
      assertProblem(plain, 415, 'kernel/unsupported_media_type')
    })
  })

  test('an id that nobody knows, and one that is none, lead nowhere', async () => {
    const unknown = (prefix: string) => `${prefix}_${'0'.repeat(24)}`
    const bodyOfOrder = {
      deliverTo: { name: 'n', postalCode: '1350091', prefecture: 'p', city: 'c', line: 'l' },
    }
    await scene.nothingMoves(async () => {
      for (const [person, asked, status, type] of [
        [
          'seller',
          { at: 'furimaru', call: `GET /market/v1/orders/${unknown('ord')}` },
          404,
          'market/unknown_order',
        ],
        [
          'thief',
          {
            at: 'furimaru',
            call: 'POST /market/v1/orders',
            body: { ...bodyOfOrder, listingId: unknown('lst') },
          },
          404,
          'market/unknown_listing',
        ],
        [
          'thief',
          { at: 'hinata', call: `POST /pay/v1/payment-requests/${unknown('prq')}/approval` },
          404,
          'pay/unknown_payment',
        ],
        [
          'agent',
          {
            at: 'hinata',
            call: `GET /desk/v1/cases/${unknown('case')}`,
            headers: { 'x-reason': 'case work' },
          },
          404,
          'desk/unknown_case',
        ],
        [
          'owner',
          { at: 'hinata', call: 'POST /account/v1/undo', body: { token: 'x'.repeat(43) } },
          404,
          'account/undo_unknown',
        ],
        ['owner', { at: 'hinata', call: 'GET /nothing/v1/here' }, 404, 'kernel/not_found'],
      ] as const) {
        assertProblem(await ask(scene, person, asked), status, type)
      }
      const none = await ask(scene, 'seller', {
        at: 'furimaru',
        call: "GET /market/v1/orders/1'--",
      })
      assertProblem(none, 400, 'kernel/malformed', '/path/orderId')
    })
  })

  test('somebody else’s session is as unknown as none, and stays', async () => {
    const sessions = await ask(scene, 'thief', {
      at: 'furimaru',
      call: 'GET /account/v1/sessions',
    })
    const [session] = (sessions.body as { sessions: { sessionId: string }[] }).sessions
    assert.ok(session)
    const call = `DELETE /account/v1/sessions/${session.sessionId}`
    const answer = await ask(scene, 'seller', { at: 'furimaru', call })
    assertProblem(answer, 404, 'account/unknown_session')
    const still = await ask(scene, 'thief', { at: 'furimaru', call: 'GET /account/v1/session' })
    assert.equal(still.status, 200)
  })

  test('a session of one company opens nothing at the other', async () => {
    const cookies = scene.browser('seller').cookies()
    const [token] = cookies.filter(({ name }) => /furimaru$/.test(name)).map(({ value }) => value)
    assert.ok(token)
    const stranger = openBrowser({ userAgent: 'x', ip: '192.0.2.9' })
    const answer = await stranger.request({
      origin: scene.stage.configs.hinata.origin,
      method: 'POST',
      path: '/pay/v1/conversions',
      body: { amount: '1' },
      headers: { authorization: `Bearer ${token}`, 'idempotency-key': 'foreign-session' },
    })
    assertProblem(answer, 401, 'kernel/not_signed_in')
  })

  test('nobody buys a listing of his own', async () => {
    await scene.nothingMoves(async () => {
      const deliverTo = { name: 'n', postalCode: '1350091', prefecture: 'p', city: 'c', line: 'l' }
      const own = await ask(scene, 'seller', {
        at: 'furimaru',
        call: 'POST /market/v1/listings',
        body: { ...listing, price: '1000' },
      })
      const { listingId } = own.body as { listingId: string }
      const answer = await ask(scene, 'seller', {
        at: 'furimaru',
        call: 'POST /market/v1/orders',
        body: { listingId, deliverTo },
      })
      assertProblem(answer, 409, 'market/own_listing')
    })
  })

  test('a key that was used for another amount is refused and converts nothing', async () => {
    const call = 'POST /pay/v1/conversions'
    const convert = (amount: string) =>
      ask(scene, 'thief', { at: 'hinata', call, body: { amount }, key: 'one-key-two-amounts' })
    assert.equal((await convert('1')).status, 201)
    await scene.nothingMoves(async () => {
      assertProblem(await convert('2'), 409, 'kernel/idempotency_conflict')
      assert.equal((await convert('1')).status, 201)
    })
  })

  test('a message that is forged, replayed, stale or for somebody else moves nothing', async () => {
    const { hinata, furimaru } = scene.stage.configs
    const key = hinata.neighbours.signingKey
    const transfer = `tr_${'0'.repeat(24)}`
    const seconds = Math.floor(Date.now() / 1000)
    const msg = askAbout(transfer)
    const put = async (jws: string) => {
      const response = await fetch(`${furimaru.origin}/recall/v1/legs/${msg.leg}/ask`, {
        method: 'PUT',
        headers: { 'content-type': 'application/jose' },
        body: jws,
      })
      return { status: response.status, text: await response.text() }
    }
    const envelope = { iss: 'hinata', aud: 'furimaru', iat: seconds, jti: `msg_${'a'.repeat(24)}` }
    const typ = 'modosu-recall-ask+jwt'
    const forger = await makeForgedKey(key)
    await scene.nothingMoves(async () => {
      for (const [jws, type] of [
        [await signMessage(forger, typ, { ...envelope, msg }), 'recall/bad_signature'],
        [await signMessage(key, typ, { ...envelope, iat: seconds - 400, msg }), 'recall/stale'],
        [await signMessage(key, typ, { ...envelope, aud: 'hinata', msg }), 'recall/bad_signature'],
        [
          await signMessage(key, typ, { ...envelope, iss: 'stranger', msg }),
          'recall/unknown_neighbour',
        ],
      ] as const) {
        const answer = await put(jws)
        assert.equal(answer.status, 401)
        assert.equal((JSON.parse(answer.text) as Problem).type, type)
      }
      const honest = await signMessage(key, typ, { ...envelope, msg })
      assert.equal((await put(honest)).status, 200)
      const again = await put(honest)
      assert.equal(again.status, 409)
      const [, content = ''] = again.text.split('.')
      const said = JSON.parse(Buffer.from(content, 'base64url').toString())
      assert.equal(said.msg.problem.code, 'recall/replayed')
    })
  })
})

/** A well-formed ask about value that never came. */
function askAbout(transfer: string) {
  const hours = (n: number) =>
    new Date(new Date('2017-09-12T22:40:00+09:00').getTime() + n * 3_600_000)
  return {
    leg: `leg_${'0'.repeat(24)}`,
    case: { id: `case_${'0'.repeat(24)}`, number: '111-222-333' },
    transfer,
    attempt: 1,
    offsets: [['0', '100']],
    amount: '100',
    unit: 'yen',
    stance: 'provisional',
    reason: 'UAPA',
    evidence: 'press',
    holdUntil: hours(24).toISOString(),
    answerDue: hours(24).toISOString(),
    renewals: 0,
    hopsLeft: 7,
    indemnity: null,
  }
}

describe('under the hold', () => {
  let scene: Scene
  before(async () => {
    scene = await openScene(held, keysDir)
  })
  after(() => scene.close())

  test('an undo link that was pressed says so, tells the case, and changes nothing', async () => {
    await scene.nothingMoves(async () => {
      const body = { token: scene.fact('undoToken') }
      const answer = await ask(scene, 'owner', {
        at: 'hinata',
        call: 'POST /account/v1/undo',
        body,
      })
      assertProblem(answer, 409, 'account/undo_used')
      assert.equal((answer.body as { caseNumber: string }).caseNumber, scene.fact('case.number'))
    })
  })

  test('an order on hold is not shipped, received or cancelled by its sides', async () => {
    const order = `/market/v1/orders/${scene.fact('order.orderId')}`
    await scene.nothingMoves(async () => {
      for (const [person, path, body] of [
        ['seller', 'shipment', { carrier: 'yamato', trackingNumber: '123456789013' }],
        ['thief', 'receipt', undefined],
        ['seller', 'cancel-request', { reason: 'x' }],
      ] as const) {
        const call = `POST ${order}/${path}`
        const answer = await ask(scene, person, { at: 'furimaru', call, body })
        assertProblem(answer, 409, 'market/on_hold')
      }
    })
    const seen = await ask(scene, 'seller', { at: 'furimaru', call: `GET ${order}` })
    const { state, onHold } = seen.body as { state: string; onHold: boolean }
    assert.deepEqual({ state, onHold }, { state: 'awaiting_shipment', onHold: true })
  })
})

describe('on copies of their own', () => {
  test('an undo link is too old after thirty days and stops nothing', async () => {
    const scene = await openScene(press, keysDir)
    try {
      await moveClocks(scene.stage.world, new Date('2017-10-13T13:23:00+09:00'))
      await comeToRest(scene.stage.world, () => performance.now())
      await scene.nothingMoves(async () => {
        const body = { token: scene.fact('undoToken') }
        const call = 'POST /account/v1/undo'
        const answer = await ask(scene, 'owner', { at: 'hinata', call, body })
        assertProblem(answer, 410, 'account/undo_expired')
      })
    } finally {
      await scene.close()
    }
  })

  test('an order that was cancelled cannot be cancelled again, and its value comes back once', async () => {
    const scene = await openScene(press, keysDir)
    try {
      const at = 'furimaru'
      const { staff } = scene.stage.configs.furimaru
      const signIn = { login: staff[0]?.login, password: staff[0]?.password }
      const call = 'POST /desk/v1/staff/sign-in'
      assert.equal((await ask(scene, 'office', { at, call, body: signIn })).status, 200)
      const order = scene.fact('order.orderId')
      const cancel = () =>
        ask(scene, 'office', {
          at,
          call: `POST /market/v1/staff/orders/${order}/cancel`,
          body: { reason: 'asked for by the seller' },
        })
      assert.equal((await cancel()).status, 200)
      await comeToRest(scene.stage.world, () => performance.now())
      await scene.nothingMoves(async () => {
        assertProblem(await cancel(), 409, 'market/already_cancelled')
        const path = `/market/v1/orders/${order}/cancel-request`
        const body = { reason: 'once more' }
        const bySeller = await ask(scene, 'seller', { at, call: `POST ${path}`, body })
        assertProblem(bySeller, 409, 'market/already_cancelled')
      })
    } finally {
      await scene.close()
    }
  })

  test('the stop answers an unknown address as it answers a known one, and mails nobody unknown', async () => {
    const scene = await openScene(press, keysDir)
    try {
      const stop = (contact: string) =>
        ask(scene, 'owner', { at: 'hinata', call: 'POST /account/v1/stop', body: { contact } })
      const unknown = await stop('nobody@nowhere.example')
      const known = await stop('owner@post.example')
      assert.equal(unknown.status, known.status)
      assert.deepEqual(Object.keys(unknown.body as object), Object.keys(known.body as object))
      const { caseNumber } = unknown.body as { caseNumber: string }
      assert.match(caseNumber, /^\d{3}-\d{3}-\d{3}$/)
      assert.notEqual(caseNumber, (known.body as { caseNumber: string }).caseNumber)
      await comeToRest(scene.stage.world, () => performance.now())
      assert.deepEqual(await readMails(scene.stage.world, 'nobody@nowhere.example'), [])
      const toOwner = await readMails(scene.stage.world, 'owner@post.example')
      assert.ok(toOwner.length > 0, 'the known one is stopped and told')
    } finally {
      await scene.close()
    }
  })

  test('a company that is no demo has no hand on its clock and no glass wall', async () => {
    const scene = await openScene(press, keysDir)
    await scene.stage.close('hinata')
    const port = await freePort()
    const origin = `http://127.0.0.1:${port}`
    const company = await openCompany({ ...scene.stage.configs.hinata, port, origin, demo: false })
    try {
      const stranger = openBrowser({ userAgent: 'x', ip: '192.0.2.9' })
      for (const [method, path, body] of [
        ['GET', '/demo/v1/lots?account=points:x', undefined],
        ['GET', '/demo/v1/rest', undefined],
        ['GET', '/demo/v1/clock', undefined],
        ['POST', '/demo/v1/clock', { now: '2030-01-01T00:00:00Z' }],
      ] as const) {
        const answer = await stranger.request({ origin, method, path, ...(body ? { body } : {}) })
        assertProblem(answer, 404, 'kernel/not_found')
      }
    } finally {
      await company.close()
      await scene.close()
    }
  })
})
