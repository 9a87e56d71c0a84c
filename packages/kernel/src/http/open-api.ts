import { OpenAPIHono } from '@hono/zod-openapi'
import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { secureHeaders } from 'hono/secure-headers'
import { type Log, silentLog } from '../log.ts'
import { kernelProblems, sendProblem } from './problem.ts'

const BODY_BYTES_MAX = 512 * 1024
/** A picture from a phone. Only endpoints that take files read such bodies at all. */
const PICTURE_BYTES_MAX = 12 * 1024 * 1024

/** A new HTTP surface with the answers that every surface shares. */
export function openHono(log: Log = silentLog): OpenAPIHono {
  const hono = new OpenAPIHono()
  hono.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
      referrerPolicy: 'no-referrer',
      xFrameOptions: 'DENY',
    }),
  )
  const limits = { text: limitBody(BODY_BYTES_MAX), picture: limitBody(PICTURE_BYTES_MAX) }
  hono.use((c, next) => {
    const isPicture = c.req.header('content-type')?.startsWith('image/') ?? false
    return (isPicture ? limits.picture : limits.text)(c, next)
  })
  hono.notFound((c) => sendProblem(c, 'kernel/not_found', kernelProblems['kernel/not_found']))
  hono.onError(({ message, stack }, c) => {
    log.error({ path: c.req.routePath, err: message, stack }, 'request failed')
    return sendProblem(c, 'kernel/fault', kernelProblems['kernel/fault'])
  })
  return hono
}

function limitBody(maxSize: number): MiddlewareHandler {
  return bodyLimit({
    maxSize,
    onError: (c) => sendProblem(c, 'kernel/too_large', kernelProblems['kernel/too_large']),
  })
}
