import type { Random } from '../run/random.ts'
import type { Company } from '../world/company.ts'

/** Something that may happen next. */
export interface Step {
  /** What it is, in words that are the same in every run of a seed. */
  readonly name: string
  readonly weight: number
  /** Whose database it touches; nobody's when only time or the network moves. */
  readonly company?: Company
  /** Its company only takes in what another one says: no value may move. */
  readonly wordsOnly?: boolean
  readonly run: (random: Random) => Promise<void> | void
}
