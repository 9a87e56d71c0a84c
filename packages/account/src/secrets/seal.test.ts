import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Ctx, makeSecret, systemRandomBytes } from '@modosu/kernel'
import { digestGuessable, openValue, sealValue } from './seal.ts'

const ctx = { newSecret: (size: number) => makeSecret(size, systemRandomBytes) } as unknown as Ctx
const k1 = new Uint8Array(32).fill(1)
const k2 = new Uint8Array(32).fill(2)
const old = { currentId: 'k1', keys: { k1 } }
const both = { currentId: 'k2', keys: { k1, k2 } }

test('what was sealed under an earlier key opens after the key was changed', () => {
  const kept = sealValue(ctx, old, { value: { email: 'a@b.example' }, boundTo: 'row 1' })
  assert.deepEqual(openValue(both, { ...kept, boundTo: 'row 1' }), { email: 'a@b.example' })
})

test('a sealed value does not open in another row, under another key, or with a bit flipped', () => {
  const kept = sealValue(ctx, both, { value: 1, boundTo: 'row 1' })
  assert.throws(() => openValue(both, { ...kept, boundTo: 'row 2' }))
  assert.throws(() => openValue(both, { ...kept, keyId: 'k1', boundTo: 'row 1' }))
  assert.throws(() => openValue(both, { ...kept, keyId: 'k3', boundTo: 'row 1' }), /k3/)
  for (const at of kept.sealed.keys()) {
    const flipped = Buffer.from(kept.sealed)
    flipped.writeUInt8(flipped.readUInt8(at) ^ 1, at)
    assert.throws(() => openValue(both, { ...kept, sealed: flipped, boundTo: 'row 1' }))
  }
})

test('one value sealed twice looks different, so that equal addresses cannot be matched', () => {
  const seal = () => sealValue(ctx, both, { value: 'same', boundTo: 'row' }).sealed
  assert.notDeepEqual(seal(), seal())
})

test('a short code has another digest for every row and key', () => {
  const digest = (keyId: string, boundTo: string) =>
    digestGuessable(both, { keyId, text: '123456', boundTo }).toString('hex')
  assert.equal(new Set([digest('k1', 'a'), digest('k1', 'b'), digest('k2', 'a')]).size, 3)
})
