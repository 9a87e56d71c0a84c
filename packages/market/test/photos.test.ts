import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { addHours } from '@modosu/kernel'
import type { TestCompany } from '@modosu/kernel/testing'
import sharp from 'sharp'
import { PHOTO_BYTES_MAX } from '../src/photos/prepare-photo.ts'
import { details, list, nextKey, OTHER, openMarket, SELLER, upload } from './listing-scene.ts'

let market: TestCompany

before(async () => {
  market = await openMarket()
})
after(() => market.close())

const GPS = { GPSLatitude: '35/1 39/1 31/1', GPSLongitude: '139/1 44/1 43/1', GPSLatitudeRef: 'N' }
const SECRET = 'AT HOME OF MIKAN'

/** A picture as a phone makes it: lying on its side, with the place and a name in it. */
function phonePicture(colour: string, size = { width: 400, height: 300 }): Promise<Buffer> {
  return sharp({ create: { ...size, channels: 3, background: colour } })
    .withExif({ IFD0: { Artist: SECRET, Orientation: '6' }, IFD3: GPS })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer()
}

/** The picture as anybody gets it. */
async function show(photoId: string, query = '', headers: Record<string, string> = {}) {
  const response = await market.api.hono.request(`/market/v1/photos/${photoId}${query}`, {
    headers,
  })
  return { response, bytes: Buffer.from(await response.arrayBuffer()) }
}

const send = async (colour: string, as = SELLER): Promise<string> =>
  (await upload(market, await phonePicture(colour), { as })).body.photoId

test('a picture comes back upright and small enough, without place, name or camera', async () => {
  const sent = await phonePicture('red', { width: 2600, height: 1300 })
  const before = await sharp(sent).metadata()
  assert.ok(before.exif && sent.includes(SECRET), 'the phone wrote it in')
  const { status, body } = await upload(market, sent)
  assert.deepEqual([status, body.width, body.height], [201, 640, 1280])
  for (const [query, width, height] of [
    ['', 640, 1280],
    ['?size=small', 320, 320],
  ] as const) {
    const { response, bytes } = await show(body.photoId, query)
    assert.equal(response.headers.get('content-type'), 'image/jpeg')
    const shown = await sharp(bytes).metadata()
    assert.deepEqual([shown.format, shown.width, shown.height], ['jpeg', width, height])
    assert.deepEqual(
      [shown.exif, shown.xmp, shown.iptc, shown.orientation],
      Array(4).fill(undefined),
    )
    assert.ok(!bytes.includes(SECRET) && !bytes.includes('Exif'))
  }
})

test('PNG and WebP are taken, whatever the client calls them, and what is appended is left behind', async () => {
  const plain = sharp({
    create: { width: 100, height: 80, channels: 4, background: { r: 0, g: 200, b: 0, alpha: 0.5 } },
  })
  for (const bytes of [
    await plain.clone().png().toBuffer(),
    await plain.clone().webp().toBuffer(),
  ]) {
    const sent = Buffer.concat([bytes, Buffer.from('<script>alert(1)</script>')])
    const answer = await upload(market, sent, { type: 'image/jpeg' })
    assert.equal(answer.status, 201, JSON.stringify(answer.body))
    const { bytes: shown } = await show(answer.body.photoId)
    assert.equal((await sharp(shown).metadata()).format, 'jpeg')
    assert.ok(!shown.includes('script'))
  }
})

test('what is no picture is refused, and nothing is kept of it', async () => {
  const jpeg = await phonePicture('blue')
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99"><script/></svg>'
  const tiny = { create: { width: 63, height: 99, channels: 3 as const, background: 'red' } }
  const bomb = Buffer.from(
    await sharp({ ...tiny, create: { ...tiny.create, width: 100 } })
      .png()
      .toBuffer(),
  )
  // The header claims 60,000 times 60,000: ten gigabytes, once decoded.
  bomb.writeUInt32BE(60_000, 16)
  bomb.writeUInt32BE(60_000, 20)
  const bad: [string, Uint8Array][] = [
    ['nothing', Buffer.alloc(0)],
    ['a text', Buffer.from('not a picture at all')],
    ['a page', Buffer.from('<html><script>alert(1)</script></html>')],
    ['a drawing that is a program', Buffer.from(svg)],
    ['a moving picture of the web', Buffer.from('GIF89a\x01\x00\x01\x00')],
    ['a document', Buffer.from('%PDF-1.7\n')],
    ['the first bytes of a picture alone', jpeg.subarray(0, 3)],
    ['half a picture', jpeg.subarray(0, jpeg.length / 2)],
    ['a picture of a few dots', await sharp(tiny).jpeg().toBuffer()],
    ['a picture that claims to be vast', bomb],
    [
      'the sign of a picture before a program',
      Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.from(svg)]),
    ],
  ]
  const count = async () =>
    (await market.inContext((ctx) => ctx.tx.query('select content_hash from market.photo_file')))
      .rowCount
  const kept = await count()
  for (const [what, bytes] of bad) {
    const answer = await upload(market, bytes)
    assert.deepEqual([answer.status, answer.body.type], [422, 'market/not_a_photo'], what)
  }
  assert.equal(await count(), kept)
})

