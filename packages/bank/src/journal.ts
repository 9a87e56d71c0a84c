import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  truncateSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import type { BankEvent } from './bank-event.ts'

export interface Journal {
  readonly past: readonly BankEvent[]
  write(event: BankEvent): void
  close(): void
}

/** A journal that is forgotten with its process. */
export function openMemoryJournal(): Journal {
  return { past: [], write: () => undefined, close: () => undefined }
}

/** A journal of one line an event; a line is on disk when `write` is back. */
export function openFileJournal(folder: string): Journal {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'bank.jsonl')
  const whole = existsSync(path) ? wholeLines(readFileSync(path, 'utf8')) : ''
  if (existsSync(path)) truncateSync(path, Buffer.byteLength(whole))
  const file = openSync(path, 'a')
  return {
    past: readEvents(whole),
    write(event) {
      writeSync(file, `${JSON.stringify(event, digits)}\n`)
      fsyncSync(file)
    },
    close: () => closeSync(file),
  }
}

/** A last line without its end was never answered: the bank died while it wrote it. */
function wholeLines(text: string): string {
  return text.slice(0, text.lastIndexOf('\n') + 1)
}

function readEvents(text: string): BankEvent[] {
  const lines = text.split('\n').slice(0, -1)
  return lines.map((line) => JSON.parse(line, revive) as BankEvent)
}

const DATES = new Set(['at', 'settlesAt'])

function digits(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}

function revive(name: string, value: unknown): unknown {
  if (name === 'amount') return BigInt(String(value))
  return DATES.has(name) ? new Date(String(value)) : value
}
