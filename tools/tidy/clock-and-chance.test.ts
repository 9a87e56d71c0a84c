import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clockAndChance } from './clock-and-chance.ts'
import { findIn } from './find-in.ts'

const AT = 'packages/pay/src/pay-order.ts'

for (const code of [
  'const a = Date.now()',
  'const a = new Date()',
  'const a = new Date',
  'const a = performance.now()',
  'const a = Math.random()',
  'const a = crypto.randomUUID()',
  'const a = globalThis.crypto.getRandomValues(b)',
  "import { randomUUID } from 'node:crypto'",
  "import { createHash, randomBytes as bytes } from 'node:crypto'",
  "import { performance } from 'node:perf_hooks'",
  "import { wallClock } from '@modosu/kernel'",
]) {
  test(`a read of the machine's time or chance is found: ${code}`, () => {
    assert.deepEqual(findIn(clockAndChance, { [AT]: code }), [`${AT}:1`])
  })
}

for (const code of [
  'const a = new Date(0)',
  'const a = ctx.now',
  'const a = runtime.randomBytes(8)',
  "import { createHash } from 'node:crypto'",
  '// Date.now() would differ between replays',
]) {
  test(`what reads neither is left alone: ${code}`, () => {
    assert.deepEqual(findIn(clockAndChance, { [AT]: code }), [])
  })
}

test('the kernel, the tests and the stopwatch of the replay may read them', () => {
  const code = 'const a = Date.now()'
  assert.deepEqual(
    findIn(clockAndChance, {
      'packages/kernel/src/clock.ts': code,
      'packages/pay/src/pay-order.test.ts': code,
      'packages/pay/test/race.ts': code,
      'packages/modosu/src/replay/stopwatch.ts': code,
      'packages/modosu/src/replay/replay.ts': code,
    }),
    ['packages/modosu/src/replay/replay.ts:1'],
  )
})
