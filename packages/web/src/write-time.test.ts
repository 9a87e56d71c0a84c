import assert from 'node:assert/strict'
import { test } from 'node:test'
import { writeDay, writeDeadline, writeExactTime, writeLastDay, writeTime } from './write-time.ts'

const at = '2017-09-13T15:03:11Z'

test('a time is told in Japan with its weekday, and never in numbers only in English', () => {
  assert.equal(writeTime(at, 'ja'), '9月14日(木) 0:03')
  assert.equal(writeTime(at, 'en'), 'Thu 14 Sep, 00:03')
  assert.equal(writeTime('2017-09-14T08:10:00+09:00', 'ja'), '9月14日(木) 8:10')
})

test('seconds are told where they are evidence', () => {
  assert.equal(writeExactTime(at, 'ja'), '9月14日(木) 0:03:11')
  assert.equal(writeExactTime(at, 'en'), 'Thu 14 Sep, 00:03:11')
})

test('an expiry at midnight is told as the day that ends then', () => {
  assert.equal(writeLastDay('2017-10-01T00:00:00+09:00', 'ja'), '2017年9月30日')
  assert.equal(writeLastDay('2017-10-01T00:00:00+09:00', 'en'), '30 Sep 2017')
  assert.equal(writeDay('2017-10-01T00:00:00+09:00', 'en'), '1 Oct 2017')
})

test('a deadline at midnight is told as the last minute of the day before', () => {
  assert.equal(writeDeadline('2017-09-15T15:00:00Z', 'ja'), '9月15日(金) 23:59')
})
