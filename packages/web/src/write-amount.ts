import type { Language } from './pick-language.ts'

const grouped = new Intl.NumberFormat('en-US')

/** `40000` becomes `40,000`; an amount arrives as a string of digits. */
export function writeNumber(amount: string): string {
  return grouped.format(BigInt(amount))
}

export function writeYen(amount: string, language: Language): string {
  return language === 'ja' ? `${writeNumber(amount)}円` : `¥${writeNumber(amount)}`
}

export function writePoints(amount: string, language: Language): string {
  return language === 'ja' ? `${writeNumber(amount)} ポイント` : `${writeNumber(amount)} points`
}

/** In the unit of the ledger: points or yen. */
export function writeAmount(amount: string, unit: string, language: Language): string {
  return unit === 'yen' ? writeYen(amount, language) : writePoints(amount, language)
}
