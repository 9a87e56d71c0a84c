/** What a name may be made of at a bank; small kana and lower case have become large. */
const BANK_NAME = /^[ア-ンヴ0-9A-Z().\-/]{1,48}$/

const LARGE: Readonly<Record<string, string>> = {
  ァ: 'ア',
  ィ: 'イ',
  ゥ: 'ウ',
  ェ: 'エ',
  ォ: 'オ',
  ッ: 'ツ',
  ャ: 'ヤ',
  ュ: 'ユ',
  ョ: 'ヨ',
  ヮ: 'ワ',
  ヵ: 'カ',
  ヶ: 'ケ',
  ヲ: 'オ',
}
const HIRAGANA = /[ぁ-ゖ]/g
const HIRAGANA_TO_KATAKANA = 0x60
/** Everything that people type for a long vowel or a dash. */
const DASHES = /[ー―‐‑–—−ｰ-]/g

/**
 * Writes a name the way banks write and compare names: katakana without small letters, capitals,
 * one kind of dash, no spaces. Half and full width are the same. `undefined` when a bank could not
 * write it.
 */
export function bankName(text: string): string | undefined {
  const written = text
    .normalize('NFKC')
    .replace(HIRAGANA, (kana) => String.fromCharCode(kana.charCodeAt(0) + HIRAGANA_TO_KATAKANA))
    .replace(/[ァィゥェォッャュョヮヵヶヲ]/g, (kana) => LARGE[kana] ?? kana)
    .replace(DASHES, '-')
    .replace(/[\s・､、]/g, '')
    .toUpperCase()
  return BANK_NAME.test(written) ? written : undefined
}

/** True when a bank would take both for the same name. */
export function isSameName(a: string, b: string): boolean {
  const written = bankName(a)
  return written !== undefined && written === bankName(b)
}
