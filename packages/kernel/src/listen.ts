import pg from 'pg'
import { startStopwatch } from './clock.ts'
import type { DatabaseConfig } from './database.ts'
import type { Log } from './log.ts'

/** How often the line is tried, and how long its last answer stands for "nothing was said since". */
const BEAT_MS = 250
const HEARD_WITHIN_MS = 700
/** A line that gives no answer for so long is given up and opened again. */
const ANSWER_TIMEOUT_MS = 5_000
const AGAIN_AFTER_MS = 200

export interface Listening {
  /**
   * True while everything that was said until a moment ago has been heard. PostgreSQL hands over
   * what was notified before it answers the next query of a connection, so an answer proves it.
   */
  isHearing(): boolean
  close(): Promise<void>
}

interface Ear {
  readonly channel: string
  readonly log: Log
  onSaid(payload: string): void
  /** What was said may have been missed: whoever keeps something in memory must drop it. */
  onSilence(): void
}

interface Line {
  isFresh(): boolean
  end(): Promise<void>
}

/** Hears what any process says on a channel of the database (`pg_notify`), for as long as it takes. */
export function listenTo(database: DatabaseConfig, ear: Ear): Listening {
  let line: Line | undefined
  let closed = false
  let again: NodeJS.Timeout | undefined
  const open = async () => {
    try {
      const opened = await openLine(database, ear, () => {
        line = undefined
        ear.onSilence()
        reopenLater()
      })
      if (closed) return await opened.end()
      line = opened
      ear.onSilence()
    } catch (error) {
      ear.log.warn({ err: (error as Error).message, channel: ear.channel }, 'cannot listen')
      reopenLater()
    }
  }
  const reopenLater = () => {
    if (closed) return
    again = setTimeout(() => void open(), AGAIN_AFTER_MS)
    again.unref()
  }
  void open()
  return {
    isHearing: () => line?.isFresh() ?? false,
    async close() {
      closed = true
      clearTimeout(again)
      await line?.end()
    },
  }
}

async function openLine(database: DatabaseConfig, ear: Ear, onLost: () => void): Promise<Line> {
  const client = new pg.Client({ ...database, connectionTimeoutMillis: ANSWER_TIMEOUT_MS })
  let beating: NodeJS.Timeout | undefined
  let lost = false
  const lose = () => {
    if (lost) return
    lost = true
    clearInterval(beating)
    client.end().catch(() => undefined)
    // Before it ever heard anything, the caller of this function learns of it by its throw.
    if (beating) onLost()
  }
  client.on('error', lose)
  client.on('end', lose)
  client.on('notification', (said) => ear.onSaid(said.payload ?? ''))
  await client.connect()
  await client.query(`listen ${pg.escapeIdentifier(ear.channel)}`)
  let sinceAnswer = startStopwatch()
  let isAsking = false
  const ask = async () => {
    if (isAsking) return sinceAnswer() > ANSWER_TIMEOUT_MS ? lose() : undefined
    isAsking = true
    const sinceAsked = startStopwatch()
    try {
      await client.query('select 1')
      // The answer speaks for the moment of the question.
      sinceAnswer = sinceAsked
    } catch {
      lose()
    }
    isAsking = false
  }
  beating = setInterval(() => void ask(), BEAT_MS)
  beating.unref()
  return {
    isFresh: () => !lost && sinceAnswer() < HEARD_WITHIN_MS,
    async end() {
      lost = true
      clearInterval(beating)
      await client.end().catch(() => undefined)
    },
  }
}
