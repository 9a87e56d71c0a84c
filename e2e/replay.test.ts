import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { freePort } from '@modosu/kernel'
import { type DemoName, demoNames, loadScenario, openMailbox, playScenario } from '@modosu/modosu'
import { assertAllGivenBack } from './stage/assert-outcome.ts'
import { type ModosuProcess, startModosu } from './stage/modosu-process.ts'
import { freePorts } from './stage/open-stage.ts'
import { quietTeller } from './stage/quiet-teller.ts'

const REPLAY_MS_MAX = 50_000
const FIGURES = [
  'scenario',
  'mode',
  'stolen',
  'held',
  'returned',
  'gone',
  'compensated',
  'stillHeld',
  'innocentHeld',
  'innocentHeldSeconds',
  'pressToHeldMs',
  'pressToReturnedMs',
  'storyToHeldSeconds',
  'storyToReturnedSeconds',
  'sellerLoss',
  'thiefGain',
  'sameLots',
  'expected',
  'unexpected',
]

let dataDir: string
before(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'modosu-two-'))
})
after(() => rm(dataDir, { recursive: true, force: true }))

test('the replay prints a JSON array and nothing else, and both modes come out as the story says', async () => {
  const started = performance.now()
  const replay = await startModosu(['replay', '--json'])
  const { code } = await replay.ended
  const took = performance.now() - started
  process.stdout.write(`replay --json took ${Math.round(took)} ms of ${REPLAY_MS_MAX} ms\n`)
  const { out, err } = replay.output()
  assert.equal(code, 0, err)
  const figures: Record<string, unknown>[] = JSON.parse(out)
  assert.deepEqual(
    figures.map((one) => Object.keys(one).sort()),
    [[...FIGURES].sort(), [...FIGURES].sort()],
  )
  const [asItWas, withModosu] = figures
  for (const one of [asItWas, withModosu]) {
    assert.equal(one?.scenario, '2017-takeover')
    assert.equal(Number(one?.stolen), 40_000)
    assert.equal(Number(one?.returned), 40_000)
    assert.equal(Number(one?.sellerLoss), 0)
    assert.equal(Number(one?.thiefGain), 0)
    assert.equal(one?.sameLots, true)
    assert.equal(one?.expected, true)
  }
  assert.deepEqual([asItWas?.mode, withModosu?.mode], ['as-it-was', 'with-modosu'])
  assert.ok(Number(asItWas?.storyToHeldSeconds) > 24 * 60 * 60, 'as it was, it took days')
  assert.ok(Number(withModosu?.storyToHeldSeconds) < 60, 'one press holds within a minute')
})

test('two processes that know only each other’s origin play the story as one does', async () => {
  const ports = await freePorts()
  const mailbox = await openMailbox({ smtp: 0, http: await freePort() })
  const serve = (name: DemoName) =>
    startModosu(
      [
        ...['serve', '--company', name, '--data', dataDir, '--smtp', mailbox.smtpUrl],
        ...['--hinata-port', `${ports.hinata}`, '--furimaru-port', `${ports.furimaru}`],
        ...['--log', 'warn'],
      ],
      { readyWhen: /answers on/ },
    )
  const processes: ModosuProcess[] = []
  try {
    processes.push(...(await Promise.all(demoNames.map(serve))))
    const origins = Object.fromEntries(
      demoNames.map((name) => [name, `http://127.0.0.1:${ports[name]}`]),
    )
    const outcome = await playScenario({
      ...(await loadScenario('2017-takeover')),
      mode: 'with-modosu',
      world: { origins, mailboxOrigin: mailbox.origin },
      teller: quietTeller,
    })
    assertAllGivenBack(outcome)
  } finally {
    await Promise.all(processes.map((one) => one.stop()))
    await mailbox.close()
  }
})
