import { z } from '@hono/zod-openapi'
import { type Api, endpoint, ok } from '@modosu/kernel'
import { type PointsLot, readPoints } from '../read-points.ts'
import { type PointsEntry, type PointsHistory, readPointsHistory } from '../read-points-history.ts'
import {
  balanceOut,
  type entryOut,
  historyOut,
  memberIdSchema,
  pageQuery,
  staffHistoryOut,
} from './schemas.ts'

/** What a member has and what happened to it, for the member and for the desk. */
export function addMemberPoints(api: Api): void {
  addBalance(api)
  addHistory(api)
  addStaffHistory(api)
}

function addBalance(api: Api): void {
  endpoint(
    api,
    {
      method: 'get',
      path: '/points/v1/balance',
      summary: 'Shows what can be used, by expiry, and what is kept safe for a case',
      tag: 'points',
      auth: 'member',
      response: balanceOut,
      refusals: [],
    },
    async (ctx, { actor }) => {
      const balance = await readPoints(ctx, { memberId: actor.memberId })
      return ok({
        usable: String(balance.usable),
        lots: balance.lots.map(lotToJson),
        pending: balance.pending.map(({ amount, usableAt, place }) => ({
          amount: String(amount),
          usableAt: usableAt.toISOString(),
          place,
        })),
        held: balance.held.map((kept) => ({
          caseNumber: kept.caseNumber,
          amount: String(kept.held + kept.returned),
          held: String(kept.held),
          returned: String(kept.returned),
          lots: kept.lots.map(lotToJson),
        })),
      })
    },
  )
}

function addHistory(api: Api): void {
  endpoint(
    api,
    {
      method: 'get',
      path: '/points/v1/history',
      summary: 'Shows what happened to the points of the member, newest first',
      tag: 'points',
      auth: 'member',
      query: pageQuery,
      response: historyOut,
      refusals: [],
    },
    async (ctx, { actor, query }) =>
      ok(historyToJson(await readPage(ctx, actor.memberId, query), entryToJson)),
  )
}

function addStaffHistory(api: Api): void {
  endpoint(
    api,
    {
      method: 'get',
      path: '/points/v1/staff/members/{memberId}/history',
      summary: 'Shows the desk what happened to the points of a member, and from which session',
      tag: 'points',
      auth: 'staff',
      params: z.object({ memberId: memberIdSchema }),
      query: pageQuery,
      response: staffHistoryOut,
      refusals: [],
      discloses: ({ params }) => params.memberId,
    },
    async (ctx, { params, query }) =>
      ok(
        historyToJson(await readPage(ctx, params.memberId, query), (entry) => ({
          ...entryToJson(entry),
          caseId: entry.caseId,
          sessionId: entry.sessionId,
          deviceId: entry.deviceId,
        })),
      ),
  )
}

function readPage(
  ctx: Parameters<typeof readPointsHistory>[0],
  memberId: string,
  query: z.infer<typeof pageQuery>,
): Promise<PointsHistory> {
  return readPointsHistory(ctx, {
    memberId,
    limit: query.limit,
    ...(query.before === undefined ? {} : { before: BigInt(query.before) }),
  })
}

function historyToJson<Line>(history: PointsHistory, lineOf: (entry: PointsEntry) => Line) {
  return {
    entries: history.entries.map(lineOf),
    next: history.next === null ? null : String(history.next),
  }
}

function entryToJson(entry: PointsEntry): z.infer<typeof entryOut> {
  return {
    entryId: entry.entryId,
    at: entry.at.toISOString(),
    kind: entry.kind,
    direction: entry.direction,
    amount: String(entry.amount),
    remark: entry.remark,
    place: entry.place,
    disowned: entry.disowned,
    lots: entry.lots.map(lotToJson),
  }
}

function lotToJson(lot: PointsLot) {
  return {
    kind: lot.kind,
    amount: String(lot.amount),
    expiresAt: lot.expiresAt?.toISOString() ?? null,
  }
}
