import { isDeepStrictEqual } from 'node:util'
import type { Partner } from './partner.ts'

/** Something that a company promises by speaking this protocol. */
export interface Rule {
  /** A short name for ever: `ask-again-changes-nothing`. */
  readonly id: string
  /** The section of `docs/recall-protocol.md` that says so. */
  readonly section: string
  readonly promise: string
  /** How many offered payments it uses up. */
  readonly payments?: number
  /** Only where the company says that it can do this. */
  readonly capability?: string
  check(partner: Partner): Promise<void>
}

export interface RuleOutcome {
  readonly id: string
  readonly section: string
  readonly promise: string
  readonly result: 'kept' | 'broken' | 'not run'
  /** What was seen in place of what was promised, or why it was not run. */
  readonly why: string | null
}

/** A promise was broken: the words say what was seen. */
export class BrokenRule extends Error {
  override readonly name = 'BrokenRule'
}

export function expect(condition: boolean, seen: string): asserts condition {
  if (!condition) throw new BrokenRule(seen)
}

/** Equal in content: a JSON object has no order. */
export const same = (one: unknown, other: unknown): boolean => isDeepStrictEqual(one, other)

/** As text for whoever reads the report; long things are cut. */
export function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text
}

const SHOWN_MAX = 300
