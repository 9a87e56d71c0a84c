/** What one server was seen to do. A part that was not asked for is absent. */
export interface Figures {
  readonly about: {
    readonly postgres: string
    readonly fsync: string
    readonly synchronousCommit: string
    readonly rounds: number
    /** The machine's load average over a minute, before and after: read the figures with it. */
    readonly loadBefore: number
    readonly loadAfter: number
  }
  readonly batch1000?: BatchFigures
  readonly callers64?: { readonly perSecond: number; readonly p99Ms: number }
  readonly single?: {
    readonly perSecond: number
    readonly baselinePerSecond: number
    readonly overBaseline: number
  }
  readonly history?: {
    readonly transfers: number
    readonly perSecond: number
    readonly ofFresh: number
    readonly bytesPerTransfer: number
  }
  readonly trace?: {
    readonly ms: number
    /** Time at the longest history over time at a hundredth of it. */
    readonly growth: number
    readonly curve: readonly TracePoint[]
  }
  readonly hold1000?: { readonly ms: number }
  readonly wronglyNamedPerStolen?: WronglyNamed
}

export interface BatchFigures {
  readonly perSecond?: number
  readonly baselinePerSecond?: number
  readonly overBaseline?: number
  /** Over the same baseline when it posts one transfer after another inside a batch. */
  readonly overOneByOne?: number
  readonly hotPerSecond?: number
  readonly hotOverBaseline?: number
}

export interface TracePoint {
  readonly transfers: number
  readonly ms: number
  readonly ends: number
}

/** Points named as stolen at somebody who has none of them, per stolen point. */
export interface WronglyNamed {
  readonly ours: number
  readonly fifo: number
  readonly haircut: number
  readonly poison: number
}

/** The median of each figure over some runs. */
export async function inRounds<Name extends string>(
  rounds: number,
  measure: () => Promise<Record<Name, number>>,
): Promise<Record<Name, number>> {
  const seen: Record<Name, number>[] = []
  for (let i = 0; i < rounds; i++) seen.push(await measure())
  const names = Object.keys(seen[0] ?? {}) as Name[]
  return Object.fromEntries(
    names.map((name) => [name, median(seen.map((figures) => figures[name]))]),
  ) as Record<Name, number>
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right)
  const middle = sorted.length / 2
  const upper = sorted[Math.floor(middle)] ?? Number.NaN
  return Number.isInteger(middle) ? (upper + (sorted[middle - 1] ?? Number.NaN)) / 2 : upper
}

export function round(value: number): number {
  return Math.round(value * 100) / 100
}
