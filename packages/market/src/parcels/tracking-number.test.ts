import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isTrackingNumber, plainTrackingNumber } from './tracking-number.ts'

test("the last digit of a Yamato slip is the first eleven's remainder by seven", () => {
  assert.ok(isTrackingNumber('yamato', '123456789013'))
  for (let digit = 0; digit < 10; digit++) {
    const slip = `12345678901${digit}`
    assert.equal(isTrackingNumber('yamato', slip), digit === 3, slip)
  }
  assert.ok(isTrackingNumber('yamato', '000000000000'))
})

test('a slip has twelve digits and nothing else', () => {
  for (const text of [
    '',
    '12345678901',
    '1234567890133',
    '１２３４５６７８９０１３',
    '12345678901a',
  ]) {
    assert.ok(!isTrackingNumber('yamato', text), text)
  }
})

test('a slip is read as printed and as typed on a Japanese keyboard', () => {
  for (const text of ['1234-5678-9013', ' 1234 5678 9013 ', '１２３４－５６７８－９０１３']) {
    assert.equal(plainTrackingNumber(text), '123456789013')
  }
})
