import type { Language } from './language.ts'

/** `40,000`. */
export function group(digits: string): string {
  return BigInt(digits).toLocaleString('en-US')
}

export function money(digits: string, language: Language): string {
  return language === 'ja' ? `${group(digits)}円` : `¥${group(digits)}`
}

export function yesNo(yes: boolean, language: Language): string {
  return (yes ? { ja: 'はい', en: 'yes' } : { ja: 'いいえ', en: 'no' })[language]
}

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** A time as a person says it; `-` for what never happened. */
export function duration(seconds: number | null, language: Language): string {
  if (seconds === null) return '-'
  const unit = (n: number, ja: string, en: string) =>
    language === 'ja' ? `${n}${ja}` : `${n} ${en}`
  if (seconds < MINUTE) return unit(seconds, '秒', 's')
  if (seconds < HOUR) return unit(Math.round(seconds / MINUTE), '分', 'min')
  if (seconds < DAY) {
    const hours = Math.floor(seconds / HOUR)
    const minutes = Math.round((seconds % HOUR) / MINUTE)
    return `${unit(hours, '時間', 'h')} ${unit(minutes, '分', 'min')}`
  }
  const days = Math.floor(seconds / DAY)
  return `${unit(days, '日', 'd')} ${unit(Math.round((seconds % DAY) / HOUR), '時間', 'h')}`
}
