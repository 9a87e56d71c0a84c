import type { Ctx } from '@modosu/kernel'
import { lotOrigins, originsOfSpans, type Span, type SpanOrigin } from '@modosu/ledger'
import type { Range } from '../leg/parts.ts'
import { type Lots, spansOutside } from './claimed-lots.ts'

/**
 * Which of these units of an owner are a loss still, one row a piece. What was given back is home, and
 * so is what had been made by conversion from lots that were given back: a payment that was refunded
 * became points again, though the session had taken it out of the wallet.
 */
export async function stillLost(ctx: Ctx, spans: readonly Span[]): Promise<SpanOrigin[]> {
  const origins = await notGivenBack(ctx, spans)
  const lots = await lotOrigins(ctx, { spans: origins.map((one) => one.span) })
  const converted = lots.filter(({ asked, origin }) => asked.pocketId !== origin.pocketId)
  const home = await lotsGivenBack(
    ctx,
    converted.map(({ origin }) => origin),
  )
  if (home.size === 0) return origins
  const outside = await spansOutside(
    ctx,
    origins.map((one) => one.span),
    home,
  )
  return await notGivenBack(ctx, outside)
}

async function notGivenBack(ctx: Ctx, spans: readonly Span[]): Promise<SpanOrigin[]> {
  return (await originsOfSpans(ctx, { spans })).filter((one) => !one.givenBack)
}

async function lotsGivenBack(ctx: Ctx, spans: readonly Span[]): Promise<Lots> {
  const lots = new Map<bigint, Range[]>()
  for (const { span, givenBack } of await originsOfSpans(ctx, { spans })) {
    if (givenBack) lots.set(span.pocketId, [...(lots.get(span.pocketId) ?? []), span])
  }
  return lots
}
