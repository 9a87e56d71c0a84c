import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startStopwatch } from '@modosu/kernel'
import { runSeeds } from './run/run-seeds.ts'
import { tellBroken } from './run/tell-broken.ts'

/** A quiet machine plays them all within half of the time; a busy one stops where the time is over. */
const SEEDS = 1_000
const TIME_MS = 70_000
/** Fewer would prove little, however busy the machine is. */
const SEEDS_MIN = 150
const LANES = 3
/** Played a second time, on other databases. */
const AGAIN = { from: 17, seeds: 3 } as const

const traces = new Map<number, string>()

test('a thousand histories of thieves, faults and liars break no property', async () => {
  const elapsed = startStopwatch()
  const result = await runSeeds({
    from: 1,
    seeds: SEEDS,
    lanes: LANES,
    shrink: true,
    violationsMax: 1,
    isOver: () => elapsed() > TIME_MS,
    onOutcome: ({ seed, trace }) => {
      if (seed < AGAIN.from + AGAIN.seeds) traces.set(seed, trace.join('\n'))
    },
  })
  assert.deepEqual(result.broken.map(tellBroken), [])
  assert.ok(result.seeds >= SEEDS_MIN, `only ${result.seeds} histories in ${TIME_MS} ms`)
})

test('the same seed is the same history', async () => {
  await runSeeds({
    ...AGAIN,
    lanes: 1,
    onOutcome: ({ seed, trace }) => assert.equal(trace.join('\n'), traces.get(seed)),
  })
  assert.ok(traces.has(AGAIN.from))
})
