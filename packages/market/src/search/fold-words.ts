const WORDS_MAX = 10
/** Letters, small letters and the marks of repetition; the mark of a long vowel is one in both. */
const KATAKANA = /[\u30a1-\u30f6\u30fd\u30fe]/g
const KANA_SHIFT = 0x60

/**
 * Folds away what a person does not see as a difference when searching: width (NFKC), case, and
 * katakana against hiragana. A listing and a query are folded the same way and then compared.
 */
export function foldText(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(KATAKANA, (kana) => String.fromCharCode(kana.charCodeAt(0) - KANA_SHIFT))
    .replace(/\s+/g, ' ')
    .trim()
}

/** The folded words of a query, all of which a listing must contain. */
export function foldWords(query: string): string[] {
  return foldText(query)
    .split(' ')
    .filter((word) => word !== '')
    .slice(0, WORDS_MAX)
}
