import assert from 'node:assert/strict'
import { test } from 'node:test'
import { missingPlatforms } from '../lock/missing-platforms.ts'
import { findIn } from './find-in.ts'
import { lockComplete } from './lock-complete.ts'

const optional = {
  '@a/linux-x64-musl': '1.2.3',
  '@a/win32-arm64-msvc': '1.2.3',
  '@a/darwin-x64': '1.2.3',
}
const packages = {
  'node_modules/a': { version: '1.2.3', dev: true, optionalDependencies: optional },
  'node_modules/@a/darwin-x64': { version: '1.2.3', optional: true },
}

test('packages of other platforms that the lock names and does not hold are found', () => {
  const lock = (content: object) => ({ 'package-lock.json': JSON.stringify({ packages: content }) })
  assert.equal(findIn(lockComplete, lock(packages)).length, 2)
  const added = missingPlatforms(packages).map(({ name, entry }) => [`node_modules/${name}`, entry])
  const whole = { ...packages, ...Object.fromEntries(added) }
  assert.deepEqual(findIn(lockComplete, lock(whole)), [])
})

test('an added package carries its platform, so that npm skips it elsewhere', () => {
  assert.deepEqual(missingPlatforms(packages), [
    {
      name: '@a/linux-x64-musl',
      entry: {
        version: '1.2.3',
        cpu: ['x64'],
        dev: true,
        libc: ['musl'],
        optional: true,
        os: ['linux'],
      },
    },
    {
      name: '@a/win32-arm64-msvc',
      entry: { version: '1.2.3', cpu: ['arm64'], dev: true, optional: true, os: ['win32'] },
    },
  ])
})
