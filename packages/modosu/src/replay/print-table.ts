import type { Language } from './language.ts'
import type { Outcome } from './outcome.ts'
import { modeName } from './print-story.ts'
import { widthOf } from './text-width.ts'

interface Row {
  readonly ja: string
  readonly en: string
  show(outcome: Outcome, language: Language): string
}

const group = (digits: string) => BigInt(digits).toLocaleString('en-US')

const ROWS: readonly Row[] = [
  {
    ja: '助けを求めてから止まるまで(物語の時計)',
    en: 'From the cry for help to held (story)',
    show: (o, l) => duration(o.storyToHeldSeconds, l),
  },
  {
    ja: '戻るまで(物語の時計)',
    en: 'To returned (story)',
    show: (o, l) => duration(o.storyToReturnedSeconds, l),
  },
  {
    ja: '止まるまで(実測)',
    en: 'To held (measured)',
    show: (o) => (o.pressToHeldMs === null ? '-' : `${o.pressToHeldMs} ms`),
  },
  {
    ja: '戻ったポイント',
    en: 'Points returned',
    show: (o) => `${group(o.returned)} / ${group(o.stolen)}`,
  },
  {
    ja: '同じ内訳・同じ期限で',
    en: 'In their own lots and expiries',
    show: (o, l) => (o.sameLots ? { ja: 'はい', en: 'yes' } : { ja: 'いいえ', en: 'no' })[l],
  },
  {
    ja: '出品者の損',
    en: "The seller's loss",
    show: (o, l) => money(o.sellerLoss, l),
  },
  {
    ja: 'だれかが得たもの',
    en: "The intruder's gain",
    show: (o, l) => money(o.thiefGain, l),
  },
  {
    ja: '筋書きどおり',
    en: 'As the scenario expects',
    show: (o, l) => (o.expected ? { ja: 'はい', en: 'yes' } : { ja: 'いいえ', en: 'no' })[l],
  },
]

/** The closing table: one column a mode. */
export function printTable(outcomes: readonly Outcome[], language: Language): string {
  const head = ['', ...outcomes.map((outcome) => modeName(outcome.mode, language))]
  const rows = ROWS.map((row) => [
    row[language],
    ...outcomes.map((outcome) => row.show(outcome, language)),
  ])
  const widths = head.map((_, i) =>
    Math.max(...[head, ...rows].map((cells) => widthOf(cells[i] ?? ''))),
  )
  const line = (cells: readonly string[]) =>
    cells.map((cell, i) => cell + ' '.repeat((widths[i] ?? 0) - widthOf(cell))).join('  │  ')
  const rule = widths.map((width) => '─'.repeat(width)).join('──┼──')
  return ['', line(head), rule, ...rows.map(line), ''].join('\n')
}

function money(digits: string, language: Language): string {
  return language === 'ja' ? `${group(digits)}円` : `¥${group(digits)}`
}

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

function duration(seconds: number | null, language: Language): string {
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
