import { z } from '@hono/zod-openapi'
import { type Api, endpoint, MEMBER_COOKIE } from '@modosu/kernel'
import { showExits } from '../exits/show-exits.ts'
import type { AccountDeps } from '../policy.ts'
import { endOtherSessions } from '../sessions/end-other-sessions.ts'
import { endSession } from '../sessions/end-session.ts'
import { forgetDevice } from '../sessions/forget-device.ts'
import { listDevices } from '../sessions/list-devices.ts'
import { listSessions, showSession } from '../sessions/show-own-account.ts'
import * as factor from './factor-shapes.ts'
import * as shape from './shapes.ts'

const { tag } = shape
const ended = z.object({ ended: z.number() })

export function sessionRoutes(api: Api, deps: AccountDeps): void {
  ownSessionRoutes(api)
  deviceRoutes(api)
  exitRoutes(api)
  const path = '/account/v1/sessions'
  endpoint(
    api,
    {
      method: 'get',
      path,
      summary: 'The open sessions of the signed-in member: where, since when, by what',
      tag,
      auth: 'member',
      response: z.object({ sessions: z.array(shape.openSession.extend({ wayIn: factor.wayIn })) }),
      refusals: [],
    },
    listSessions,
  )
  endpoint(
    api,
    {
      method: 'delete',
      path,
      summary: 'Ends every session but this one, and takes out every key for programs',
      tag,
      auth: 'member',
      response: ended,
      refusals: [],
    },
    (ctx, { actor }) => endOtherSessions(ctx, deps, { actor }),
  )
  endpoint(
    api,
    {
      method: 'delete',
      path: `${path}/{sessionId}`,
      summary: 'Ends one of the own sessions',
      tag,
      auth: 'member',
      params: z.object({ sessionId: shape.sessionId }),
      response: z.object({ sessionId: shape.sessionId }),
      refusals: ['account/unknown_session'],
    },
    (ctx, { actor, params }) => endSession(ctx, { actor, ...params }),
  )
}

function ownSessionRoutes(api: Api): void {
  const path = '/account/v1/session'
  endpoint(
    api,
    {
      method: 'get',
      path,
      summary: 'Who is signed in',
      tag,
      auth: 'member',
      response: z.object({
        memberId: shape.memberId,
        sessionId: shape.sessionId,
        loginId: z.string(),
        displayName: z.string(),
        email: z.string(),
        restrictions: z.array(shape.restriction),
      }),
      refusals: [],
    },
    showSession,
  )
  endpoint(
    api,
    {
      method: 'delete',
      path,
      summary: 'Signs out',
      tag,
      auth: 'member',
      response: z.object({ sessionId: shape.sessionId }),
      refusals: ['account/unknown_session'],
    },
    (ctx, { actor, setCookie }) => {
      setCookie(MEMBER_COOKIE, null)
      return endSession(ctx, { actor, sessionId: actor.sessionId })
    },
  )
}

function exitRoutes(api: Api): void {
  endpoint(
    api,
    {
      method: 'get',
      path: '/account/v1/exits',
      summary: 'By which ways value may leave the own account now, and else until when not and why',
      tag,
      auth: 'member',
      response: z.object({ exits: z.array(shape.exitDelay) }),
      refusals: [],
    },
    showExits,
  )
}

function deviceRoutes(api: Api): void {
  const path = '/account/v1/devices'
  endpoint(
    api,
    {
      method: 'get',
      path,
      summary: 'The devices that the member is known by',
      tag,
      auth: 'member',
      response: z.object({
        devices: z.array(
          z.object({
            deviceId: factor.deviceId,
            device: shape.bilingual,
            firstSeenAt: shape.instant,
            lastSeenAt: shape.instant,
            sessions: z.number(),
            isThisOne: z.boolean(),
          }),
        ),
      }),
      refusals: [],
    },
    listDevices,
  )
  endpoint(
    api,
    {
      method: 'delete',
      path: `${path}/{deviceId}`,
      summary: 'Ends the sessions of one of the own devices and forgets it',
      tag,
      auth: 'member',
      params: z.object({ deviceId: factor.deviceId }),
      response: ended,
      refusals: ['account/unknown_device'],
    },
    (ctx, { actor, params }) => forgetDevice(ctx, { actor, ...params }),
  )
}
