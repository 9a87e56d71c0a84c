import { pino } from 'pino'
import type { Log, LogLevel } from './log.ts'

/** A log that writes JSON lines on standard error, so that standard output stays for results. */
export function openLog(level: LogLevel): Log {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(2))
}
