import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { systemRandomBytes, wallClock } from '@modosu/kernel'
import { CompactSign, decodeJwt, importJWK, type JWK } from 'jose'
import type { Neighbour, NeighbourDirectory } from '../src/neighbour-directory.ts'
import { callNeighbour } from '../src/wire/call-neighbour.ts'
import { ASK_TYP, TRANSFER_TYP } from '../src/wire/messages.ts'
import { signMessage } from '../src/wire/sign-message.ts'
import {
  lotsOf,
  makeTestKeys,
  OWNER,
  openTwoCompanies,
  payShop,
  stealToPay,
  type TwoCompanies,
} from './two-companies.ts'

let companies: TwoCompanies
let payer: NeighbourDirectory

before(async () => {
  companies = await openTwoCompanies()
  payer = companies.payerDeps.neighbours
  await stealToPay(companies, 9000n, 9000n)
})
after(() => companies.close())

interface Spoken {
  readonly path: string
  readonly body: string
}

async function put(spoken: Spoken): Promise<{ status: number; code: string | undefined }> {
  const response = await companies.shop.api.hono.request(spoken.path, {
    method: 'PUT',
    headers: { 'content-type': 'application/jose' },
    body: spoken.body,
  })
  const text = await response.text()
  if (/problem/.test(response.headers.get('content-type') ?? '')) {
    return { status: response.status, code: JSON.parse(text).type }
  }
  const answer = decodeJwt(text).msg as { ok: boolean; problem?: { code: string } }
  return { status: response.status, code: answer.problem?.code }
}

const sign = (msg: unknown, typ = ASK_TYP, directory = payer) =>
  signMessage(directory, { to: 'shop', typ, msg }, systemRandomBytes)

const hoursFromNow = (hours: number) =>
  new Date(companies.shop.clock.now().getTime() + hours * 3_600_000).toISOString()

let legs = 0
function newAsk(transfer: string, changes: Record<string, unknown> = {}) {
  legs += 1
  return {
    leg: `leg_${String(legs).padStart(24, '0')}`,
    case: { id: `case_${String(legs).padStart(24, '0')}`, number: '111-222-333' },
    transfer,
    attempt: 1,
    offsets: [['0', '100']],
    amount: '100',
    unit: 'yen',
    stance: 'provisional',
    reason: 'UAPA',
    evidence: 'machine',
    holdUntil: hoursFromNow(72),
    answerDue: hoursFromNow(24),
    hopsLeft: 7,
    renewals: 0,
    indemnity: null,
    ...changes,
  }
}
const askPath = (ask: { leg: string }) => `/recall/v1/legs/${ask.leg}/ask`
const askWith = async (ask: ReturnType<typeof newAsk>) =>
  await put({ path: askPath(ask), body: await sign(ask) })

let references = 10
async function paidTransfer(amount = 100n): Promise<{ transfer: string; account: string }> {
  references += 1
  const reference = `prq_${String(references).padStart(24, '0')}`
  const transfer = await payShop(companies, amount, reference)
  await companies.settle()
  return { transfer, account: `escrow:${reference}` }
}

async function signAt(ask: unknown, iat: number, key: JWK): Promise<string> {
  const payload = { iss: 'payer', aud: 'shop', iat, jti: `msg_${'0'.repeat(20)}${iat}`, msg: ask }
  return await new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
    .setProtectedHeader({ alg: 'Ed25519', kid: key.kid ?? '', typ: ASK_TYP })
    .sign(await importJWK(key, 'Ed25519'))
}
const nowSeconds = () => Math.floor(wallClock.now().getTime() / 1000)

test('a message signed by somebody else in a neighbour’s name is refused and holds nothing', async () => {
  const { transfer, account } = await paidTransfer()
  const ask = newAsk(transfer)
  const stranger = await makeTestKeys()
  const forged = { ...payer, signingKey: { ...stranger.signing, kid: payer.signingKey.kid ?? '' } }
  const answer = await put({ path: askPath(ask), body: await sign(ask, ASK_TYP, forged) })
  assert.deepEqual(answer, { status: 401, code: 'recall/bad_signature' })
  assert.deepEqual(await lotsOf(companies.shop, account), ['never 100'])
})

