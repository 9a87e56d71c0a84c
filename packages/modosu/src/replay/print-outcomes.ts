import { duration, group, yesNo } from './figures.ts'
import type { Language } from './language.ts'
import type { Outcome } from './outcome.ts'
import { type Cell, printGrid } from './print-grid.ts'
import { modeName } from './print-story.ts'

interface Column {
  readonly ja: string
  readonly en: string
  show(outcome: Outcome, language: Language): string
  readonly align?: Cell['align']
}

const right = 'right' as const

const COLUMNS: readonly Column[] = [
  { ja: '筋書き', en: 'Scenario', show: (o) => o.scenario },
  { ja: 'しかた', en: 'Mode', show: (o, l) => modeName(o.mode, l) },
  { ja: '盗まれた', en: 'Stolen', show: (o) => group(o.stolen), align: right },
  { ja: '止めた', en: 'Held', show: (o) => group(o.held), align: right },
  { ja: '戻った', en: 'Returned', show: (o) => group(o.returned), align: right },
  { ja: '失われた', en: 'Gone', show: (o) => group(o.gone), align: right },
  { ja: '補償', en: 'Compensated', show: (o) => group(o.compensated), align: right },
  { ja: '出品者の損', en: "Seller's loss", show: (o) => group(o.sellerLoss), align: right },
  { ja: 'だれかの得', en: "Intruder's gain", show: (o) => group(o.thiefGain), align: right },
  {
    ja: '無実の人の分を止めた',
    en: 'Innocent held',
    show: (o, l) =>
      o.innocentHeld === '0'
        ? '0'
        : `${group(o.innocentHeld)} (${duration(o.innocentHeldSeconds, l)})`,
    align: right,
  },
  {
    ja: '止まるまで',
    en: 'To held',
    show: (o, l) => duration(o.storyToHeldSeconds, l),
    align: right,
  },
  {
    ja: '戻るまで',
    en: 'To returned',
    show: (o, l) => duration(o.storyToReturnedSeconds, l),
    align: right,
  },
  { ja: '筋書きどおり', en: 'Expected', show: (o, l) => yesNo(o.expected, l) },
]

/** The table of outcomes: a line a scenario and mode, and below it what came out otherwise. */
export function printOutcomes(outcomes: readonly Outcome[], language: Language): string {
  const head = COLUMNS.map((column) => ({ text: column[language], align: column.align }))
  const rows = outcomes.map((outcome) =>
    COLUMNS.map((column) => ({ text: column.show(outcome, language), align: column.align })),
  )
  const wrong = outcomes.flatMap((outcome) =>
    outcome.unexpected.map(
      (words) => `✗ ${outcome.scenario}, ${modeName(outcome.mode, language)}: ${words}`,
    ),
  )
  return [printGrid(head, rows), ...wrong, ''].join('\n')
}
