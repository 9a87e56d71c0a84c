import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describeOrders } from '@modosu/market'
import type { Finding } from '../tidy/tree.ts'

const PATH = 'docs/market-orders.md'

/** Puts what the tables of the market say today between the marks of the document. */
function fillIn(text: string, parts: Readonly<Record<string, string>>): string {
  return Object.entries(parts).reduce((filled, [name, part]) => {
    const between = new RegExp(`(<!-- orders:${name} -->\n)[^]*?(<!-- /orders:${name} -->)`)
    return filled.replace(between, (_, open, close) => `${open}\n${part}\n\n${close}`)
  }, text)
}

export function writeOrderTables(root: string): void {
  const path = join(root, PATH)
  writeFileSync(path, fillIn(readFileSync(path, 'utf8'), { ...describeOrders() }))
}

/** The document about orders says what the code does. */
export function checkOrderTables(root: string): Finding[] {
  const path = join(root, PATH)
  const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
  const fresh = text !== '' && fillIn(text, { ...describeOrders() }) === text
  const message = 'not what the tables of the market say: run tools/docs-check.ts --write'
  return fresh ? [] : [{ path: PATH, line: 1, message }]
}
