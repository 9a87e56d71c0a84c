/** Japan has one time zone, without summer time since 1951: a fixed distance from UTC. */
const JST_OFFSET_MS = 9 * 60 * 60 * 1000
const DAY_MS = 24 * 60 * 60 * 1000
const HOUR_MS = 60 * 60 * 1000
const WEEKDAYS_JA = ['日', '月', '火', '水', '木', '金', '土']
const WEEKDAYS_EN = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS_EN = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

/** A text in both languages. */
export interface Words {
  readonly ja: string
  readonly en: string
}

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

/** 「9月14日(木) 8:10」 and `Thu 14 Sep, 08:10`: the month is a word, since 9/14 is read two ways. */
export function writeJstTime(at: Date): Words {
  const { month, day, weekday, hour, minute } = jstParts(at)
  return {
    ja: `${month}月${day}日(${WEEKDAYS_JA[weekday]}) ${hour}:${minute}`,
    en: `${WEEKDAYS_EN[weekday]} ${day} ${MONTHS_EN[month - 1]}, ${String(hour).padStart(2, '0')}:${minute}`,
  }
}

/** 「10月14日」 and `14 Oct`: a day of this year. */
export function writeJstDay(at: Date): Words {
  const { month, day } = jstParts(at)
  return { ja: `${month}月${day}日`, en: `${day} ${MONTHS_EN[month - 1]}` }
}

/** 「2017年9月30日」 and `30 Sep 2017`: a day that may lie in another year. */
export function writeJstDate(at: Date): Words {
  const { year, month, day } = jstParts(at)
  return { ja: `${year}年${month}月${day}日`, en: `${day} ${MONTHS_EN[month - 1]} ${year}` }
}

function jstParts(at: Date) {
  const moved = new Date(at.getTime() + JST_OFFSET_MS)
  return {
    year: moved.getUTCFullYear(),
    month: moved.getUTCMonth() + 1,
    day: moved.getUTCDate(),
    weekday: moved.getUTCDay(),
    hour: moved.getUTCHours(),
    minute: String(moved.getUTCMinutes()).padStart(2, '0'),
  }
}
