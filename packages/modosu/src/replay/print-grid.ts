import { widthOf } from './text-width.ts'

export interface Cell {
  readonly text: string
  readonly align?: 'left' | 'right' | undefined
}

/** Lines cells up under their heads, with a rule between; full-width characters count double. */
export function printGrid(head: readonly Cell[], rows: readonly (readonly Cell[])[]): string {
  const widths = head.map((_, i) =>
    Math.max(...[head, ...rows].map((cells) => widthOf(cells[i]?.text ?? ''))),
  )
  const line = (cells: readonly Cell[]) =>
    cells
      .map(({ text, align }, i) => {
        const gap = ' '.repeat((widths[i] ?? 0) - widthOf(text))
        return align === 'right' ? gap + text : text + gap
      })
      .join('  │  ')
  const rule = widths.map((width) => '─'.repeat(width)).join('──┼──')
  return ['', line(head), rule, ...rows.map(line), ''].join('\n')
}