test('too much, another type, and nobody are refused before anything is drawn', async () => {
  const large = await upload(market, Buffer.alloc(PHOTO_BYTES_MAX + 1))
  assert.deepEqual([large.status, large.body.type], [413, 'kernel/too_large'])
  const picture = await phonePicture('red')
  for (const type of ['image/gif', 'image/svg+xml', 'application/json', 'text/html', '']) {
    const answer = await upload(market, picture, { type })
    assert.deepEqual(
      [answer.status, answer.body.type],
      [415, 'kernel/unsupported_media_type'],
      type,
    )
  }
  const nobody = await upload(market, picture, { as: '' })
  assert.deepEqual([nobody.status, nobody.body.type], [401, 'kernel/not_signed_in'])
})

test('a listing shows the pictures of its seller in his order', async () => {
  const [first, second, third] = [await send('red'), await send('green'), await send('blue')]
  const listingId = await list(market, { photoIds: [second, first] })
  const path = `/market/v1/listings/${listingId}`
  const photos = async () => (await market.call('GET', path)).body.photoIds
  assert.deepEqual(await photos(), [second, first])
  const edit = (photoIds: unknown[]) =>
    market.call('PUT', path, { as: SELLER, body: { ...details, photoIds } })
  assert.equal((await edit([first, third, second])).status, 200)
  assert.deepEqual(await photos(), [first, third, second])
  assert.equal((await edit([third])).status, 200)
  assert.deepEqual(await photos(), [third])
})

test("a stranger's picture, one in use and one that is not there are refused, and nothing changes", async () => {
  const mine = await send('red')
  const listingId = await list(market, { photoIds: [mine] })
  const theirs = await send('red', OTHER)
  for (const photoId of [theirs, mine, `pho_${'0'.repeat(24)}`]) {
    const body = { ...details, photoIds: [photoId] }
    const call = { as: SELLER, key: nextKey(), body }
    const refused = await market.call('POST', '/market/v1/listings', call)
    assert.deepEqual([refused.status, refused.body.type], [404, 'market/unknown_photo'])
  }
  const path = `/market/v1/listings/${listingId}`
  const body = { ...details, photoIds: [mine, theirs] }
  const refused = await market.call('PUT', path, { as: SELLER, body })
  assert.equal(refused.body.type, 'market/unknown_photo')
  assert.deepEqual((await market.call('GET', path)).body.photoIds, [mine])
})

test('the same picture is kept once, and goes when the last one that shows it goes', async () => {
  const [first, second] = [await send('purple'), await send('purple', OTHER)]
  const files = async () =>
    (
      await market.inContext((ctx) =>
        ctx.tx.query(
          `select content_hash from market.photo_file where content_hash in
             (select content_hash from market.photo where photo_id in ($1, $2))`,
          [first, second],
        ),
      )
    ).rowCount
  assert.equal(await files(), 1)
  await list(market, { photoIds: [first] })
  await market.moveTo(addHours(market.clock.now(), 25))
  assert.equal((await show(second)).response.status, 404)
  assert.equal((await show(first)).response.status, 200)
  assert.equal(await files(), 1)
})

test('a picture that no listing shows is gone after a day', async () => {
  const [kept, dropped] = [await send('orange'), await send('yellow')]
  const listingId = await list(market, { photoIds: [kept, dropped] })
  await market.moveTo(addHours(market.clock.now(), 25))
  assert.equal((await show(dropped)).response.status, 200)
  const body = { ...details, photoIds: [kept] }
  await market.call('PUT', `/market/v1/listings/${listingId}`, { as: SELLER, body })
  await market.moveTo(addHours(market.clock.now(), 25))
  assert.equal((await show(dropped)).response.status, 404)
  assert.equal((await show(kept)).response.status, 200)
})

test('a picture is asked for by an id and a size, and not sent twice to who has it', async () => {
  const photoId = await send('black')
  const { response } = await show(photoId)
  const tag = response.headers.get('etag') ?? ''
  assert.equal((await show(photoId, '', { 'if-none-match': tag })).response.status, 304)
  for (const [path, pointer] of [
    ['pho_1', '/path/photoId'],
    [`${photoId}?size=huge`, '/query/size'],
    [`${photoId}?width=9`, '/query/size'],
  ]) {
    const answer = await market.call('GET', `/market/v1/photos/${path}`)
    assert.deepEqual([answer.status, answer.body.errors[0].pointer], [400, pointer])
  }
  const gone = await market.call('GET', `/market/v1/photos/pho_${'0'.repeat(24)}`)
  assert.equal(gone.body.type, 'market/unknown_photo')
})

test('one member sends only so many pictures in an hour', async () => {
  await market.inContext((ctx) => ctx.tx.query('update kernel.rate set tries = 100'))
  const answer = await upload(market, await phonePicture('red'))
  assert.deepEqual([answer.status, answer.body.type], [429, 'market/too_many_photos'])
  await market.inContext((ctx) => ctx.tx.query('delete from kernel.rate'))
})
