export type Language = 'ja' | 'en'

/** The wished language, or the terminal's. */
export function languageOf(wished: string | undefined): Language {
  const from = wished ?? process.env.LC_ALL ?? process.env.LANG ?? 'en'
  return from.startsWith('ja') ? 'ja' : 'en'
}
