import type { Runtime } from '@modosu/kernel'
import type { RecallDeps } from '../recall-deps.ts'
import type { callNeighbour, NeighbourCall, NeighbourOutcome } from '../wire/call-neighbour.ts'

/** How a neighbour is reached: over HTTP, or over the network of a simulation. */
export type CallNeighbour = typeof callNeighbour

export interface Wire {
  readonly deps: RecallDeps
  readonly call: CallNeighbour
}

/**
 * Sends a message until somebody has heard it: whatever is not a signed yes is thrown, and the queue
 * sends it again, for ever, signed anew with the same content.
 */
export async function say(runtime: Runtime, wire: Wire, call: NeighbourCall): Promise<unknown> {
  const outcome: NeighbourOutcome = await wire.call(runtime, wire.deps.neighbours, call)
  if (outcome.ok) return outcome.value
  const why = outcome.problem ? outcome.problem.code : outcome.unknown
  throw new Error(`${call.to} ${call.path}: ${why}`)
}

/** Refusals that stand however often the same is said; whatever else is not a yes is tried again. */
const DEFINITE: readonly string[] = [
  'recall/malformed',
  'recall/unknown_leg',
  'recall/unknown_transfer',
  'recall/amount_mismatch',
  'recall/offsets_overlap',
  'recall/limit',
  'recall/evidence_missing',
  'recall/contradiction',
  'recall/attempt_open',
]

export type Said =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problem: { readonly code: string } }

/** As `say`, for who can do something with a definite no. */
export async function sayOrProblem(
  runtime: Runtime,
  wire: Wire,
  call: NeighbourCall,
): Promise<Said> {
  const outcome: NeighbourOutcome = await wire.call(runtime, wire.deps.neighbours, call)
  if (outcome.ok) return outcome
  const { problem } = outcome
  if (problem && DEFINITE.includes(problem.code)) return { ok: false, problem }
  throw new Error(`${call.to} ${call.path}: ${problem ? problem.code : outcome.unknown}`)
}
