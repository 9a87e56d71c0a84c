import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findIn } from './find-in.ts'
import { fileNames, folderNames } from './names.ts'

test('file names are kebab-case, but for the names that everybody looks for', () => {
  assert.deepEqual(
    findIn(fileNames, {
      'README.md': '',
      'README.ja.md': '',
      LICENSE: '',
      '.dependency-cruiser.cjs': '',
      'docs/decisions/0001-one-ledger.md': '',
      'packages/pay/src/pay-order.test.ts': '',
      'packages/pay/src/payOrder.ts': '',
      'packages/pay/src/pay_order.ts': '',
      'packages/pay/src/Pay.ts': '',
    }),
    [
      'packages/pay/src/payOrder.ts:1',
      'packages/pay/src/pay_order.ts:1',
      'packages/pay/src/Pay.ts:1',
    ],
  )
})

for (const folder of ['utils', 'helpers', 'common', 'services', 'managers']) {
  test(`a folder named ${folder} is found, once`, () => {
    const inside = `packages/pay/src/${folder}`
    const found = findIn(folderNames, { [`${inside}/a.ts`]: '', [`${inside}/b.ts`]: '' })
    assert.equal(found.length, 1)
  })
}

test('a file with the name of such a folder is left alone', () => {
  assert.deepEqual(findIn(folderNames, { 'packages/pay/src/services.ts': '' }), [])
})
