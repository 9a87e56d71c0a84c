import assert from 'node:assert/strict'
import { test } from 'node:test'
import { writeJstDay, writeJstTime } from '@modosu/kernel'
import { changeNotice } from './notices.ts'

test('times are written in Japan’s time, in both languages, with the month as a word in English', () => {
  const night = new Date('2017-09-13T15:30:00Z')
  assert.deepEqual(writeJstTime(night), { ja: '9月14日(木) 0:30', en: 'Thu 14 Sep, 00:30' })
  assert.deepEqual(writeJstDay(new Date('2017-12-31T15:00:00Z')), { ja: '1月1日', en: '1 Jan' })
})

test('a notice tells when, from what device, how to undo it, and when the delay ends', () => {
  const notice = changeNotice({
    field: 'email',
    at: new Date('2017-09-11T17:16:00Z'),
    userAgent: 'Mozilla/5.0 (Linux; Android 7.0) <script>',
    isNewDevice: true,
    isPreviousAddress: true,
    undo: { url: 'https://hinata.example/undo?t=x', until: new Date('2017-10-11T17:16:00Z') },
    stopUrl: 'https://hinata.example/stop',
    leavingOpensAt: new Date('2017-09-14T17:16:00Z'),
  })
  const ja = notice.ja.join('\n')
  const en = notice.en.join('\n')
  for (const part of [
    '9月12日(火) 2:16',
    'Android',
    '/undo?t=x',
    '10月12日まで',
    '9月15日(金) 2:16',
  ]) {
    assert.ok(ja.includes(part), part)
  }
  for (const part of ['Tue 12 Sep, 02:16', 'Android', '/undo?t=x', '12 Oct', 'Fri 15 Sep, 02:16']) {
    assert.ok(en.includes(part), part)
  }
  assert.ok(!`${ja}${en}`.includes('<script>'), 'what a browser says of itself is never mailed')
})

test('an address without an undo gets the stop that anybody can press', () => {
  const notice = changeNotice({
    field: 'password',
    at: new Date('2017-09-11T17:16:00Z'),
    userAgent: undefined,
    isNewDevice: false,
    isPreviousAddress: false,
    undo: undefined,
    stopUrl: 'https://hinata.example/stop',
    leavingOpensAt: undefined,
  })
  assert.ok(notice.ja.join('').includes('https://hinata.example/stop'))
  assert.ok(notice.en.join('').includes('https://hinata.example/stop'))
})
