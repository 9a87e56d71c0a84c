export interface Figures {
  /** Transfers in the ledger of the company where the button is pressed. */
  readonly history: number
  readonly neighbour: { readonly p50Ms: number; readonly p99Ms: number }
  readonly threeAway: { readonly p50Ms: number; readonly p99Ms: number }
  readonly presses: { readonly perSecond: number; readonly p99Ms: number }
  readonly split500: { readonly ms: number }
  readonly traceGrowth: number
}

type Row = readonly [name: string, wanted: string, read: (figures: Figures) => number]

const ROWS: readonly Row[] = [
  ['history, transfers', '1000000', (f) => f.history],
  ['press to frozen at the neighbour, p50 ms', '', (f) => f.neighbour.p50Ms],
  ['  p99 ms', '< 250', (f) => f.neighbour.p99Ms],
  ['press to frozen three companies away, p50 ms', '', (f) => f.threeAway.p50Ms],
  ['  p99 ms', '< 1000', (f) => f.threeAway.p99Ms],
  ['presses a second, each frozen at the neighbour', '>= 100', (f) => f.presses.perSecond],
  ['  p99 ms', '', (f) => f.presses.p99Ms],
  ['a thief who split into 500 transfers, ms', '< 2000', (f) => f.split500.ms],
  ['trace after far more history, times', '<= 2', (f) => f.traceGrowth],
]

const NAME_WIDTH = 48
const CELL_WIDTH = 12

export function printFigures(figures: Figures): void {
  const line = (name: string, ...cells: readonly string[]) =>
    process.stdout.write(
      `${name.padEnd(NAME_WIDTH)}${cells.map((cell) => cell.padStart(CELL_WIDTH)).join('')}\n`,
    )
  line('', 'wanted', 'here')
  for (const [name, wanted, read] of ROWS) line(name, wanted, String(read(figures)))
}
