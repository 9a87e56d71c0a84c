import assert from 'node:assert/strict'
import { test } from 'node:test'
import { INTERVAL_PAGE_ROWS, INTERVAL_ROWS_MAX } from '../limits.ts'
import { readPages } from './read-pages.ts'

/** A history of so many rows, numbered from the oldest. */
function historyOf(length: number) {
  return async (before: number | undefined, limit: number) => {
    const newest = (before ?? length) - 1
    return Array.from({ length: Math.min(limit, newest + 1) }, (_, index) => newest - index)
  }
}

test('a history of several pages is read whole, oldest first', async () => {
  for (const length of [0, 1, INTERVAL_PAGE_ROWS, 2 * INTERVAL_PAGE_ROWS + 7]) {
    const { rows, complete } = await readPages(historyOf(length))
    assert.equal(complete, true)
    assert.deepEqual(
      [rows.length, rows[0] ?? -1, rows.at(-1) ?? -1],
      [length, length ? 0 : -1, length - 1],
    )
  }
})

test('who fills a history up pushes out the oldest of it, never the newest, and that is told', async () => {
  const length = INTERVAL_ROWS_MAX + 1
  const { rows, complete } = await readPages(historyOf(length))
  assert.equal(complete, false)
  assert.deepEqual([rows.length, rows[0], rows.at(-1)], [INTERVAL_ROWS_MAX, 1, length - 1])
})
