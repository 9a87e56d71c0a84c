import { lossTable } from '../holds/loss-table.ts'
import { furimaruProfile } from '../profiles/furimaru-profile.ts'
import { kawamaruProfile } from '../profiles/kawamaru-profile.ts'
import { clockNames, orderClocks } from './order-clocks.ts'
import { orderTransitions } from './order-states.ts'
import { type OrderState, orderEvents, type Transition } from './order-steps.ts'

/** The parts of the document about orders that are made of the tables themselves. */
export interface OrderDocument {
  readonly diagram: string
  readonly steps: string
  readonly clocks: string
  readonly ways: string
  readonly losses: string
}

/** Writes the state table, the clocks of both markets and the loss table as Markdown. */
export function describeOrders(): OrderDocument {
  return {
    diagram: describeDiagram(),
    steps: describeSteps(),
    clocks: describeClocks(),
    ways: describeWays(),
    losses: describeLosses(),
  }
}

const beforeReview: readonly OrderState[] = ['awaiting_shipment', 'shipped', 'received']

function describeDiagram(): string {
  const edges = new Map<string, Set<string>>()
  for (const row of orderTransitions) {
    if (row.to === 'same') continue
    const targets = row.to === 'state_before_review' ? beforeReview : [row.to]
    for (const from of row.from) {
      for (const to of targets) {
        const edge = `${from} --> ${to}`
        edges.set(edge, (edges.get(edge) ?? new Set()).add(row.event))
      }
    }
  }
  const lines = [...edges].map(([edge, events]) => `  ${edge} : ${[...events].join(', ')}`)
  const ends = ['  completed --> [*]', '  cancelled --> [*]']
  const starts = ['  [*] --> awaiting_approval', '  [*] --> awaiting_payment']
  return ['```mermaid', 'stateDiagram-v2', ...starts, ...lines, ...ends, '```'].join('\n')
}

function describeSteps(): string {
  const head = ['from', 'event (by)', 'when', 'to', 'who is told', 'what is done']
  return tableOf(head, orderTransitions.map(describeStep))
}

function describeStep(row: Transition): string[] {
  const mails = row.effects.filter((effect) => effect.startsWith('mail:'))
  const others = row.effects.filter((effect) => !effect.startsWith('mail:'))
  const to = row.to === 'same' ? '' : row.to
  return [
    row.from.join(', '),
    `${row.event} (${orderEvents[row.event]})`,
    row.when.join(', '),
    row.ending && row.ending !== 'completed' ? `${to} (${row.ending})` : to,
    mails.map((mail) => mail.slice('mail:'.length)).join(', '),
    others.join(', '),
  ]
}

function describeClocks(): string {
  return tableOf(
    ['clock', 'runs', 'Furimaru', 'Kawamaru'],
    clockNames.map((name) => {
      const clock = orderClocks[name]
      const runs = clock.runs === 'order' ? 'with the trade' : 'under a hold'
      return [name, runs, clock.rule(furimaruProfile), clock.rule(kawamaruProfile)]
    }),
  )
}

function describeWays(): string {
  const ways = ['unpaid', 'buyerCancels', 'declinedCancel', 'sellerRates'] as const
  return tableOf(
    ['way', 'Furimaru', 'Kawamaru'],
    ways.map((way) => [way, furimaruProfile[way], kawamaruProfile[way]]),
  )
}

function describeLosses(): string {
  return tableOf(
    ['when the notice reached the seller', 'item', 'value', 'seller', 'listing', 'loss with'],
    Object.values(lossTable).map((row) => [
      row.moment,
      row.item,
      row.value,
      row.seller,
      row.listing,
      row.lossWith,
    ]),
  )
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const plain = (cells: readonly string[]) => line(cells.map((cell) => cell.replaceAll('_', ' ')))
  return [plain(head), line(head.map(() => '---')), ...rows.map(plain)].join('\n')
}
