import type { Id } from './id.ts'
import type { Log } from './log.ts'

/** A row as the driver gives it: bigint for int8, Date for timestamptz. */
export type Row = Record<string, unknown>

/** An open transaction. Verbs write through it and never open or end one. */
export interface Tx {
  query<R extends Row = Row>(
    text: string,
    values?: readonly unknown[],
  ): Promise<{ rows: R[]; rowCount: number }>
}

/** Work to be done later, stored in the transaction that causes it. */
export interface Job {
  /** The kind of job; one handler a kind. */
  readonly kind: string
  readonly data: Record<string, unknown>
  /** When it is due on the story's clock; at once when absent. */
  readonly dueAt?: Date
}

/** A fact that other rooms may act on: past tense, prefixed with its room. */
export interface HouseEvent {
  readonly type: `${string}.${string}`
  readonly data: Record<string, unknown>
}

/**
 * What a verb needs besides its input. Time, ids and randomness come from here and from nowhere
 * else, so that a story can be replayed exactly.
 */
export interface Ctx {
  readonly tx: Tx
  /** The time of this transaction on the company's clock; does not move while it runs. */
  readonly now: Date
  newId<Prefix extends string>(prefix: Prefix): Id<Prefix>
  /** URL-safe text of `size` random bytes. */
  newSecret(size: number): string
  /** Stores a job in this transaction; it runs after the commit, at least once. */
  enqueue(job: Job): Promise<void>
  /** Tells the rooms that listen; each gets a job of its own in this transaction. */
  emit(event: HouseEvent): Promise<void>
  readonly log: Log
}
