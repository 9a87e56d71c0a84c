/** What is measured, in the order in which it is. */
export const PARTS = [
  'batches',
  'hot',
  'callers',
  'single',
  'naming',
  'trace',
  'hold',
  'history',
] as const
export type Part = (typeof PARTS)[number]

export interface Plan {
  /** Each figure is the median of this many runs. */
  readonly rounds: number
  readonly batchSeconds: number
  readonly baselineSeconds: number
  readonly hotSeconds: number
  readonly callerSeconds: number
  readonly singleSeconds: number
  readonly lateSeconds: number
  /** Transfers in each history, growing; the first is a hundredth of the last. */
  readonly histories: readonly number[]
}

export const PLAN_FULL: Plan = {
  rounds: 3,
  batchSeconds: 60,
  baselineSeconds: 20,
  hotSeconds: 20,
  callerSeconds: 20,
  singleSeconds: 10,
  lateSeconds: 20,
  histories: [100_000, 1_000_000, 10_000_000],
}

/** Short turns: on a machine that does other work too, all of it has to fit into 50 seconds. */
export const PLAN_QUICK: Plan = {
  rounds: 3,
  batchSeconds: 1,
  baselineSeconds: 0.5,
  hotSeconds: 0.4,
  callerSeconds: 0.6,
  singleSeconds: 0.6,
  lateSeconds: 0.6,
  histories: [600, 60_000],
}
