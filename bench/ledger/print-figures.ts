import type { Figures } from './figures.ts'

/** What the ledger is meant to reach, beside what it reached here. */
const ROWS: readonly (readonly [
  name: string,
  wanted: string,
  read: (figures: Figures) => number | undefined,
])[] = [
  ['batches of 1,000, transfers a second', '>= 45,000', (f) => f.batch1000?.perSecond],
  ['  the baseline in the same run', '', (f) => f.batch1000?.baselinePerSecond],
  ['  over the baseline', '>= 3', (f) => f.batch1000?.overBaseline],
  ['  over the baseline one by one', '', (f) => f.batch1000?.overOneByOne],
  ['  with a hot account', '', (f) => f.batch1000?.hotPerSecond],
  ['  with a hot account, over the baseline', '', (f) => f.batch1000?.hotOverBaseline],
  ['64 callers, transfers a second', '>= 15,000', (f) => f.callers64?.perSecond],
  ['  p99, ms', '< 50', (f) => f.callers64?.p99Ms],
  ['one caller, transfers a second', '', (f) => f.single?.perSecond],
  ['  over the baseline', '>= 1', (f) => f.single?.overBaseline],
  ['history, transfers', '', (f) => f.history?.transfers],
  ['  rate over the fresh rate', '>= 0.8', (f) => f.history?.ofFresh],
  ['  bytes a transfer, indexes included', '<= 350', (f) => f.history?.bytesPerTransfer],
  ['trace of 10,000 points, 20 hops, ms', '< 100', (f) => f.trace?.ms],
  ['  over a hundredth of the history', '', (f) => f.trace?.growth],
  ['hold of 1,000 spans, ms', '< 200', (f) => f.hold1000?.ms],
  ['wrongly named per stolen: our trace', '0', (f) => f.wronglyNamedPerStolen?.ours],
  ['  first in, first out by account', '', (f) => f.wronglyNamedPerStolen?.fifo],
  ['  haircut', '', (f) => f.wronglyNamedPerStolen?.haircut],
  ['  poison', '', (f) => f.wronglyNamedPerStolen?.poison],
]

const NAME_WIDTH = 42
const CELL_WIDTH = 14

export interface Column {
  readonly server: string
  readonly figures: Figures
}

/** The table for people; the objects for machines carry the same figures. */
export function tableOf(columns: readonly Column[]): string {
  const line = (name: string, cells: readonly string[]) =>
    `${name.padEnd(NAME_WIDTH)}${cells.map((cell) => cell.padStart(CELL_WIDTH)).join('')}`
  const shown = (value: number | undefined) => value?.toLocaleString('en') ?? '-'
  return [
    line('', ['wanted', ...columns.map((column) => column.server)]),
    ...ROWS.map(([name, wanted, read]) =>
      line(name, [wanted, ...columns.map(({ figures }) => shown(read(figures)))]),
    ),
    ...columns.flatMap(curveOf),
    ...columns.map(aboutOf),
  ].join('\n')
}

function curveOf({ server, figures }: Column): string[] {
  return (figures.trace?.curve ?? []).map(
    ({ transfers, ms, ends }) =>
      `${server}: a trace at ${transfers.toLocaleString('en')} transfers takes ${ms} ms and finds ${ends} ends`,
  )
}

function aboutOf({ server, figures: { about } }: Column): string {
  const rounds = about.rounds === 1 ? 'one run' : `medians of ${about.rounds} runs`
  return (
    `${server}: ${rounds}, PostgreSQL ${about.postgres}, fsync ${about.fsync}, ` +
    `synchronous_commit ${about.synchronousCommit}, load ${about.loadBefore} to ${about.loadAfter}`
  )
}
