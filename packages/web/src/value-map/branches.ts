import type { CasePlace } from '../contract.ts'
import type { Bucket } from '../parts/state-bar.ts'
import type { Language } from '../pick-language.ts'

/** One way that the value went: how much, where to, and what has become of it there. */
export interface Branch {
  readonly bucket: Bucket
  readonly amount: bigint
  /** Undefined for what was stopped before it left the company and is back. */
  readonly place: string | undefined
}

/** More ways than this are drawn as one; the table has them all. */
const BRANCHES_MAX = 6

const resting = ['held', 'onward', 'gone', 'released'] as const

/**
 * The ways of a claim's value, those that came home last: they turn round under all others. Within
 * that the largest comes first. `undefined` when they do not add up: nothing is drawn then.
 */
export function branchesOf(
  places: readonly CasePlace[],
  of: { readonly total: bigint; readonly language: Language },
): readonly Branch[] | undefined {
  const away = places.flatMap((place) =>
    resting.map((bucket) => ({
      bucket,
      amount: BigInt(place[bucket]),
      place: place.place[of.language],
    })),
  )
  const home = [...cameBack(places, of.language)]
  const branches = [...away.sort(largestFirst), ...home.sort(largestFirst)].filter(
    ({ amount }) => amount > 0n,
  )
  const sum = branches.reduce((total, { amount }) => total + amount, 0n)
  return sum === of.total && sum > 0n ? branches : undefined
}

/** What is back, by the company it came back from; the rest never left. */
function* cameBack(places: readonly CasePlace[], language: Language): Generator<Branch> {
  let left = places.reduce((sum, place) => sum + BigInt(place.returned), 0n)
  for (const place of places) {
    const amount = BigInt(place.cameBack)
    left -= amount
    yield { bucket: 'returned', amount, place: place.companyName[language] }
  }
  yield { bucket: 'returned', amount: left, place: undefined }
}

function largestFirst(a: Branch, b: Branch): number {
  return a.amount === b.amount ? 0 : a.amount > b.amount ? -1 : 1
}

/** The largest ways one by one, and the small ones of a state together. */
export function drawnBranches(
  branches: readonly Branch[],
  others: (count: number) => string,
): readonly Branch[] {
  if (branches.length <= BRANCHES_MAX) return branches
  const kept = new Set([...branches].sort(largestFirst).slice(0, BRANCHES_MAX - 1))
  const small = branches.filter((branch) => !kept.has(branch))
  const drawn = branches.filter((branch) => kept.has(branch))
  const together = new Map<Bucket, Branch[]>()
  for (const branch of small) {
    together.set(branch.bucket, [...(together.get(branch.bucket) ?? []), branch])
  }
  const folded = [...together].map(([bucket, of]) => ({
    bucket,
    amount: of.reduce((sum, { amount }) => sum + amount, 0n),
    place: others(of.length),
  }))
  const isHome = ({ bucket }: Branch) => bucket === 'returned'
  const all = [...drawn, ...folded]
  return [...all.filter((branch) => !isHome(branch)), ...all.filter(isHome)]
}
