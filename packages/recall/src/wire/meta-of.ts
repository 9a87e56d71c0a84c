import type { RecallDeps } from '../recall-deps.ts'
import { CAPABILITIES, LEGS_AT_ONCE_MAX, type Meta, RANGES_MAX } from './messages.ts'
import { MESSAGE_BYTES_MAX } from './neighbour-endpoint.ts'

const VERSIONS = ['1']

/** What we can and may, for whoever wants to connect. */
export function metaOf(deps: RecallDeps): Meta {
  const { policy } = deps
  return {
    company: deps.neighbours.company,
    versions: VERSIONS,
    capabilities: [...CAPABILITIES],
    limits: {
      hops: policy.hopsMax,
      fanOut: policy.fanOutMax,
      ageDays: policy.ageDaysMax,
      amountMin: String(policy.amountMin),
      asksAtOnce: LEGS_AT_ONCE_MAX,
      ranges: RANGES_MAX,
      messageBytes: MESSAGE_BYTES_MAX,
    },
    holdHours: policy.holdHours,
  }
}
