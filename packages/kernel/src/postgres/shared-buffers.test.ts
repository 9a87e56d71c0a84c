import { strict as assert } from 'node:assert'
import { test } from 'node:test'
import { sharedBuffers } from './shared-buffers.ts'

const GB = 1024 ** 3

test('the server keeps a quarter of the memory, never less than 128 MB nor more than 2 GB', () => {
  const sizes = [0.25, 1, 4, 8, 64].map((gigabytes) => sharedBuffers(gigabytes * GB))
  assert.deepEqual(sizes, ['128MB', '256MB', '1024MB', '2048MB', '2048MB'])
})
