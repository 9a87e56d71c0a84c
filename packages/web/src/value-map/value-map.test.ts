import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Branch, branchesOf, drawnBranches } from './branches.ts'
import { layOutRiver } from './lay-out-river.ts'

const nowhere = {
  held: '0',
  onward: '0',
  gone: '0',
  returned: '0',
  released: '0',
  cameBack: '0',
  onItsWay: '0',
}
const furimaru = {
  ...nowhere,
  company: 'furimaru',
  companyName: { ja: 'フリマル', en: 'Furimaru' },
  place: { ja: 'フリマルの注文', en: 'Furimaru, order' },
}
const hinata = {
  ...nowhere,
  company: 'hinata',
  companyName: { ja: 'ひなた', en: 'Hinata' },
  place: { ja: 'ひなたの残高', en: 'Hinata, balance' },
}

test('what came home is drawn from the company it came back from, and last', () => {
  const branches = branchesOf(
    [
      { ...hinata, returned: '40000' },
      { ...furimaru, cameBack: '39800' },
    ],
    { total: 40_000n, language: 'en' },
  )
  assert.deepEqual(branches, [
    { bucket: 'returned', amount: 39_800n, place: 'Furimaru' },
    { bucket: 'returned', amount: 200n, place: undefined },
  ])
})

test('parts that do not add up to what was stolen are not drawn', () => {
  assert.equal(
    branchesOf([{ ...furimaru, held: '39999' }], { total: 40_000n, language: 'en' }),
    undefined,
  )
})

const branch: fc.Arbitrary<Branch> = fc.record({
  bucket: fc.constantFrom('held', 'onward', 'gone', 'released', 'returned'),
  amount: fc.bigInt({ min: 1n, max: 1_000_000n }),
  place: fc.constant('somewhere'),
})
const river = fc
  .array(branch, { minLength: 1, maxLength: 40 })
  .map((branches) => drawnBranches(branches, (count) => `${count} others`))
const seed = Number(process.env.FC_SEED ?? 20170914)

test('however many ways there are, the picture shows all of the value in a few', () => {
  fc.assert(
    fc.property(fc.array(branch, { minLength: 1, maxLength: 40 }), (branches) => {
      const drawn = drawnBranches(branches, (count) => `${count} others`)
      const sum = (of: readonly Branch[]) => of.reduce((total, { amount }) => total + amount, 0n)
      assert.equal(sum(drawn), sum(branches))
      assert.ok(drawn.length <= 10)
    }),
    { seed },
  )
})

test('no way is drawn over another one, neither where they leave nor where they arrive', () => {
  fc.assert(
    fc.property(river, (branches) => {
      const { courses, height } = layOutRiver(branches)
      for (const [index, course] of courses.entries()) {
        const next = courses[index + 1]
        assert.ok(course.thickness >= 5)
        if (next) {
          assert.ok(next.fromY >= course.fromY + course.thickness)
          assert.ok(next.toY >= course.toY + course.thickness)
        }
        const lowest = (course.lane?.y ?? course.toY) + course.thickness / 2
        assert.ok(lowest <= height, 'something lies outside the picture')
      }
    }),
    { seed },
  )
})
