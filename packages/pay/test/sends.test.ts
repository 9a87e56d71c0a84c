import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openClaim, recallPolicyDefault } from '@modosu/recall'
import { payHolder } from '../src/index.ts'
import { directoryOf } from './neighbour-keys.ts'
import { openPayCompany, type PayCompany, people } from './pay-company.ts'

let pay: PayCompany
let keys = 0

before(async () => {
  pay = await openPayCompany(new Date('2017-09-14T00:00:00+09:00'))
})
after(() => pay.close())

const as = (memberId: string, mark?: string) =>
  `member:${memberId}:ses_${memberId}:dev_1${mark ? `:${mark}` : ''}`

async function codeOf(memberId: string): Promise<string> {
  const shown = await pay.company.call('GET', '/pay/v1/receive-code', { as: as(memberId) })
  assert.equal(shown.status, 200)
  return shown.body.code
}

async function fill(memberId: string, points: { limited?: bigint; regular?: bigint }) {
  await pay.give(memberId, points)
  keys += 1
  const converted = await pay.company.call('POST', '/pay/v1/conversions', {
    as: as(memberId),
    body: { amount: String((points.limited ?? 0n) + (points.regular ?? 0n)) },
    key: `fill-wallet-${keys}`,
  })
  assert.equal(converted.status, 201)
}

function send(
  from: string,
  to: string,
  amount: string,
  options: { mark?: string; key?: string } = {},
) {
  keys += 1
  return pay.company.call('POST', '/pay/v1/sends', {
    as: as(from, options.mark),
    body: { to, amount },
    key: options.key ?? `send-money-${keys}`,
  })
}

async function walletOf(memberId: string) {
  return (await pay.company.call('GET', '/pay/v1/wallet', { as: as(memberId) })).body
}

test('money that is sent keeps its expiry, and both sides are told', async () => {
  await fill('mem_a1', { limited: 3_000n, regular: 7_000n })
  const sent = await send('mem_a1', await codeOf('mem_a2'), '5000')
  assert.equal(sent.status, 201)
  assert.equal(sent.body.balance, '5000')
  assert.deepEqual(await walletOf('mem_a2'), {
    balance: '5000',
    lots: [
      { kind: 'points', amount: '3000', expiresAt: '2017-09-30T15:00:00.000Z' },
      { kind: 'points', amount: '2000', expiresAt: null },
    ],
  })
  await pay.settle()
  const [toSender] = pay.company.mails('mem_a1@post.example')
  assert.match(toSender?.text ?? '', /5,000円[\s\S]*\/stop/, 'the sender learns how to stop it')
  assert.equal(pay.company.mails('mem_a2@post.example').length, 1)
  const history = await pay.company.call('GET', '/pay/v1/history', { as: as('mem_a2') })
  assert.equal(history.body.entries[0].kind, 'received')
})

test('a code stays the same and tells nothing of its member', async () => {
  const code = await codeOf('mem_code')
  assert.equal(await codeOf('mem_code'), code)
  assert.doesNotMatch(code, /mem_code/)
})

test('money that is sent twice under one key is sent once', async () => {
  await fill('mem_twice', { regular: 1_000n })
  const to = await codeOf('mem_twice2')
  const first = await send('mem_twice', to, '600', { key: 'send-twice-0001' })
  const second = await send('mem_twice', to, '600', { key: 'send-twice-0001' })
  assert.deepEqual(second.body, first.body)
  assert.equal((await walletOf('mem_twice')).balance, '400')
})

test('what is refused is refused in the order of its codes and moves nothing', async () => {
  await fill('mem_no', { regular: 1_000n })
  const to = await codeOf('mem_no2')
  const own = await codeOf('mem_no')
  const nobody = `rcv_${'0'.repeat(24)}`
  const cases = [
    [nobody, '500', 'spend', 404, 'pay/unknown_receiver'],
    [own, '500', 'spend', 422, 'pay/own_wallet'],
    [to, '500', 'spend', 403, 'pay/spending_shut'],
    [to, '500', 'leave', 403, 'pay/leaving_delayed'],
    [to, '100001', undefined, 422, 'pay/insufficient'],
    [to, '1001', undefined, 422, 'pay/insufficient'],
  ] as const
  for (const [receiver, amount, mark, status, type] of cases) {
    const answer = await send('mem_no', receiver, amount, mark ? { mark } : {})
    assert.deepEqual([answer.status, answer.body.type], [status, type])
  }
  assert.equal((await walletOf('mem_no')).balance, '1000')
  assert.equal((await walletOf('mem_no2')).balance, '0')
})

test('a day has a limit, also when two sends of one member race', async () => {
  await fill('mem_many', { regular: 160_000n })
  const to = await codeOf('mem_many2')
  const answers = await Promise.all([send('mem_many', to, '80000'), send('mem_many', to, '80000')])
  assert.deepEqual(answers.map((one) => one.status).sort(), [201, 422])
  const refused = answers.find((one) => one.status === 422)
  assert.deepEqual([refused?.body.type, refused?.body.usable], ['pay/send_limit', '20000'])
  assert.equal((await walletOf('mem_many')).balance, '80000')
})

test('stolen money that was given away is held at the receiver, who keeps his own and is told', async () => {
  await fill('mem_victim', { limited: 3_000n, regular: 17_000n })
  await fill('mem_friend', { regular: 3_000n })
  await send('mem_victim', await codeOf('mem_friend'), '20000')
  const deps = {
    neighbours: directoryOf(pay.hinata, [pay.furimaru]),
    holders: [payHolder(people)],
    policy: recallPolicyDefault,
  }
  await pay.company.inContext((ctx) =>
    openClaim(ctx, deps, {
      caseId: 'case_00000000000000000000gift',
      caseNumber: '111-222-333',
      ownerId: 'mem_victim',
      sessionIds: ['ses_mem_victim'],
      evidence: 'press',
    }),
  )
  assert.equal((await walletOf('mem_friend')).balance, '3000')
  await pay.settle()
  const mails = pay.company.mails('mem_friend@post.example').map((mail) => mail.subject)
  assert.ok(
    mails.some((subject) => subject.includes('on hold')),
    mails.join(),
  )
  assert.ok(
    pay.company.mails('mem_victim@post.example').every((mail) => !mail.subject.includes('on hold')),
    'the owner of the case reads its page instead',
  )
})
