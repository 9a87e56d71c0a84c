import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkPackages } from './packages.ts'

const check = (text: string) =>
  checkPackages([{ path: 'ARCHITECTURE.md', text }], ['kernel', 'pay']).length

test('a map that names every package and no other passes', () => {
  assert.equal(check('`@modosu/kernel` and pay'), 0)
})

test('a package that is not on the map, and one that does not exist, are found', () => {
  assert.equal(check('kernel'), 1)
  assert.equal(check('kernel, pay, @modosu/shop'), 1)
})
