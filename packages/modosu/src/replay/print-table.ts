import { duration, group, money, yesNo } from './figures.ts'
import type { Language } from './language.ts'
import type { Outcome } from './outcome.ts'
import { printGrid } from './print-grid.ts'
import { modeName } from './print-story.ts'

interface Row {
  readonly ja: string
  readonly en: string
  show(outcome: Outcome, language: Language): string
}

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
    show: (o, l) => yesNo(o.sameLots, l),
  },
  {
    ja: '失われた分',
    en: 'Gone',
    show: (o) => group(o.gone),
  },
  {
    ja: '補償',
    en: 'Compensated',
    show: (o, l) => money(o.compensated, l),
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
    show: (o, l) => yesNo(o.expected, l),
  },
]

/** The closing table of one scenario: a column a mode, and below it what came out otherwise. */
export function printTable(outcomes: readonly Outcome[], language: Language): string {
  const head = ['', ...outcomes.map((outcome) => modeName(outcome.mode, language))]
  const rows = ROWS.map((row) => [
    row[language],
    ...outcomes.map((outcome) => row.show(outcome, language)),
  ])
  const cells = (texts: readonly string[]) => texts.map((text) => ({ text }))
  const wrong = outcomes.flatMap((outcome) =>
    outcome.unexpected.map((words) => `✗ ${modeName(outcome.mode, language)}: ${words}`),
  )
  return [printGrid(cells(head), rows.map(cells)), ...wrong].join('\n')
}
