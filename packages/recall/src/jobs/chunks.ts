import { addHours, inContext, type Runtime } from '@modosu/kernel'
import { findMeta, keepMeta } from '../store/meta.ts'
import { META_TYP, type Meta, metaSchema } from '../wire/messages.ts'
import { sayOrProblem, type Wire } from './say.ts'

/** Bytes of content in one message: signed and in base64 it stays below what a neighbour reads. */
const CHUNK_BYTES_MAX = 150_000
/** How long a neighbour's word about itself is good. */
const META_HOURS = 24
/** The version of the wire that we speak. */
const VERSION = '1'

/** Cuts a list into pieces that fit one message each. */
export function inChunks<Item>(
  items: readonly Item[],
  atOnce: number,
  sizeOf: (item: Item) => number,
): Item[][] {
  const chunks: Item[][] = []
  let bytes = 0
  for (const item of items) {
    const size = sizeOf(item)
    const last = chunks.at(-1)
    if (last && last.length < atOnce && bytes + size <= CHUNK_BYTES_MAX) {
      last.push(item)
      bytes += size
    } else {
      chunks.push([item])
      bytes = size
    }
  }
  return chunks
}

/**
 * How many legs a neighbour takes in one message: as many as it says under its signature, and one at
 * a time where it does not know how to take more.
 */
export async function asksAtOnce(runtime: Runtime, wire: Wire, neighbour: string): Promise<number> {
  const meta = await neighbourMeta(runtime, wire, neighbour)
  const understands = meta?.capabilities.includes('asks') && meta.capabilities.includes('reports')
  return meta && understands ? meta.limits.asksAtOnce : 1
}

async function neighbourMeta(
  runtime: Runtime,
  wire: Wire,
  neighbour: string,
): Promise<Meta | undefined> {
  const known = await inContext(runtime, async (ctx) => {
    const kept = await findMeta(ctx, neighbour)
    return kept && addHours(kept.readAt, META_HOURS) > ctx.now ? kept.meta : undefined
  })
  if (known) return known
  const said = await sayOrProblem(runtime, wire, {
    to: neighbour,
    method: 'get',
    path: '/recall/v1/meta',
    typ: META_TYP,
    msg: {},
  })
  const parsed = said.ok ? metaSchema.safeParse(said.value) : undefined
  if (!parsed?.success) return undefined
  if (!parsed.data.versions.includes(VERSION)) {
    throw new Error(`${neighbour} does not speak version ${VERSION} of the wire`)
  }
  await inContext(runtime, (ctx) => keepMeta(ctx, neighbour, parsed.data))
  return parsed.data
}
