import { strict as assert } from 'node:assert'
import { readFile } from 'node:fs/promises'
import type { Ctx } from '@modosu/kernel'
import type { LedgerErrorCode } from '../../src/index.ts'

type Answer = { readonly ok: boolean; readonly error?: { readonly code: LedgerErrorCode } }

/** A verb's refusals as a ladder: each rung mends the rule that the one above it broke first. */
export interface Ladder {
  readonly verb: string
  readonly rungs: readonly Rung[]
  /** Codes of a verb that this one stands on, and why none of its own inputs can get them. */
  readonly never: Never
}

interface Rung {
  readonly expected: LedgerErrorCode | 'ok'
  readonly call: (ctx: Ctx) => Promise<unknown>
}
type Never = Readonly<Partial<Record<LedgerErrorCode, string>>>

/**
 * The ladder of a verb from its inputs: each breaks the rule that it is written with and, where that
 * can be, every rule after it; one written with `ok` breaks none.
 */
export function ladder<Input>(
  verb: (ctx: Ctx, input: Input) => Promise<unknown>,
  inputs: readonly (readonly [expected: Rung['expected'], input: Input])[],
  never: Never = {},
): Ladder {
  const rungs = inputs.map(([expected, input]) => ({
    expected,
    call: (ctx: Ctx) => verb(ctx, input),
  }))
  return { verb: verb.name, rungs, never }
}

/** Calls every rung and compares the answers; answers the codes in their order, each once. */
export async function climb(ctx: Ctx, { verb, rungs }: Ladder): Promise<LedgerErrorCode[]> {
  const seen: LedgerErrorCode[] = []
  for (const [index, { expected, call }] of rungs.entries()) {
    const answer = (await call(ctx)) as Answer
    const code = answer.ok ? 'ok' : answer.error?.code
    assert.equal(code, expected, `${verb}, rung ${index + 1}`)
    if (expected !== 'ok' && !seen.includes(expected)) seen.push(expected)
  }
  return seen
}

const CODE = /`(ledger\/[a-z_]+)`|those of\s+(?:\*\s+)?`(\w+)`/g

/** The order that the verb's own comment promises, with what it takes over from other verbs. */
export async function promisedOrder(verb: string): Promise<LedgerErrorCode[]> {
  const file = verb.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  const source = await readFile(new URL(`../../src/${file}.ts`, import.meta.url), 'utf8')
  const comment = /Refusals in order:([\s\S]*?)(?:Idempotent|\*\/)/.exec(source)?.[1]
  assert.ok(comment !== undefined, `${verb} does not say in which order it refuses`)
  const order: LedgerErrorCode[] = []
  for (const [, code, other] of comment.matchAll(CODE)) {
    const next = other === undefined ? [code as LedgerErrorCode] : await promisedOrder(other)
    order.push(...next.filter((one) => !order.includes(one)))
  }
  return order
}
