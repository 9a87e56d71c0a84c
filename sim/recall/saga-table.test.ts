import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { direct, type Ending, type Plot, type Trouble } from './run/direct.ts'
import { type Databases, openDatabases } from './world/open-databases.ts'
import { type Cast, openCast } from './world/world.ts'

/**
 * The table of faults of docs/recall-protocol.md, cell by cell: in one fixed history one step comes
 * twice, is lost, comes late, or its process dies at each statement and after the commit. Every
 * safety property is checked after every step; the ending has to be the undisturbed one.
 */
let databases: Databases
let cast: Cast
const undisturbed = new Map<Plot, Ending>()

before(async () => {
  databases = await openDatabases(3)
  cast = openCast(databases.stages)
  for (const plot of ['confirmed', 'withdrawn'] as const) {
    undisturbed.set(plot, await direct(cast, plot))
  }
})
after(async () => {
  await databases.close()
})

async function endsTheSame(plot: Plot, trouble: Trouble): Promise<boolean> {
  const ending = await direct(cast, plot, trouble)
  if (!ending.troubled) return false
  assert.deepEqual(ending.balances, undisturbed.get(plot)?.balances)
  return true
}

const STATEMENTS_MAX = 60

/** The process dies at the first statement of the step, at the second, … and after its commit. */
async function survivesEveryCrash(plot: Plot, at: RegExp): Promise<void> {
  let query = 1
  while (await endsTheSame(plot, { at, what: { kind: 'before', query } })) {
    query += 1
    assert.ok(query < STATEMENTS_MAX, 'a step with so many statements is no step')
  }
  assert.ok(query > 1, 'the step was never reached')
  assert.ok(await endsTheSame(plot, { at, what: { kind: 'after_commit', commit: 1 } }))
  assert.ok(await endsTheSame(plot, { at, what: { kind: 'serialization', commit: 1 } }))
}

test('undisturbed, a confirmed case gives everything back and a withdrawn one frees everything', () => {
  const confirmed = undisturbed.get('confirmed')?.balances ?? []
  assert.ok(confirmed.includes('c1 points:a 20'), 'the owner has all of his points')
  const withdrawn = undisturbed.get('withdrawn')?.balances ?? []
  assert.ok(withdrawn.includes('c3 escrow:order 8'), 'the order has its money')
  assert.ok(!withdrawn.some((line) => / (held|back|returned):/.test(line)), 'nothing is held')
})

const ROWS: readonly { row: string; plot: Plot; at: RegExp }[] = [
  { row: 'ask', plot: 'confirmed', at: /^deliver c1>c2 asks? / },
  { row: 'hold', plot: 'confirmed', at: /^deliver c2>c3 asks? / },
  { row: 'child ask', plot: 'confirmed', at: /^job c2 recall\.send_asks/ },
  { row: 'report', plot: 'confirmed', at: /^deliver c2>c1 reports? / },
  { row: 'return sent', plot: 'confirmed', at: /^job c3 recall\.settle/ },
  { row: 'return received', plot: 'confirmed', at: /^deliver c3>c2 transfer/ },
  { row: 'return at the root', plot: 'confirmed', at: /^deliver c2>c1 transfer/ },
  { row: 'decision', plot: 'confirmed', at: /^beat \^confirm/ },
  { row: 'undo by the root', plot: 'withdrawn', at: /^beat \^withdraw/ },
  { row: 'undo at the holder', plot: 'withdrawn', at: /^deliver c2>c3 asks? (?:leg\d+ )?#2/ },
]

for (const { row, plot, at } of ROWS) {
  test(`${row}, twice: it is as if it had come once`, async () => {
    assert.ok(await endsTheSame(plot, { at, what: 'twice' }))
  })
  test(`${row}, its process dies at any statement or after the commit: nothing is lost or doubled`, async () => {
    await survivesEveryCrash(plot, at)
  })
}

for (const { row, plot, at } of ROWS.filter(({ at: step }) => /^.deliver/.test(step.source))) {
  test(`${row}, lost: it is sent again and the ending is the same`, async () => {
    assert.ok(await endsTheSame(plot, { at, what: 'lost' }))
  })
  test(`${row}, its answer lost: it is sent again and the ending is the same`, async () => {
    assert.ok(await endsTheSame(plot, { at, what: 'answer_lost' }))
  })
  test(`${row}, late: it comes after everything else and changes nothing`, async () => {
    assert.ok(await endsTheSame(plot, { at, what: 'late' }))
  })
}
