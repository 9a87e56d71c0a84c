import type { Figures } from './measure-all.ts'

/** What the ledger is meant to reach, beside what it reached here. */
const ROWS: readonly (readonly [
  name: string,
  wanted: string,
  read: (figures: Figures) => number,
])[] = [
  ['batches of 1,000, transfers a second', '>= 45000', (f) => f.batch1000.perSecond],
  ['  over the baseline', '>= 3', (f) => f.batch1000.overBaseline],
  ['  with a hot account', '', (f) => f.batch1000.hotPerSecond],
  ['  with a hot account, over the baseline', '', (f) => f.batch1000.hotOverBaseline],
  ['64 callers, transfers a second', '>= 15000', (f) => f.callers64.perSecond],
  ['  p99, ms', '< 50', (f) => f.callers64.p99Ms],
  ['one caller, transfers a second', '', (f) => f.single.perSecond],
  ['  over the baseline', '>= 1', (f) => f.single.overBaseline],
  ['history, transfers', '', (f) => f.history.transfers],
  ['  rate of the fresh rate', '>= 0.8', (f) => f.history.ofFresh],
  ['  bytes a transfer, indexes included', '<= 350', (f) => f.history.bytesPerTransfer],
  ['trace of 10,000 points, 20 hops, ms', '< 100', (f) => f.trace.ms],
  ['  over a hundredth of the history', '', (f) => f.trace.growth],
  ['hold of 1,000 spans, ms', '< 200', (f) => f.hold1000.ms],
  ['wrongly named per stolen: our trace', '0', (f) => f.wronglyNamedPerStolen.ours],
  ['  first in, first out by account', '', (f) => f.wronglyNamedPerStolen.fifo],
  ['  haircut', '', (f) => f.wronglyNamedPerStolen.haircut],
  ['  poison', '', (f) => f.wronglyNamedPerStolen.poison],
]

const NAME_WIDTH = 42
const CELL_WIDTH = 14

export function printFigures(
  results: readonly { readonly server: string; readonly figures: Figures }[],
): void {
  const line = (name: string, cells: readonly string[]) =>
    process.stdout.write(
      `${name.padEnd(NAME_WIDTH)}${cells.map((cell) => cell.padStart(CELL_WIDTH)).join('')}\n`,
    )
  line('', ['wanted', ...results.map((result) => result.server)])
  for (const [name, wanted, read] of ROWS) {
    line(name, [wanted, ...results.map(({ figures }) => read(figures).toLocaleString('en'))])
  }
}
