const JST_OFFSET_MS = 9 * 60 * 60 * 1000
const WEEKDAYS_JA = ['日', '月', '火', '水', '木', '金', '土']
const WEEKDAYS_EN = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS_EN = [
  'Jan',
  'Feb',
  'Mar',
  'Apr',
  'May',
  'Jun',
  'Jul',
  'Aug',
  'Sep',
  'Oct',
  'Nov',
  'Dec',
]

interface JstParts {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly weekday: number
  readonly hour: number
  readonly minute: string
}

// Japan has one zone without summer time, so the wall clock is a fixed distance from UTC.
function jstParts(at: Date): JstParts {
  const moved = new Date(at.getTime() + JST_OFFSET_MS)
  return {
    year: moved.getUTCFullYear(),
    month: moved.getUTCMonth(),
    day: moved.getUTCDate(),
    weekday: moved.getUTCDay(),
    hour: moved.getUTCHours(),
    minute: String(moved.getUTCMinutes()).padStart(2, '0'),
  }
}

/** 「9月14日(木) 8:10」 in Japanese time. */
export function timeJa(at: Date): string {
  const parts = jstParts(at)
  return `${dayOnlyJa(parts)} ${parts.hour}:${parts.minute}`
}

/** `Thu 14 Sep, 08:10` in Japanese time; the month is a word, since 9/14 is read two ways. */
export function timeEn(at: Date): string {
  const parts = jstParts(at)
  return `${dayOnlyEn(parts)}, ${String(parts.hour).padStart(2, '0')}:${parts.minute}`
}

/** 「2017年9月30日」: for dates that may lie in another year. */
export function dateJa(at: Date): string {
  const parts = jstParts(at)
  return `${parts.year}年${parts.month + 1}月${parts.day}日`
}

/** `30 Sep 2017`. */
export function dateEn(at: Date): string {
  const parts = jstParts(at)
  return `${parts.day} ${MONTHS_EN[parts.month]} ${parts.year}`
}

/** `39,800`. */
export function digits(points: bigint): string {
  return points.toLocaleString('en-US')
}

function dayOnlyJa(parts: JstParts): string {
  return `${parts.month + 1}月${parts.day}日(${WEEKDAYS_JA[parts.weekday]})`
}

function dayOnlyEn(parts: JstParts): string {
  return `${WEEKDAYS_EN[parts.weekday]} ${parts.day} ${MONTHS_EN[parts.month]}`
}
