import { strict as assert } from 'node:assert'
import { test } from 'node:test'
import { monthEndExpiry } from './index.ts'

const vectors = [
  ['2017-09-10', '2018-08-31'],
  ['2018-01-05', '2018-12-31'],
  ['2023-03-01', '2024-02-29'],
] as const

test('regular points end with the month before the same month of the next year', () => {
  for (const [earned, lastDay] of vectors) {
    const ends = monthEndExpiry(new Date(`${earned}T12:00:00+09:00`))
    const lastMoment = new Date(`${lastDay}T23:59:59.999+09:00`)
    assert.equal(ends.getTime(), lastMoment.getTime() + 1)
  }
})

test('the month is counted in Japan, where it begins nine hours earlier', () => {
  const ends = monthEndExpiry(new Date('2026-05-31T15:00:00Z'))
  assert.equal(ends.toISOString(), '2027-05-31T15:00:00.000Z')
  const before = monthEndExpiry(new Date('2026-05-31T14:59:59.999Z'))
  assert.equal(before.toISOString(), '2027-04-30T15:00:00.000Z')
})
