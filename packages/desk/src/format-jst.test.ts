import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dateEn, dateJa, digits, timeEn, timeJa } from './format-jst.ts'

const at = new Date('2017-09-13T23:10:00Z')

test('a time is told in Japanese time with its weekday, in both languages', () => {
  assert.equal(timeJa(at), '9月14日(木) 8:10')
  assert.equal(timeEn(at), 'Thu 14 Sep, 08:10')
})

test('an expiry at midnight belongs to the day that begins, as the lot says', () => {
  assert.equal(dateJa(new Date('2017-09-30T15:00:00Z')), '2017年10月1日')
  assert.equal(dateEn(new Date('2017-09-30T14:59:59Z')), '30 Sep 2017')
})

test('points are told with thousands commas', () => {
  assert.equal(digits(39_800n), '39,800')
  assert.equal(digits(0n), '0')
})
