import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ChangeFact, type TakeoverFacts, workOutInterval } from './work-out-interval.ts'

const HOUR_MS = 60 * 60 * 1000
const NOW = new Date('2017-09-14T08:00:00+09:00')
const hoursAgo = (hours: number) => new Date(NOW.getTime() - hours * HOUR_MS)
const DAYS_30 = 30 * 24

const device = (deviceId: string, hours: number, trusted = false) => ({
  deviceId,
  firstSeenAt: hoursAgo(hours),
  trusted,
})
const session = (sessionId: string, deviceId: string, hours: number) => ({
  sessionId,
  deviceId,
  begunAt: hoursAgo(hours),
})
const change = (
  changeId: string,
  by: { session: string; device: string; hours: number },
  more: Partial<ChangeFact> = {},
): ChangeFact => ({
  changeId,
  field: 'email',
  madeBy: 'member',
  at: hoursAgo(by.hours),
  sessionId: by.session,
  deviceId: by.device,
  viaAddressId: null,
  ...more,
})

function workOut(facts: Partial<TakeoverFacts>) {
  return workOutInterval({
    at: NOW,
    since: hoursAgo(DAYS_30),
    devices: [],
    sessions: [],
    changes: [],
    addressSetBy: new Map(),
    pressed: new Set(),
    ...facts,
  })
}

const home = device('home', 5_000)
const phone = device('phone', 50)

test('the takeover of 2017: a new device, the address, the password within the hour', () => {
  const found = workOut({
    devices: [home, phone],
    sessions: [session('own', 'home', 400), session('his', 'phone', 50)],
    changes: [
      change('c1', { session: 'his', device: 'phone', hours: 49.9 }),
      change('c2', { session: 'his', device: 'phone', hours: 49.5 }, { field: 'password' }),
    ],
  })
  assert.deepEqual(found.firstEventAt, hoursAgo(50))
  assert.equal(found.evidence, 'machine')
  assert.deepEqual([...found.suspects.keys()], ['his'])
  assert.ok(found.reasons.includes('email_then_password'))
  assert.deepEqual(
    [...found.sorted.values()].map((one) => one.sorted),
    ['theirs', 'theirs'],
  )
})

test('the owner who goes on using his own device in between keeps his sessions and changes', () => {
  const found = workOut({
    devices: [home, phone],
    sessions: [session('his', 'phone', 50), session('own', 'home', 20)],
    changes: [
      change('c1', { session: 'his', device: 'phone', hours: 49 }),
      change('c2', { session: 'own', device: 'home', hours: 19 }, { field: 'login_id' }),
    ],
  })
  assert.deepEqual([...found.suspects.keys()], ['his'])
  assert.deepEqual(found.sorted.get('c2'), { sorted: 'yours', reason: 'known_device' })
})

test('a second device that came after the first one is suspect without having changed anything', () => {
  const found = workOut({
    devices: [home, phone, device('tablet', 10)],
    sessions: [session('his', 'phone', 50), session('also', 'tablet', 10)],
    changes: [change('c1', { session: 'his', device: 'phone', hours: 49 })],
  })
  assert.deepEqual(found.suspects.get('also'), ['after_first_event'])
})

test('every session of a suspect device is suspect, also the look around of the day before', () => {
  const found = workOut({
    devices: [home, phone],
    sessions: [session('look', 'phone', 50), session('act', 'phone', 30)],
    changes: [change('c1', { session: 'act', device: 'phone', hours: 29 })],
  })
  assert.deepEqual([...found.suspects.keys()].sort(), ['act', 'look'])
  assert.deepEqual(found.firstEventAt, hoursAgo(50))
})

test('a device used for a week before its first change is for the owner to say, without evidence', () => {
  const found = workOut({
    devices: [home, device('laptop', 24 * 10)],
    sessions: [session('maybe', 'laptop', 24 * 10)],
    changes: [change('c1', { session: 'maybe', device: 'laptop', hours: 5 })],
  })
  assert.equal(found.evidence, 'press')
  assert.deepEqual(found.sorted.get('c1'), { sorted: 'unsure', reason: 'device_not_known_long' })
  assert.deepEqual([...found.suspects.keys()], ['maybe'])
})

test('a device older than the lookback, or vouched for, is the owner’s', () => {
  for (const own of [device('own', DAYS_30 + 1), device('own', 3, true)]) {
    const found = workOut({
      devices: [own],
      sessions: [session('s', 'own', 3)],
      changes: [change('c1', { session: 's', device: 'own', hours: 2 })],
    })
    assert.deepEqual([found.firstEventAt, found.suspects.size], [null, 0])
  }
})

test('without any change, devices of the last 72 hours are suspect by the press alone', () => {
  const found = workOut({
    devices: [home, device('week', 24 * 7), device('night', 6)],
    sessions: [
      session('own', 'home', 100),
      session('old', 'week', 100),
      session('buy', 'night', 6),
    ],
  })
  assert.equal(found.evidence, 'press')
  assert.deepEqual([...found.suspects], [['buy', ['new_device']]])
})

test('a pressed change from a device of old makes its session suspect, and no other', () => {
  const found = workOut({
    devices: [home],
    sessions: [session('earlier', 'home', 300), session('his', 'home', 20)],
    changes: [
      change('c1', { session: 'his', device: 'home', hours: 19 }),
      change('c2', { session: 'his', device: 'home', hours: 18 }, { field: 'login_id' }),
    ],
    pressed: new Set(['c1']),
  })
  assert.deepEqual([...found.suspects], [['his', ['pressed_not_me']]])
  assert.equal(found.evidence, 'press')
  assert.equal(found.sorted.get('c1')?.sorted, 'theirs')
  assert.deepEqual(found.sorted.get('c2'), { sorted: 'unsure', reason: 'same_session_as_pressed' })
})

test('what a desk or an earlier giving back did is never sorted out', () => {
  const found = workOut({
    devices: [home, phone],
    changes: [
      change(
        'c1',
        { session: 's', device: 'phone', hours: 9 },
        { madeBy: 'staff', deviceId: null },
      ),
      change('c2', { session: 's', device: 'phone', hours: 8 }, { madeBy: 'give_back' }),
    ],
  })
  assert.deepEqual(
    [...found.sorted.values()].map((one) => one.reason),
    ['made_by_desk', 'made_at_give_back'],
  )
})
