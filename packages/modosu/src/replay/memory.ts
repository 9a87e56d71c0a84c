import { assert } from '@modosu/kernel'

/** What the play remembers: the facts of its people and what was read out of answers and mails. */
export type Memory = Map<string, unknown>

/** Replaces `${name}` in every text of a value; a text that is one name alone keeps its type. */
export function fill(memory: Memory, value: unknown): unknown {
  if (typeof value === 'string') return fillText(memory, value)
  if (Array.isArray(value)) return value.map((item) => fill(memory, item))
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(memory, item)]))
  }
  return value
}

function fillText(memory: Memory, written: string): unknown {
  // Facts that differ by company are named `${me.${at}.memberId}`.
  const text = written.replaceAll(/\$\{at\}/g, () => String(memory.get('at')))
  const whole = /^\$\{([\w.-]+)\}$/.exec(text)?.[1]
  if (whole) return recall(memory, whole)
  return text.replaceAll(/\$\{([\w.-]+)\}/g, (_, name: string) => String(recall(memory, name)))
}

function recall(memory: Memory, name: string): unknown {
  assert(memory.has(name), `the play does not know \${${name}} yet`)
  return memory.get(name)
}

/** Reads `a.0.b` out of an answer. */
export function pick(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], value)
}

/**
 * Says where an answer is not as expected, or `undefined` when it is. Only what is named is
 * compared; a text that begins with `~` is a pattern.
 */
export function differs(expected: unknown, actual: unknown, where = ''): string | undefined {
  if (typeof expected === 'string' && expected.startsWith('~')) {
    return new RegExp(expected.slice(1)).test(String(actual))
      ? undefined
      : `${where}: ${JSON.stringify(actual)} does not match ${expected.slice(1)}`
  }
  if (expected === null || typeof expected !== 'object') {
    return expected === actual
      ? undefined
      : `${where}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`
  }
  if (Array.isArray(expected) && (!Array.isArray(actual) || actual.length !== expected.length)) {
    return `${where}: ${JSON.stringify(actual)} instead of ${expected.length} items`
  }
  for (const [key, item] of Object.entries(expected)) {
    const difference = differs(item, (actual as Record<string, unknown>)?.[key], `${where}/${key}`)
    if (difference) return difference
  }
  return undefined
}