test('a company that is no neighbour is not listened to', async () => {
  const { transfer } = await paidTransfer()
  const ask = newAsk(transfer)
  const answer = await put({
    path: askPath(ask),
    body: await sign(ask, ASK_TYP, { ...payer, company: 'stranger' }),
  })
  assert.deepEqual(answer, { status: 401, code: 'recall/unknown_neighbour' })
  const prototype = await sign(ask, ASK_TYP, { ...payer, company: '__proto__' })
  assert.equal((await put({ path: askPath(ask), body: prototype })).status, 401)
})

test('a changed byte, no signature and a foreign algorithm are refused', async () => {
  const { transfer } = await paidTransfer()
  const ask = newAsk(transfer)
  const jws = await sign(ask)
  const [head = '', body = '', signature = ''] = jws.split('.')
  const changed = `${head}.${Buffer.from(Buffer.from(body, 'base64url').toString().replace('"100"', '"200"')).toString('base64url')}.${signature}`
  const unsigned = `${Buffer.from('{"alg":"none","typ":"modosu-recall-ask+jwt"}').toString('base64url')}.${body}.`
  for (const wrong of [changed, unsigned, 'x', '', `${head}.${body}`]) {
    assert.equal((await put({ path: askPath(ask), body: wrong })).status, 401)
  }
})

test('a message of another kind cannot be passed off as an ask', async () => {
  const { transfer } = await paidTransfer()
  const ask = newAsk(transfer)
  const answer = await put({ path: askPath(ask), body: await sign(ask, TRANSFER_TYP) })
  assert.deepEqual(answer, { status: 401, code: 'recall/bad_signature' })
})

test('a message for another company is refused', async () => {
  const ask = newAsk('tr_000000000000000000000001')
  const body = await signMessage(payer, { to: 'other', typ: ASK_TYP, msg: ask }, systemRandomBytes)
  assert.equal((await put({ path: askPath(ask), body })).code, 'recall/bad_signature')
})

test('a stale message and one from the future are refused', async () => {
  const { transfer, account } = await paidTransfer()
  for (const iat of [nowSeconds() - 301, nowSeconds() + 90]) {
    const ask = newAsk(transfer)
    const body = await signAt(ask, iat, payer.signingKey)
    assert.deepEqual(await put({ path: askPath(ask), body }), { status: 401, code: 'recall/stale' })
  }
  assert.deepEqual(await lotsOf(companies.shop, account), ['never 100'])
})

test('the very same message again is refused as replayed, signed anew it changes nothing', async () => {
  const { transfer } = await paidTransfer()
  const ask = newAsk(transfer)
  const body = await sign(ask)
  assert.equal((await put({ path: askPath(ask), body })).status, 200)
  assert.deepEqual(await put({ path: askPath(ask), body }), {
    status: 409,
    code: 'recall/replayed',
  })
  assert.equal((await askWith(ask)).status, 200)
})

test('the refusal of a doubled message carries the first answer, so that no sender waits for ever', async () => {
  const { transfer } = await paidTransfer()
  const ask = newAsk(transfer)
  const body = await sign(ask)
  const answers = []
  for (let i = 0; i < 2; i++) {
    const response = await companies.shop.api.hono.request(askPath(ask), { method: 'PUT', body })
    answers.push(decodeJwt(await response.text()).msg as Record<string, unknown>)
  }
  const [first, second] = answers
  assert.deepEqual(second, { ok: false, problem: { code: 'recall/replayed', first: first?.value } })
})

for (const [what, changes, code] of [
  ['an unknown field', { note: 'call me' }, 'recall/malformed'],
  ['a number as amount', { amount: 100 }, 'recall/malformed'],
  ['an amount of zero', { amount: '0' }, 'recall/malformed'],
  ['a negative amount', { amount: '-100' }, 'recall/malformed'],
  ['a fraction', { amount: '1.5' }, 'recall/malformed'],
  ['an amount over 2^53', { amount: '9007199254740993' }, 'recall/malformed'],
  ['an unknown stance', { stance: 'urgent' }, 'recall/malformed'],
  ['an unknown reason', { reason: 'NONE' }, 'recall/malformed'],
  ['a foreign case number', { case: { id: 'case_1', number: '1' } }, 'recall/malformed'],
  ['too many hops', { hopsLeft: 9 }, 'recall/malformed'],
  ['offsets that do not add up', { amount: '99' }, 'recall/amount_mismatch'],
  ['offsets beyond the transfer', { offsets: [['50', '150']] }, 'recall/amount_mismatch'],
  ['empty offsets', { offsets: [['5', '5']], amount: '100' }, 'recall/offsets_overlap'],
  [
    'overlapping offsets',
    {
      offsets: [
        ['0', '60'],
        ['40', '80'],
      ],
    },
    'recall/offsets_overlap',
  ],
] as const) {
  test(`an ask with ${what} is refused, names the field and holds nothing`, async () => {
    const { transfer, account } = await paidTransfer()
    const answer = await askWith(newAsk(transfer, changes))
    assert.equal(answer.code, code)
    assert.deepEqual(await lotsOf(companies.shop, account), ['never 100'])
  })
}

