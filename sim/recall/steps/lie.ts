import type { Random } from '../run/random.ts'
import { keepStray, type Message } from '../world/network.ts'
import type { World } from '../world/world.ts'

type Ranges = [string, string][]
type Report = { revision: number; offsets: Record<string, Ranges> }

const BUCKETS = ['awaited', 'held', 'onward', 'noAnswer', 'gone', 'returned', 'released'] as const

/** What the addressee gets: the message itself, or what the lying company makes of it. */
export function lie(world: World, message: Message, random: Random): Message {
  if (message.from !== world.temper.liar || !world.rough || random.oneIn(2)) return message
  const msg = JSON.parse(message.text)
  if (message.kind === 'report') lieInReport(msg, random)
  else if (message.kind === 'transfer') lieInTransfer(msg, random)
  else if (message.kind === 'ask') lieInAsk(msg, random)
  else if (message.kind === 'reports') lieInReport(random.pick(msg.reports), random)
  else if (message.kind === 'asks') lieInAsk(random.pick(msg.asks), random)
  const told: Message = { ...message, text: JSON.stringify(msg) }
  if (random.oneIn(3)) keepStray(world, told)
  return told
}

function lieInReport(msg: Report, random: Random): void {
  const from = random.pick(BUCKETS)
  const to = random.pick(BUCKETS)
  const kind = random.below(4)
  if (kind === 0) msg.revision += random.between(1, 5)
  else if (kind === 1) msg.offsets[from] = []
  else if (kind === 2) {
    // The identity still holds, the words are false.
    const all = [...(msg.offsets[to] ?? []), ...(msg.offsets[from] ?? [])]
    msg.offsets[to] = all.sort((a, b) => Number(a[0]) - Number(b[0]))
    if (from !== to) msg.offsets[from] = []
    msg.revision += 1
  } else {
    const [first] = msg.offsets[from] ?? []
    if (first) first[1] = String(Number(first[1]) + random.between(1, 3))
  }
}

function lieInTransfer(
  msg: { amount: string; offsets: Ranges; kind: string },
  random: Random,
): void {
  const [range] = msg.offsets
  const more = random.between(1, 3)
  if (range && random.oneIn(2)) {
    range[0] = String(Number(range[0]) + more)
    range[1] = String(Number(range[1]) + more)
  } else {
    msg.amount = String(Number(msg.amount) + more)
    if (range && random.oneIn(2)) range[1] = String(Number(range[1]) + more)
  }
}

function lieInAsk(msg: { stance: string; amount: string; offsets: Ranges }, random: Random): void {
  const kind = random.below(3)
  if (kind === 0) msg.stance = random.pick(['provisional', 'confirmed', 'withdrawn'])
  else if (kind === 1) msg.amount = String(Number(msg.amount) + 1)
  else {
    const [first] = msg.offsets
    if (first) first[1] = String(Number(first[1]) + 2)
    msg.amount = String(Number(msg.amount) + 2)
  }
}
