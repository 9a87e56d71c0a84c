import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addHours, jstHour, startOfJstDay, writeJstDate, writeJstDay, writeJstTime } from './jst.ts'

const jst = (text: string) => new Date(`${text}+09:00`)

test('a time is told as a person in Japan reads it, in both languages', () => {
  assert.deepEqual(writeJstTime(new Date('2017-09-13T23:10:00Z')), {
    ja: '9月14日(木) 8:10',
    en: 'Thu 14 Sep, 08:10',
  })
  assert.equal(writeJstTime(jst('2017-09-15T00:03:00')).ja, '9月15日(金) 0:03')
})

test('a day that begins at midnight in Japan belongs to the day that begins', () => {
  assert.deepEqual(writeJstDate(new Date('2017-09-30T15:00:00Z')), {
    ja: '2017年10月1日',
    en: '1 Oct 2017',
  })
  assert.equal(writeJstDate(new Date('2017-09-30T14:59:59Z')).en, '30 Sep 2017')
  assert.deepEqual(writeJstDay(jst('2017-10-14T12:00:00')), { ja: '10月14日', en: '14 Oct' })
})

test('days are calendar days in Japan, over month ends and leap days', () => {
  assert.deepEqual(startOfJstDay(jst('2016-02-28T08:59:59'), 1), jst('2016-02-29T00:00:00'))
  assert.deepEqual(startOfJstDay(jst('2017-12-31T23:59:59.999'), 1), jst('2018-01-01T00:00:00'))
  assert.deepEqual(jstHour(jst('2017-09-12T23:30:00'), 9, 13), jst('2017-09-21T13:00:00'))
  assert.deepEqual(addHours(jst('2017-09-12T23:30:00'), 24), jst('2017-09-13T23:30:00'))
})
