import { type Html, html, nothing } from '../html.ts'
import { badge } from '../parts/state-bar.ts'
import { writeNumber } from '../write-amount.ts'
import type { Branch } from './branches.ts'
import { noteOf, type RiverWords } from './draw-river.ts'

/** As wide as the whole stream; what leaves makes it narrower. */
const FULL = 64
const THIN = 5
const POOL_HEIGHT = 51

/** The river for narrow windows: it flows down and gets narrower as parts leave it. */
export function drawStream(branches: readonly Branch[], { words, source }: RiverWords): Html {
  const total = branches.reduce((sum, { amount }) => sum + amount, 0n)
  const first = html`<li class="vr"><span class="vr-b"><svg aria-hidden="true"><rect class="rv-water" width="${FULL}" height="100%" rx="8"/></svg></span>
<div class="vr-t"><p class="vr-n">${source}</p><p class="vr-s">${words.map.left(writeNumber(String(total)))}</p></div></li>`
  let left = FULL
  const rows = branches.map((branch, index) => {
    const isLast = index === branches.length - 1
    const width = isLast ? left : Math.min(left - THIN, widthOf(branch.amount, total))
    left -= width
    return row(branch, { left, width, words })
  })
  return html`<ol class="river-v">${first}${rows}</ol>`
}

function widthOf(amount: bigint, total: bigint): number {
  return Math.max(THIN, Math.round((FULL * Number((amount * 1000n) / total)) / 1000))
}

function row(
  branch: Branch,
  at: { left: number; width: number; words: RiverWords['words'] },
): Html {
  const { left, width, words } = at
  return html`<li class="vr"><span class="vr-b"><svg aria-hidden="true">
${left > 0 ? html`<rect class="rv-water" width="${left}" height="100%"/>` : nothing}
<rect class="rv-pool f-${branch.bucket}" x="${left}" width="${width}" height="${POOL_HEIGHT}"/>
${branch.bucket === 'held' ? html`<rect class="rv-weir" x="${Math.max(0, left - 6)}" y="${POOL_HEIGHT + 3}" width="${width + 12}" height="8" rx="4"/>` : nothing}
<rect class="rv-post" x="-6" y="-3" width="${FULL + 12}" height="5" rx="2.5"/></svg></span>
<div class="vr-t"><p><span class="vr-a num">${writeNumber(String(branch.amount))}</span> ${badge(branch.bucket, words)}</p>
<p class="vr-s">${noteOf(branch, words)}</p></div></li>`
}
