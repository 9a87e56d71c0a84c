import { z } from '@hono/zod-openapi'
import { type Api, inContext, kernelProblems, sendProblem, uploadEndpoint } from '@modosu/kernel'
import { addPhoto, admitPhoto } from '../photos/add-photo.ts'
import { PHOTO_BYTES_MAX, preparePhoto } from '../photos/prepare-photo.ts'
import { photoSizes, readPhoto } from '../photos/read-photo.ts'
import { photoPath } from './listing-schemas.ts'

const tag = 'market selling'
/** A picture that the office takes away is gone from every cache after so long. */
const CACHE_SECONDS = 3_600

export function photosApi(api: Api): void {
  uploadEndpoint(
    api,
    {
      path: '/market/v1/photos',
      summary: 'Sends a picture; it is drawn anew without place, time and camera',
      tag,
      types: ['image/jpeg', 'image/png', 'image/webp'],
      bytesMax: PHOTO_BYTES_MAX,
      response: z.object({
        photoId: z.string(),
        width: z.number().int(),
        height: z.number().int(),
      }),
      refusals: ['market/not_a_photo', 'market/too_many_photos'],
    },
    {
      admit: (ctx, actor) => admitPhoto(ctx, actor),
      prepare: preparePhoto,
      store: (ctx, { actor, prepared }) =>
        addPhoto(ctx, { memberId: actor.memberId, picture: prepared }),
    },
  )
  showingApi(api)
}

const queryShape = z.strictObject({ size: z.enum(photoSizes).default('large') })

/** Not an `endpoint`: its answer is the picture. */
function showingApi(api: Api): void {
  api.hono.openAPIRegistry.registerPath({
    method: 'get',
    path: '/market/v1/photos/{photoId}',
    summary: 'The picture itself',
    tags: [tag],
    request: { params: photoPath, query: queryShape },
    responses: {
      200: {
        description: 'A JPEG picture',
        content: { 'image/jpeg': { schema: z.string().openapi({ format: 'binary' }) } },
      },
      404: { description: 'market/unknown_photo' },
    },
  })
  api.hono.get('/market/v1/photos/:photoId', async (c) => {
    const params = photoPath.safeParse(c.req.param())
    const query = queryShape.safeParse(c.req.query())
    if (!params.success || !query.success) {
      const pointer = params.success ? '/query/size' : '/path/photoId'
      const errors = [{ pointer, reason: 'is not as it must be' }]
      return sendProblem(c, 'kernel/malformed', kernelProblems['kernel/malformed'], { errors })
    }
    const read = await inContext(api.runtime, (ctx) =>
      readPhoto(ctx, { ...params.data, ...query.data }),
    )
    if (!read.ok) {
      const kind = api.problems[read.error.code] ?? kernelProblems['kernel/fault']
      return sendProblem(c, read.error.code, kind)
    }
    const { bytes, contentHash } = read.value
    const tagged = `"${contentHash}-${query.data.size}"`
    const headers = {
      'cache-control': `private, max-age=${CACHE_SECONDS}`,
      etag: tagged,
    }
    if (c.req.header('if-none-match') === tagged) return c.body(null, 304, headers)
    return c.body(new Uint8Array(bytes), 200, { ...headers, 'content-type': 'image/jpeg' })
  })
}
