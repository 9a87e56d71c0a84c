import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ChangeFact, SessionFact, TakeoverFacts } from './takeover-facts.ts'
import { workOutInterval } from './work-out-interval.ts'

const HOUR_MS = 60 * 60 * 1000
const NOW = new Date('2017-09-14T08:00:00+09:00')
const hoursAgo = (hours: number) => new Date(NOW.getTime() - hours * HOUR_MS)
const DAYS_30 = 30 * 24
const HOME = '203.0.113.0/24'
const AWAY = '198.51.100.0/24'

const device = (deviceId: string, hours: number, trusted = false) => ({
  deviceId,
  firstSeenAt: hoursAgo(hours),
  trusted,
})
const session = (
  sessionId: string,
  deviceId: string,
  hours: number,
  more: Partial<SessionFact> = {},
): SessionFact => ({
  sessionId,
  deviceId,
  begunAt: hoursAgo(hours),
  network: deviceId === 'home' ? HOME : AWAY,
  browser: 'windows',
  passkeyId: null,
  apiTokenId: null,
  ...more,
})
const change = (
  changeId: string,
  by: { session: string; device: string; hours: number },
  more: Partial<ChangeFact> = {},
): ChangeFact => ({
  changeId,
  field: 'email',
  itemId: '',
  madeBy: 'member',
  at: hoursAgo(by.hours),
  sessionId: by.session,
  deviceId: by.device,
  viaAddressId: null,
  ...more,
})

function workOut(facts: Partial<Omit<TakeoverFacts, 'pressed'>> & { pressed?: readonly string[] }) {
  const { pressed, ...rest } = facts
  return workOutInterval({
    at: NOW,
    since: hoursAgo(DAYS_30),
    devices: [],
    sessions: [],
    sightings: [],
    changes: [],
    actions: [],
    addressSetBy: new Map(),
    ...rest,
    pressed: { changes: new Set(pressed), sessions: new Set(pressed) },
  })
}

const home = device('home', 5_000)
const phone = device('phone', 50)
const sortedAs = (found: ReturnType<typeof workOut>, id: string) => {
  const { sorted, reason } = found.sorted.get(id) ?? {}
  return `${sorted} ${reason}`
}

test('the takeover of 2017: pressed, a new device, the address, the password within the hour', () => {
  const found = workOut({
    devices: [home, phone],
    sessions: [session('own', 'home', 400), session('his', 'phone', 50)],
    changes: [
      change('c1', { session: 'his', device: 'phone', hours: 49.9 }),
      change('c2', { session: 'his', device: 'phone', hours: 49.5 }, { field: 'password' }),
    ],
    actions: [{ actionId: 'buy', sessionId: 'his', at: hoursAgo(49) }],
    pressed: ['c1'],
  })
  assert.deepEqual(found.firstEventAt, hoursAgo(50))
  assert.equal(found.evidence, 'machine')
  assert.deepEqual([...found.suspects.keys()], ['his'])
  assert.equal(sortedAs(found, 'c1'), 'theirs pressed_not_me')
  assert.equal(sortedAs(found, 'c2'), 'theirs pressed_session')
  assert.equal(sortedAs(found, 'buy'), 'theirs pressed_session')
  assert.equal(sortedAs(found, 'own'), 'yours known_device')
})

test('without a word about it a new device is never certain, and still stops and is evidence', () => {
  const found = workOut({
    devices: [home, phone],
    sessions: [session('own', 'home', 400), session('his', 'phone', 50)],
    changes: [
      change('c1', { session: 'his', device: 'phone', hours: 49.9 }),
      change('c2', { session: 'his', device: 'phone', hours: 49.5 }, { field: 'password' }),
    ],
  })
  assert.equal(sortedAs(found, 'c1'), 'unsure email_then_password')
  assert.equal(found.evidence, 'machine')
  assert.deepEqual([...found.suspects.keys()], ['his'])
})

test('the owner who goes on using his own device in between keeps his sessions and changes', () => {
  const found = workOut({
    devices: [home, phone],
    sessions: [session('his', 'phone', 50), session('own', 'home', 20)],
    changes: [
      change('c1', { session: 'his', device: 'phone', hours: 49 }),
      change('c2', { session: 'own', device: 'home', hours: 19 }, { field: 'login_id' }),
    ],
    pressed: ['c1'],
  })
  assert.deepEqual([...found.suspects.keys()], ['his'])
  assert.equal(sortedAs(found, 'c2'), 'yours known_device')
})

test('whoever signs in with the password that the intruder set is not the owner', () => {
  const facts = {
    devices: [home, phone, device('tablet', 10)],
    sessions: [
      session('his', 'phone', 50),
      session('also', 'tablet', 10),
      session('own', 'home', 5),
    ],
    changes: [
      change('c1', { session: 'his', device: 'phone', hours: 49 }, { field: 'password' as const }),
    ],
  }
  const found = workOut({ ...facts, pressed: ['c1'] })
  assert.equal(sortedAs(found, 'also'), 'theirs knew_the_intruders_password')
  assert.equal(sortedAs(found, 'own'), 'unsure known_device_intruders_password')
})

