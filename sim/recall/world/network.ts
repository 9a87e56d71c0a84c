import type { NeighbourCall, NeighbourOutcome } from '@modosu/recall'
import { nameOf, nextOf } from './names.ts'
import type { Process, World } from './world.ts'

/** A request on its way, or its answer. */
export interface Message {
  /** Which one it is, the same in every run of a seed: `c1>c2 ask leg3 #2`. */
  readonly name: string
  readonly from: string
  readonly to: string
  readonly method: string
  readonly path: string
  readonly kind: string
  /** The content as it was signed. */
  readonly text: string
  state: 'request' | 'answer'
  answer: NeighbourOutcome | undefined
  /** Who waits for the answer; nobody once it gave up or died. */
  waiting:
    | { readonly process: Process; readonly resolve: (outcome: NeighbourOutcome) => void }
    | undefined
}

/** The simulated network's door: a call is parked here until the scheduler lets it go on. */
export function callOver(
  world: World,
  from: string,
  call: NeighbourCall,
): Promise<NeighbourOutcome> {
  const process = world.current
  if (!process) throw new Error('a call that no job makes')
  const method = call.method ?? 'put'
  const kind = kindOf(call.path)
  const about = call.path.split('/').find((part) => /^(leg|tr)_/.test(part))
  const subject = about === undefined ? '' : ` ${nameOf(world.names, about)}`
  const stem = `${from}>${call.to} ${kind}${subject} #`
  return new Promise((resolve) => {
    const message: Message = {
      name: nextOf(world.names, stem),
      from,
      to: call.to,
      method,
      path: call.path,
      kind,
      text: JSON.stringify(call.msg),
      state: 'request',
      answer: undefined,
      waiting: { process, resolve },
    }
    world.messages.set(message.name, message)
    process.signal()
  })
}

/** `ask`, `report`, `asks`, `reports`, `transfer`, or `leg` for a look at both registers. */
function kindOf(path: string): string {
  const [room, , kind, , last] = path.slice(1).split('/')
  if (room === 'transfers') return 'transfer'
  return kind === 'legs' ? (last ?? 'leg') : (kind ?? '')
}

/** Forgets what a dead company was waiting for; what it had sent may still arrive. */
export function forgetCallsOf(world: World, company: string): void {
  for (const message of world.messages.values()) {
    if (message.from === company) stray(world, message)
  }
}

const STRAYS_MAX = 6

/** The sender no longer waits; the message itself may come at any later time, or never. */
export function stray(world: World, message: Message): void {
  world.messages.delete(message.name)
  message.waiting = undefined
  if (message.state === 'request' || message.answer !== undefined) keepStray(world, message)
}

/** A copy that the network kept. */
export function keepStray(world: World, message: Message): void {
  world.strays.push({ ...message, state: 'request', answer: undefined, waiting: undefined })
  if (world.strays.length > STRAYS_MAX) world.strays.shift()
}
