import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openLane } from './job-lane.ts'

test('a lane begins no more at once than it may, in the order of arrival', async () => {
  const lane = openLane(2)
  const begun: number[] = []
  const open: (() => void)[] = []
  const all = [1, 2, 3, 4].map((number) =>
    lane.run(() => {
      begun.push(number)
      return new Promise<void>((resolve) => open.push(resolve))
    }),
  )
  await Promise.resolve()
  assert.deepEqual([begun, lane.waiting], [[1, 2], 2])
  open.shift()?.()
  await all[0]
  await new Promise(setImmediate)
  assert.deepEqual(begun, [1, 2, 3])
  for (const number of [2, 3, 4]) {
    open.shift()?.()
    await all[number - 1]
    await new Promise(setImmediate)
  }
  assert.deepEqual(begun, [1, 2, 3, 4])
})

test('a lane that closes ends what it began, and what waits is not taken for done', async () => {
  const lane = openLane(1)
  let end: () => void = () => undefined
  const first = lane.run(
    () =>
      new Promise<void>((resolve) => {
        end = resolve
      }),
  )
  const second = lane.run(async () => assert.fail('it was never to begin'))
  const refused = assert.rejects(second, /no more work/)
  const closed = lane.close()
  end()
  await first
  await Promise.all([closed, refused])
})

test('work that fails leaves its place to the next', async () => {
  const lane = openLane(1)
  await assert.rejects(lane.run(() => Promise.reject(new Error('it fails'))))
  let done = false
  await lane.run(async () => {
    done = true
  })
  assert.equal(done, true)
})