test('a password that the owner’s device knows afterwards was set by its owner', () => {
  const found = workOut({
    devices: [home, phone],
    sessions: [session('new', 'phone', 50), session('own', 'home', 20)],
    changes: [change('c1', { session: 'new', device: 'phone', hours: 49 }, { field: 'password' })],
  })
  assert.equal(sortedAs(found, 'c1'), 'yours home_knew_the_password')
})

test('a passkey that was planted opens for the intruder only, one of before for the owner', () => {
  const found = workOut({
    devices: [home, phone, device('new', 9), device('other', 8)],
    sessions: [
      session('his', 'phone', 50),
      session('again', 'new', 9, { passkeyId: 'pk2' }),
      session('own', 'other', 8, { passkeyId: 'pk1' }),
    ],
    changes: [
      change(
        'c1',
        { session: 'his', device: 'phone', hours: 49 },
        { field: 'passkey', itemId: 'pk2' },
      ),
    ],
    pressed: ['c1'],
  })
  assert.equal(sortedAs(found, 'again'), 'theirs used_the_intruders_passkey')
  assert.equal(sortedAs(found, 'own'), 'yours own_passkey')
})

test('a reset and a press by the reader of one mailbox prove nothing together', () => {
  const found = workOut({
    devices: [home, phone],
    sessions: [session('own', 'home', 400)],
    changes: [
      change(
        'c1',
        { session: '', device: 'phone', hours: 49 },
        { field: 'password', madeBy: 'reset', sessionId: null, viaAddressId: 'own' },
      ),
    ],
    pressed: ['c1'],
  })
  assert.equal(sortedAs(found, 'c1'), 'unsure reset_by_own_address')
})

test('a pressed change from a device of old is for the owner to say, and so is its session', () => {
  const found = workOut({
    devices: [home],
    sessions: [session('earlier', 'home', 300), session('his', 'home', 20)],
    changes: [
      change('c1', { session: 'his', device: 'home', hours: 19 }),
      change('c2', { session: 'his', device: 'home', hours: 18 }, { field: 'login_id' }),
    ],
    pressed: ['c1'],
  })
  assert.deepEqual([...found.suspects.keys()], ['his'])
  assert.equal(found.evidence, 'press')
  assert.equal(sortedAs(found, 'c1'), 'unsure pressed_on_your_device')
  assert.equal(sortedAs(found, 'earlier'), 'yours known_device')
})

test('a copied cookie shows: pressed from an unknown network it is certain, else unsure', () => {
  const facts = {
    devices: [home],
    sessions: [session('own', 'home', 100)],
    sightings: [
      { sessionId: 'own', at: hoursAgo(30), network: AWAY, browser: 'linux' },
      { sessionId: 'own', at: hoursAgo(29), network: HOME, browser: 'windows' },
    ],
    changes: [
      change('mine', { session: 'own', device: 'home', hours: 40 }),
      change(
        'his',
        { session: 'own', device: 'home', hours: 29.5 },
        { field: 'login_id' as const },
      ),
      change('after', { session: 'own', device: 'home', hours: 20 }, { field: 'phone' as const }),
    ],
  }
  const quiet = workOut(facts)
  assert.equal(sortedAs(quiet, 'his'), 'unsure same_session_elsewhere')
  assert.equal(sortedAs(quiet, 'mine'), 'yours known_device')
  const pressed = workOut({ ...facts, pressed: ['his'] })
  assert.equal(sortedAs(pressed, 'his'), 'theirs pressed_not_me')
  assert.equal(sortedAs(pressed, 'mine'), 'yours known_device')
  assert.equal(sortedAs(pressed, 'after'), 'yours known_device')
  assert.deepEqual([...pressed.suspects.keys()], ['own'])
})

test('where nothing explains the press, own devices in new networks are for the owner to say', () => {
  const found = workOut({
    devices: [device('own', 5_000)],
    sessions: [session('own', 'own', 100, { network: HOME, browser: 'iphone' })],
    sightings: [{ sessionId: 'own', at: hoursAgo(10), network: AWAY, browser: 'iphone' }],
    actions: [
      { actionId: 'before', sessionId: 'own', at: hoursAgo(50) },
      { actionId: 'away', sessionId: 'own', at: hoursAgo(9) },
    ],
  })
  assert.equal(sortedAs(found, 'before'), 'yours known_device')
  assert.equal(sortedAs(found, 'away'), 'unsure known_device_elsewhere')
})

test('what only may have been planted does not count as proof either', () => {
  const found = workOut({
    devices: [home, device('early', 400), phone],
    sessions: [
      session('own', 'home', 600),
      session('look', 'early', 400),
      session('his', 'phone', 50),
    ],
    changes: [
      change('c0', { session: 'look', device: 'early', hours: 390 }, { field: 'phone' }),
      change('c1', { session: 'his', device: 'phone', hours: 49 }),
    ],
    pressed: ['c1'],
  })
  assert.deepEqual(found.firstEventAt, hoursAgo(400))
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

test('what a desk or an earlier giving back did is never sorted out', () => {
  const by = { session: 's', device: 'phone' }
  const found = workOut({
    devices: [home, phone],
    changes: [
      change('c1', { ...by, hours: 9 }, { madeBy: 'staff', deviceId: null }),
      change('c2', { ...by, hours: 8 }, { madeBy: 'give_back' }),
    ],
  })
  assert.deepEqual(
    [...found.sorted.values()].map((one) => one.reason),
    ['made_by_desk', 'made_at_give_back'],
  )
})
