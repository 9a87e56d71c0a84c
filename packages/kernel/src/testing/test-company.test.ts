import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { z } from '@hono/zod-openapi'
import { endpoint } from '../http/endpoint.ts'
import { amountSchema } from '../http/schemas.ts'
import { sendMail } from '../mail/mail.ts'
import { ok, refuse } from '../result.ts'
import { openTestCompany, type TestCompany } from './test-company.ts'

let company: TestCompany

before(async () => {
  company = await openTestCompany({
    name: 'hinata',
    now: new Date('2017-09-14T00:00:00+09:00'),
    migrations: [],
    problems: { 'demo/too_much': { status: 422, title: 'Too much' } },
    routes: (api) => {
      endpoint(
        api,
        {
          method: 'post',
          path: '/demo/v1/things/{thing}',
          summary: 'Adds to a thing',
          tag: 'demo',
          auth: 'member',
          params: z.object({ thing: z.string().max(10) }),
          body: z.object({ amount: amountSchema }),
          response: z.object({ amount: z.string() }),
          refusals: ['demo/too_much'],
          idempotent: true,
        },
        async (ctx, { body, actor }) => {
          await sendMail(ctx, {
            to: `${actor.memberId}@example.com`,
            subject: 'x',
            text: 'y',
          })
          if (BigInt(body.amount) > 100n) return refuse({ code: 'demo/too_much' })
          return ok({ amount: body.amount, at: ctx.now.toISOString() })
        },
      )
    },
  })
})
after(() => company.close())

const as = 'member:mem_1:ses_1:dev_1'
const call = (body: unknown, key = 'key-00000001', path = '/demo/v1/things/a') =>
  company.call('POST', path, { as, body, key })

test('every wrong field is named with its reason', async () => {
  const answer = await call({ amount: 5, extra: true })
  assert.equal(answer.status, 400)
  assert.equal(answer.body.type, 'kernel/malformed')
  assert.deepEqual(answer.body.errors.map((error: { pointer: string }) => error.pointer).sort(), [
    '/body/amount',
    '/body/extra',
  ])
})

for (const amount of ['0', '-1', '1.5', '1e3', '9007199254740992', ' 1', '']) {
  test(`the amount "${amount}" is refused`, async () => {
    assert.equal((await call({ amount })).status, 400)
  })
}

test('a repeated key gets the first answer, another request under it a conflict', async () => {
  const first = await call({ amount: '7' }, 'key-00000002')
  assert.equal(first.status, 200)
  assert.deepEqual((await call({ amount: '7' }, 'key-00000002')).body, first.body)
  assert.equal(
    (await call({ amount: '8' }, 'key-00000002')).body.type,
    'kernel/idempotency_conflict',
  )
  assert.equal(
    (await call({ amount: '7' }, 'key-00000002', '/demo/v1/things/b')).body.type,
    'kernel/idempotency_conflict',
  )
})

test('a refusal writes nothing, sends no mail and burns no key', async () => {
  await company.settle()
  const before = company.mails('mem_1@example.com').length
  assert.equal((await call({ amount: '101' }, 'key-00000003')).status, 422)
  await company.settle()
  assert.equal(company.mails('mem_1@example.com').length, before)
  assert.equal((await call({ amount: '100' }, 'key-00000003')).status, 200)
  await company.settle()
  assert.equal(company.mails('mem_1@example.com').length, before + 1)
})

test('nobody is answered without signing in, without a key, or without JSON', async () => {
  const path = '/demo/v1/things/a'
  const body = { amount: '1' }
  assert.equal((await company.call('POST', path, { body, key: 'key-00000004' })).status, 401)
  assert.equal((await company.call('POST', path, { as, body })).status, 400)
  const text = await company.call('POST', path, {
    as,
    body: '{"amount":"1"}',
    key: 'key-00000004',
    headers: { 'content-type': 'text/plain' },
  })
  assert.equal(text.status, 415)
  assert.equal((await call('{', 'key-00000005')).body.errors[0].reason, 'must be JSON')
})

test('the clock moves, and the answer tells the moved time', async () => {
  await company.moveTo(new Date('2017-09-16T08:00:00+09:00'))
  const answer = await call({ amount: '1' }, 'key-00000006')
  assert.match(answer.body.at, /^2017-09-15T23:00:0/)
})
