import { exportJWK, generateKeyPair } from 'jose'
import { ASK_TYP, READ_TYP, REPORT_TYP } from '../../wire/messages.ts'
import { newId, signEnvelope, speakSigned } from '../envelope.ts'
import type { Partner } from '../partner.ts'
import { expect, type Rule, same, show } from '../rule.ts'

const SECTION = 'Messages'
const MESSAGE_BYTES_MAX = 256 * 1024

/** An ask that would be answered well if its envelope were. */
function goodAsk(partner: Partner) {
  const msg = partner.newAsk(newId('tr'))
  return { method: 'put' as const, path: `/recall/v1/legs/${msg.leg}/ask`, typ: ASK_TYP, msg }
}

async function refusesWith(
  partner: Partner,
  code: string,
  changes: Parameters<Partner['say']>[0] | object,
): Promise<void> {
  const sent = { ...goodAsk(partner), ...changes }
  const heard = await partner.say(sent)
  expect(heard.code === code, `answered ${show(heard)}, not ${code}`)
  const leg = (sent.msg as { leg: string }).leg
  const read = await partner.say({
    method: 'get',
    path: `/recall/v1/legs/${leg}`,
    typ: READ_TYP,
    msg: { leg },
  })
  expect(read.code === 'recall/unknown_leg', `a refused ask left a leg behind: ${show(read)}`)
}

export const envelopeRules: readonly Rule[] = [
  {
    id: 'stranger-is-refused',
    section: SECTION,
    promise: 'a sender who is no neighbour is refused with recall/unknown_neighbour',
    check: (partner) =>
      refusesWith(partner, 'recall/unknown_neighbour', { iss: newId('stranger') }),
  },
  {
    id: 'forged-signature-is-refused',
    section: SECTION,
    promise: 'another key under our name is refused with recall/bad_signature',
    async check(partner) {
      const { privateKey } = await generateKeyPair('Ed25519', { extractable: true })
      await refusesWith(partner, 'recall/bad_signature', { key: await exportJWK(privateKey) })
    },
  },
  {
    id: 'changed-content-is-refused',
    section: SECTION,
    promise: 'a message that was changed after it was signed is refused with recall/bad_signature',
    async check(partner) {
      const ask = goodAsk(partner)
      const jti = newId('msg')
      const [head = '', , seal = ''] = (await signEnvelope(partner, { ...ask, jti })).split('.')
      const other = await signEnvelope(partner, { ...ask, jti, msg: { ...ask.msg, amount: '1' } })
      const jws = [head, other.split('.')[1], seal].join('.')
      const heard = await speakSigned(partner, { ...ask, jti, jws })
      expect(heard.code === 'recall/bad_signature', `answered ${show(heard)}`)
    },
  },
  {
    id: 'other-typ-is-refused',
    section: SECTION,
    promise: 'a message of another typ is refused with recall/bad_signature',
    check: (partner) => refusesWith(partner, 'recall/bad_signature', { typ: REPORT_TYP }),
  },
  {
    id: 'other-addressee-is-refused',
    section: SECTION,
    promise: 'a message for another company is refused with recall/bad_signature',
    check: (partner) => refusesWith(partner, 'recall/bad_signature', { aud: 'somebody-else' }),
  },
  {
    id: 'old-message-is-refused',
    section: SECTION,
    promise: 'a message older than 300 seconds is refused with recall/stale',
    check: (partner) => refusesWith(partner, 'recall/stale', { iatShift: -360 }),
  },
  {
    id: 'message-from-the-future-is-refused',
    section: SECTION,
    promise: 'a message from more than 60 seconds ahead is refused with recall/stale',
    check: (partner) => refusesWith(partner, 'recall/stale', { iatShift: 120 }),
  },
  {
    id: 'unknown-field-is-refused',
    section: SECTION,
    promise: 'a field that the table does not list is refused with recall/malformed',
    check(partner) {
      const ask = goodAsk(partner)
      return refusesWith(partner, 'recall/malformed', { ...ask, msg: { ...ask.msg, note: 'x' } })
    },
  },
  {
    id: 'missing-field-is-named',
    section: SECTION,
    promise: 'recall/malformed names the field by its pointer',
    async check(partner) {
      const ask = goodAsk(partner)
      const { unit: _, ...msg } = ask.msg
      const heard = await partner.say({ ...ask, msg })
      const errors = (heard.problem?.errors ?? []) as { pointer?: string }[]
      const named = errors.some(({ pointer }) => pointer === '/msg/unit')
      expect(heard.code === 'recall/malformed' && named, `answered ${show(heard)}`)
    },
  },
  {
    id: 'path-and-message-agree',
    section: SECTION,
    promise:
      'an id in the path that is not the one of the message is refused with recall/malformed',
    async check(partner) {
      const ask = goodAsk(partner)
      const heard = await partner.say({ ...ask, path: `/recall/v1/legs/${newId('leg')}/ask` })
      expect(heard.code === 'recall/malformed', `answered ${show(heard)}`)
    },
  },
  {
    id: 'doubled-message-has-one-effect',
    section: 'Refusals',
    promise: 'the very same message again is answered recall/replayed with the first answer',
    async check(partner) {
      const ask = goodAsk(partner)
      const jti = newId('msg')
      const sent = { ...ask, jti, jws: await signEnvelope(partner, { ...ask, jti }) }
      partner.inbox.asks.set(ask.msg.leg, ask.msg)
      const first = await speakSigned(partner, sent)
      const second = await speakSigned(partner, sent)
      expect(second.code === 'recall/replayed', `the second time it answered ${show(second)}`)
      expect(
        same(second.problem?.first, first.value),
        `the first answer was ${show(first.value)}, repeated was ${show(second.problem?.first)}`,
      )
    },
  },
  {
    id: 'large-message-is-refused',
    section: SECTION,
    promise: 'a message of more than 256 KiB is refused',
    async check(partner) {
      const ask = goodAsk(partner)
      const heard = await partner.say({ ...ask, msg: 'x'.repeat(MESSAGE_BYTES_MAX) })
      expect(heard.code !== undefined, `answered ${show(heard)}`)
    },
  },
]
