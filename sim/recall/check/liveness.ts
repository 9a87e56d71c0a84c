import type { World } from '../world/world.ts'
import { Violation } from './violation.ts'

/**
 * Once the faults have ended and everybody has decided, nothing may be left open. What a lying company
 * keeps to itself is between the contracts, and nothing is asked of a history that has one.
 */
export function checkLiveness(world: World): void {
  if (world.temper.liar !== undefined) return
  for (const { name } of world.companies) {
    const page = world.books.pageOf(name)
    for (const part of page?.parts ?? []) {
      const leg = page?.legs.find((one) => one.leg_id === part.leg_id)
      const beyondLimit = part.bucket === 'onward' && part.child_leg_id === null
      if (['held', 'awaited', 'onward', 'no_answer'].includes(part.bucket) && !beyondLimit) {
        const where = `${leg?.role} ${leg?.stance} ${part.leg_id}@${part.lo}`
        const property = part.bucket === 'held' && /^escrow:/.test(part.account ?? '') ? 'L3' : 'L1'
        throw new Violation(property, `${name} ${where} is ${part.bucket} for ever`)
      }
    }
    const stuck = world.books.accountsWith(name, /^(held|back):/)
    if (stuck.length > 0) {
      throw new Violation('L2', `${name}: value lies in ${stuck.join(', ')} for ever`)
    }
  }
  const underWay = world.books.underWay()
  if (underWay.length > 0) throw new Violation('L2', `${underWay.join(', ')} never arrives`)
}
