import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { paymentStates } from '@modosu/pay'
import { payoutStates } from '@modosu/payout'
import type { Finding } from '../tidy/tree.ts'

const PATH = 'docs/payments.md'

type States = Readonly<Record<string, Readonly<Partial<Record<string, string>>>>>

/** A table of states as a diagram: every row of the code is an arrow, and nothing else is. */
function drawStates(states: States): string {
  const arrows = Object.entries(states).flatMap(([from, events]) =>
    Object.entries(events).map(([event, to]) => `  ${from} --> ${to}: ${event}`),
  )
  const ends = Object.entries(states)
    .filter(([, events]) => Object.keys(events).length === 0)
    .map(([state]) => `  ${state} --> [*]`)
  const begin = `  [*] --> ${Object.keys(states)[0]}`
  return ['```mermaid', 'stateDiagram-v2', begin, ...arrows, ...ends, '```'].join('\n')
}

/** Puts the diagrams between the marks of the document. */
function fillIn(text: string): string {
  const parts = { payments: drawStates(paymentStates), payouts: drawStates(payoutStates) }
  return Object.entries(parts).reduce((filled, [name, part]) => {
    const between = new RegExp(`(<!-- states:${name} -->\n)[^]*?(<!-- /states:${name} -->)`)
    return filled.replace(between, (_, open, close) => `${open}\n${part}\n\n${close}`)
  }, text)
}

export function writeStateDiagrams(root: string): void {
  const path = join(root, PATH)
  writeFileSync(path, fillIn(readFileSync(path, 'utf8')))
}

/** The document about payments shows the tables that the code runs on. */
export function checkStateDiagrams(root: string): Finding[] {
  const path = join(root, PATH)
  const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
  const fresh = text !== '' && fillIn(text) === text
  const message = 'not what the tables of states say: run tools/docs-check.ts --write'
  return fresh ? [] : [{ path: PATH, line: 1, message }]
}
