/** Japan has one time zone without summer time. */
const JST_OFFSET_MS = 9 * 60 * 60 * 1_000
const DAY_MS = 24 * 60 * 60 * 1_000
const HOUR_MS = 60 * 60 * 1_000

/** The instant at which the JST calendar day of `at`, moved by `days`, begins. */
export function startOfJstDay(at: Date, days = 0): Date {
  const day = Math.floor((at.getTime() + JST_OFFSET_MS) / DAY_MS)
  return new Date((day + days) * DAY_MS - JST_OFFSET_MS)
}

/** `hour` o'clock JST on the calendar day of `at`, moved by `days`. */
export function jstHour(at: Date, days: number, hour: number): Date {
  return addHours(startOfJstDay(at, days), hour)
}

export function addHours(at: Date, hours: number): Date {
  return new Date(at.getTime() + hours * HOUR_MS)
}

const weekdaysJa = ['日', '月', '火', '水', '木', '金', '土'] as const
const weekdaysEn = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const
const monthsEn = [
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
] as const

/** A time as a person reads it, in both languages: `9月14日(木) 8:10` and `Thu 14 Sep, 08:10`. */
export function jstWords(at: Date): { readonly ja: string; readonly en: string } {
  const jst = new Date(at.getTime() + JST_OFFSET_MS)
  const [month, day, hour] = [jst.getUTCMonth(), jst.getUTCDate(), jst.getUTCHours()]
  const minute = String(jst.getUTCMinutes()).padStart(2, '0')
  return {
    ja: `${month + 1}月${day}日(${weekdaysJa[jst.getUTCDay()]}) ${hour}:${minute}`,
    en: `${weekdaysEn[jst.getUTCDay()]} ${day} ${monthsEn[month]}, ${String(hour).padStart(2, '0')}:${minute}`,
  }
}
