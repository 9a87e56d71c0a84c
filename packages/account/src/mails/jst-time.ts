/** 「9月14日(木) 8:10」 and "Thu 14 Sep, 08:10", in Japan's time. */
export function writeTime(date: Date): { ja: string; en: string } {
  const { month, day, weekday, hour, minute } = partsOf(date)
  const clock = `${String(minute).padStart(2, '0')}`
  return {
    ja: `${month}月${day}日(${WEEKDAYS_JA[weekday]}) ${hour}:${clock}`,
    en: `${WEEKDAYS_EN[weekday]} ${day} ${MONTHS_EN[month - 1]}, ${String(hour).padStart(2, '0')}:${clock}`,
  }
}

/** 「10月14日」 and "14 Oct". */
export function writeDay(date: Date): { ja: string; en: string } {
  const { month, day } = partsOf(date)
  return { ja: `${month}月${day}日`, en: `${day} ${MONTHS_EN[month - 1]}` }
}

/** Japan has had no summer time since 1951. */
const JST_OFFSET_MS = 9 * 60 * 60 * 1000
const WEEKDAYS_JA = ['日', '月', '火', '水', '木', '金', '土']
const WEEKDAYS_EN = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS_EN = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

function partsOf(date: Date) {
  const inJapan = new Date(date.getTime() + JST_OFFSET_MS)
  return {
    month: inJapan.getUTCMonth() + 1,
    day: inJapan.getUTCDate(),
    weekday: inJapan.getUTCDay(),
    hour: inJapan.getUTCHours(),
    minute: inJapan.getUTCMinutes(),
  }
}
