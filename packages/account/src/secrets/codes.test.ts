import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Ctx, makeSecret, systemRandomBytes } from '@modosu/kernel'
import { foldRecoveryCode, makeCaseNumber, makeMailCode, makeRecoveryCode } from './codes.ts'

const ctx = { newSecret: (size: number) => makeSecret(size, systemRandomBytes) } as unknown as Ctx
const ROUNDS = 2_000

test('codes and numbers have their form', () => {
  for (let round = 0; round < ROUNDS; round++) {
    assert.match(makeMailCode(ctx), /^\d{6}$/)
    assert.match(makeCaseNumber(ctx), /^\d{3}-\d{3}-\d{3}$/)
    assert.match(makeRecoveryCode(ctx), /^([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}$/)
  }
})

test('every digit comes up as often as the others', () => {
  const counts = new Array(10).fill(0)
  for (let round = 0; round < ROUNDS; round++) {
    for (const digit of makeMailCode(ctx)) counts[Number(digit)]++
  }
  const expected = (ROUNDS * 6) / 10
  // Six standard deviations: chance fails this once in some hundred million runs.
  const far = 6 * Math.sqrt(expected * 0.9)
  for (const count of counts) assert.ok(Math.abs(count - expected) < far, counts.join(' '))
})

test('a random source that never gives a fair byte is a fault, not an endless loop', () => {
  const stuck = { newSecret: () => Buffer.from([255]).toString('base64url') } as unknown as Ctx
  assert.throws(() => makeMailCode(stuck))
})

test('a recovery code is read as people type it: small, spaced, wide, with O for 0', () => {
  const code = '7Q4M-2KPD-91AB-0DEF'
  for (const typed of [
    '7q4m2kpd91ab0def',
    ' 7Q4M 2KPD 91AB ODEF ',
    '７Ｑ４Ｍー２ＫＰＤー９１ＡＢー０ＤＥＦ',
    '7q4m–2kpd–9lab–0def',
  ]) {
    assert.equal(foldRecoveryCode(typed), foldRecoveryCode(code), typed)
  }
})
