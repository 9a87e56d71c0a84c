/** 「9月14日(木) 8:10」 and "Thu 14 Sep, 08:10", in Japan's time. */
export function writeTime(date: Date): { ja: string; en: string } {
  const ja = partsOf(JA, date)
  const en = partsOf(EN, date)
  return {
    ja: `${ja.month}月${ja.day}日(${ja.weekday}) ${Number(ja.hour)}:${ja.minute}`,
    en: `${en.weekday} ${en.day} ${en.month}, ${en.hour}:${en.minute}`,
  }
}

/** 「10月14日」 and "14 Oct". */
export function writeDay(date: Date): { ja: string; en: string } {
  const ja = partsOf(JA, date)
  const en = partsOf(EN, date)
  return { ja: `${ja.month}月${ja.day}日`, en: `${en.day} ${en.month}` }
}

const COMMON = {
  timeZone: 'Asia/Tokyo',
  day: 'numeric',
  weekday: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
} as const
const JA = new Intl.DateTimeFormat('ja-JP', { ...COMMON, month: 'numeric' })
const EN = new Intl.DateTimeFormat('en-GB', { ...COMMON, month: 'short' })

function partsOf(format: Intl.DateTimeFormat, date: Date): Record<string, string> {
  const parts = Object.fromEntries(
    format.formatToParts(date).map((part) => [part.type, part.value]),
  )
  return {
    ...parts,
    month: (parts.month ?? '').replace('月', ''),
    day: (parts.day ?? '').replace('日', ''),
  }
}
