import { type Html, html } from '../html.ts'
import { icon } from '../icons.ts'
import type { Messages } from '../messages/index.ts'
import type { Language } from '../pick-language.ts'
import { writeAmount, writeNumber } from '../write-amount.ts'

/** Where the value of a claim is now; together the parts are the whole. */
export interface Buckets {
  readonly held: string
  readonly returned: string
  readonly onward: string
  readonly gone: string
  readonly released: string
}
export type Bucket = keyof Buckets

const WIDTH = 1_000
const GAP = 3
/** A part is never drawn so thin that it is not seen. */
const WIDTH_MIN = 12
const order: readonly Bucket[] = ['held', 'returned', 'onward', 'gone', 'released']
/** A hold that ended is rare: shown only when there is one. */
const always: readonly Bucket[] = ['held', 'returned', 'onward', 'gone']

export function bucketName(bucket: Bucket, words: Messages): string {
  const { caseFile } = words
  return {
    held: caseFile.stateHeld,
    returned: caseFile.stateReturned,
    onward: caseFile.stateOnward,
    gone: caseFile.stateGone,
    released: caseFile.stateReleased,
  }[bucket]
}

export function badge(bucket: Bucket, words: Messages): Html {
  return html`<span class="badge badge--${bucket}">${icon(bucket)}<span>${bucketName(bucket, words)}</span></span>`
}

export function isWhole(total: string, buckets: Buckets): boolean {
  return order.reduce((sum, bucket) => sum + BigInt(buckets[bucket]), 0n) === BigInt(total)
}

/** The bar, its legend and the sentence that the parts add up to the total. */
export function stateBar(of: {
  total: string
  unit: string
  buckets: Buckets
  words: Messages
  language: Language
}): Html {
  const { words, buckets } = of
  const shown = order.filter((bucket) => always.includes(bucket) || buckets[bucket] !== '0')
  const label = shown.map(
    (bucket) => `${bucketName(bucket, words)} ${writeNumber(buckets[bucket])}`,
  )
  return html`<svg class="sum-svg" viewBox="0 0 ${WIDTH} 20" preserveAspectRatio="none" role="img" aria-label="${label.join('、')}">${drawParts(of.total, buckets)}</svg>
<ul class="sum-l">${shown.map(
    (bucket) =>
      html`<li class="${buckets[bucket] === '0' ? 'zero' : ''}">${badge(bucket, words)}<b class="num">${writeNumber(buckets[bucket])}</b></li>`,
  )}</ul>
<p class="sum-t">${words.caseFile.sum(writeAmount(of.total, of.unit, of.language))}</p>`
}

function drawParts(total: string, buckets: Buckets): Html[] {
  const present = order.filter((bucket) => buckets[bucket] !== '0')
  const room = WIDTH - GAP * (present.length - 1) - WIDTH_MIN * present.length
  let x = 0
  return present.map((bucket) => {
    const share = Number((BigInt(buckets[bucket]) * 10_000n) / BigInt(total)) / 10_000
    const width = Math.round(WIDTH_MIN + room * share)
    const part = html`<rect class="f-${bucket}" x="${x}" y="0" width="${width}" height="20" rx="4"/>`
    x += width + GAP
    return part
  })
}
