/** Thrown when something that cannot be false is false: a bug, never a refusal. */
export class AssertionFault extends Error {
  override readonly name = 'AssertionFault'
}

/**
 * States what cannot be false. Stays on in production: a wrong assumption about value must stop the
 * transaction instead of being written down.
 */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AssertionFault(message)
}

/** Marks a branch that the types rule out; fails at run time when data does not follow them. */
export function unreachable(value: never): never {
  throw new AssertionFault(`unreachable value: ${JSON.stringify(value)}`)
}
