import type { Language } from './pick-language.ts'

const parts = {
  timeZone: 'Asia/Tokyo',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  weekday: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
} as const
const formats = {
  ja: new Intl.DateTimeFormat('ja-JP', parts),
  en: new Intl.DateTimeFormat('en-US', { ...parts, month: 'short' }),
}

type Part = 'year' | 'month' | 'day' | 'weekday' | 'hour' | 'minute' | 'second'

function partsOf(instant: string, language: Language): Record<Part, string> {
  const found = formats[language].formatToParts(new Date(instant))
  return Object.fromEntries(found.map(({ type, value }) => [type, value])) as Record<Part, string>
}

/** `9月14日(木) 8:10` or `Thu 14 Sep, 08:10`: Japan's time, never numbers only. */
export function writeTime(instant: string, language: Language): string {
  const at = partsOf(instant, language)
  return language === 'ja'
    ? `${bare(at.month)}月${bare(at.day)}日(${at.weekday}) ${Number(at.hour)}:${at.minute}`
    : `${at.weekday} ${Number(at.day)} ${at.month}, ${at.hour}:${at.minute}`
}

/** With seconds, where they are evidence: a stop, a notice. */
export function writeExactTime(instant: string, language: Language): string {
  return `${writeTime(instant, language)}:${partsOf(instant, language).second}`
}

/** The day with its year, for an expiry. */
export function writeDay(instant: string, language: Language): string {
  const at = partsOf(instant, language)
  return language === 'ja'
    ? `${bare(at.year)}年${bare(at.month)}月${bare(at.day)}日`
    : `${Number(at.day)} ${at.month} ${at.year}`
}

/** Japanese parts come as `9月` on some runtimes and as `9` on others. */
function bare(text: string): number {
  return Number.parseInt(text, 10)
}

/** The last day of an expiry, whose instant is the first moment that is too late. */
export function writeLastDay(expiresAt: string, language: Language): string {
  return writeDay(new Date(Date.parse(expiresAt) - 1).toISOString(), language)
}

/** A deadline at midnight is told as the last minute of the day before, as people say it. */
export function writeDeadline(dueAt: string, language: Language): string {
  return writeTime(new Date(Date.parse(dueAt) - 1).toISOString(), language)
}