test('the path and the message must name the same leg', async () => {
  const { transfer } = await paidTransfer()
  const ask = newAsk(transfer)
  const path = '/recall/v1/legs/leg_zzzzzzzzzzzzzzzzzzzzzzzz/ask'
  assert.equal((await put({ path, body: await sign(ask) })).code, 'recall/malformed')
})

test('an ask that contradicts an earlier one about the same leg is refused', async () => {
  const { transfer } = await paidTransfer()
  const ask = newAsk(transfer)
  assert.equal((await askWith(ask)).status, 200)
  const other = { ...ask, offsets: [['0', '50']], amount: '50' }
  assert.equal((await askWith(other)).code, 'recall/contradiction')
})

test('an older stance that arrives late changes nothing', async () => {
  const { transfer, account } = await paidTransfer()
  companies.shopSays.mayReturn = 'wait'
  const ask = newAsk(transfer)
  await askWith({ ...ask, stance: 'confirmed' })
  await askWith(ask)
  companies.shopSays.mayReturn = 'return'
  assert.deepEqual(await lotsOf(companies.shop, account), [])
})

function newTransfer(changes: Record<string, unknown> = {}) {
  legs += 1
  return {
    transfer: `tr_${String(legs).padStart(24, '0')}`,
    kind: 'payment',
    amount: '10',
    unit: 'yen',
    reference: 'prq_000000000000000000000099',
    leg: null,
    original: null,
    offsets: [],
    ...changes,
  }
}
const send = async (transfer: ReturnType<typeof newTransfer>) =>
  await put({
    path: `/transfers/v1/${transfer.transfer}`,
    body: await sign(transfer, TRANSFER_TYP),
  })

test('a transfer that is sent again under another amount is refused and credits nothing more', async () => {
  const transfer = newTransfer()
  assert.equal((await send(transfer)).status, 200)
  assert.equal((await send(transfer)).status, 200)
  assert.equal((await send({ ...transfer, amount: '11' })).code, 'recall/contradiction')
  assert.deepEqual(await lotsOf(companies.shop, 'escrow:prq_000000000000000000000099'), [
    'never 10',
  ])
})

test('a genuine answer to another message is not taken for the answer to ours', async () => {
  const { transfer } = await paidTransfer()
  const asked = newAsk(transfer)
  const earlier = await companies.shop.api.hono.request(askPath(asked), {
    method: 'PUT',
    body: await sign(asked),
  })
  const answer = await earlier.text()
  const between = createServer((_, response) => response.end(answer))
  await new Promise<void>((resolve) => between.listen(0, '127.0.0.1', resolve))
  const { port } = between.address() as AddressInfo
  const shop = { ...payer.neighbours.shop, baseUrl: `http://127.0.0.1:${port}` }
  const outcome = await callNeighbour(
    companies.payer.runtime,
    { ...payer, neighbours: { shop: shop as Neighbour } },
    { to: 'shop', path: askPath(asked), typ: ASK_TYP, msg: asked },
  )
  between.close()
  assert.deepEqual(outcome, { ok: false, unknown: 'answer of another' })
})

test('a return or a refund of what was never sent is refused', async () => {
  const never = 'tr_00000000000000000000zzzz'
  for (const kind of ['refund', 'return']) {
    const transfer = newTransfer({ kind, reference: null, original: never, offsets: [['0', '10']] })
    assert.equal((await send(transfer)).code, 'recall/unknown_transfer')
  }
})

test('everything beyond what the wire lists is refused, so no word about a person can cross', async () => {
  const { transfer } = await paidTransfer()
  for (const field of ['email', 'name', 'memberId', 'message', 'ownerId']) {
    assert.equal((await askWith(newAsk(transfer, { [field]: OWNER }))).code, 'recall/malformed')
  }
})
