import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { direct, type Ending, type Trouble } from './run/direct.ts'
import { type Plot, plots } from './run/plots.ts'
import { type Databases, openDatabases } from './world/open-databases.ts'
import { type Cast, openCast } from './world/world.ts'

/**
 * The table of faults of docs/recall-protocol.md, cell by cell: in a fixed history one step comes
 * twice, is lost, comes late, or its process dies at each of its statements and after each commit.
 * Every safety property is checked after every step; the ending has to be the undisturbed one, with
 * nothing left open anywhere.
 */
let databases: Databases
let cast: Cast
const undisturbed = new Map<Plot, Ending>()

before(async () => {
  databases = await openDatabases(3)
  cast = openCast(databases.stages)
  for (const plot of Object.keys(plots) as Plot[]) undisturbed.set(plot, await direct(cast, plot))
})
after(async () => {
  await databases.close()
})

const balances = (plot: Plot) => undisturbed.get(plot)?.balances ?? []

test('undisturbed, every plot ends where it should', () => {
  const ends = (plot: Plot, ...lines: string[]) => {
    for (const line of lines) assert.ok(balances(plot).includes(line), `${plot}: ${line}`)
  }
  ends('unclaimed', 'c3 escrow:order 8', 'c1 points:a 10')
  ends('confirmed', 'c1 points:a 20', 'c3 escrow:order its seller was told')
  ends('withdrawn', 'c3 escrow:order 8', 'c1 points:a 10')
  ends('stopped', 'c1 points:a 10', 'c2 pay:m 4')
  ends('undone', 'c3 escrow:order 8')
  ends('kept', 'c3 escrow:order 8')
  ends('dismissed', 'c3 escrow:order 4')
  ends('shipped', 'c3 escrow:order 8')
  ends('declared', 'c3 escrow:order 4', 'c3 escrow:order its seller was told')
})

async function endsTheSame(row: Row, what: Trouble['what']): Promise<number> {
  const { plot, at, after: since } = row
  const trouble = since === undefined ? { at, what } : { at, after: since, what }
  const ending = await direct(cast, plot, { trouble })
  const isReached = ending.isOver || (row.isMoot && ending.strikes > 0)
  assert.ok(isReached, 'the step was never reached, or never got through')
  assert.deepEqual(ending.balances, balances(plot))
  return ending.strikes
}

interface Row {
  readonly row: string
  readonly plot: Plot
  readonly at: RegExp
  readonly after?: string
  /** Nobody tries it again once it has failed: the stop has told the sender what became of it. */
  readonly isMoot?: true
}

const ROWS: readonly Row[] = [
  { row: 'ask', plot: 'confirmed', at: /^deliver c1>c2 asks? / },
  { row: 'hold', plot: 'confirmed', at: /^deliver c2>c3 asks? / },
  { row: 'child ask', plot: 'confirmed', at: /^job c2 recall\.send_asks/ },
  { row: 'report', plot: 'confirmed', at: /^deliver c2>c1 reports? / },
  { row: 'return sent', plot: 'confirmed', at: /^job c3 recall\.settle/ },
  { row: 'return received', plot: 'confirmed', at: /^deliver c3>c2 transfer/ },
  { row: 'return at the root', plot: 'confirmed', at: /^deliver c2>c1 transfer/ },
  { row: 'decision', plot: 'confirmed', at: /^beat confirm/ },
  { row: 'giving back', plot: 'confirmed', at: /^beat make usable/ },
  { row: 'undo by the root', plot: 'withdrawn', at: /^beat withdraw/ },
  {
    row: 'undo at the holder',
    plot: 'withdrawn',
    at: /^deliver c2>c3 asks? /,
    after: 'withdraw',
  },
  { row: 'stop', plot: 'stopped', at: /^job c2 recall\.stop_transfer/ },
  { row: 'stop heard', plot: 'stopped', at: /^deliver c2>c1 transfer/ },
  { row: 'stopped payment', plot: 'stopped', at: /^deliver c1>c2 transfer tr1 /, isMoot: true },
  { row: 'its refusal heard', plot: 'stopped', at: /^answer c1>c2 transfer tr1 /, isMoot: true },
  { row: 'give-back', plot: 'undone', at: /^beat undo/ },
  { row: 'give-back passed on', plot: 'undone', at: /^deliver c1>c2 transfer/, after: 'undo' },
  { row: 'give-back at the holder', plot: 'undone', at: /^deliver c2>c3 transfer/, after: 'undo' },
  { row: 'objection', plot: 'kept', at: /^beat object/ },
  { row: 'objection heard, kept', plot: 'kept', at: /^beat hear/ },
  { row: 'objection heard, dismissed', plot: 'dismissed', at: /^beat hear/ },
  {
    row: 'return after an objection',
    plot: 'dismissed',
    at: /^job c3 recall\.settle/,
    after: 'hear',
  },
  { row: 'order shipped before its hold', plot: 'shipped', at: /^job c3 recall\.settle/ },
  { row: 'cover of what a seller keeps', plot: 'shipped', at: /^job c1 recall\.cover/ },
  { row: 'seller’s notice', plot: 'declared', at: /^job c3 services\.tell_seller/ },
  { row: 'seller’s declaration', plot: 'declared', at: /^beat declare/ },
]

for (const row of ROWS) {
  test(`${row.row}, twice, its first commit in vain: it is as if it had come once`, async () => {
    await endsTheSame(row, 'twice')
  })
  test(`${row.row}, its process dies at every statement and after every commit: nothing is lost or doubled`, async () => {
    assert.ok((await endsTheSame(row, 'dies')) > 0, 'it died at least once')
  })
  if (!row.at.source.startsWith('^deliver')) continue
  test(`${row.row}, lost, its answer lost, and late after everything else: the ending is the same`, async () => {
    await endsTheSame(row, 'lost')
  })
}

test('a claim that is taken back after any of its steps, twice, leaves a clean slate', async () => {
  const never = balances('unclaimed')
  const elsewhere = (lines: readonly string[]) => lines.filter((line) => /^c[23] .*\d$/.test(line))
  let tried = 0
  for (let after = 0; ; after++) {
    const ending = await direct(cast, 'confirmed', { takenBackAfter: after })
    assert.deepEqual(elsewhere(ending.balances), elsewhere(never), `after ${after} steps`)
    tried += 1
    if (!ending.steps.includes('beat make usable')) continue
    break
  }
  assert.ok(tried > 10, `only ${tried} steps`)
})
