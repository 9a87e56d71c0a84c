import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import { decodeClientDataJSON } from '@simplewebauthn/server/helpers'
import { CHALLENGE_TTL_MS } from './passkey-limits.ts'

/** For whom passkeys are made: they answer on this origin's host and nowhere else. */
export interface Party {
  readonly origin: string
  readonly name: string
}

/** What a browser hands over after `navigator.credentials.create`. */
export interface MadeAnswer {
  readonly id: string
  readonly response: {
    readonly clientDataJSON: string
    readonly attestationObject: string
    readonly transports: readonly string[]
  }
}

/** What a browser hands over after `navigator.credentials.get`. */
export interface ShownAnswer {
  readonly id: string
  readonly response: {
    readonly clientDataJSON: string
    readonly authenticatorData: string
    readonly signature: string
    readonly userHandle?: string | undefined
  }
}

/** The challenge that an answer claims to answer. It is believed only once it proves to be ours. */
export function challengeIn(answer: MadeAnswer | ShownAnswer): string | undefined {
  const said = attemptSync(() => decodeClientDataJSON(answer.response.clientDataJSON))
  return typeof said?.challenge === 'string' ? said.challenge : undefined
}

const hostOf = (party: Party) => new URL(party.origin).hostname

/**
 * What a browser is asked so that it makes a passkey: one that is found without a name, behind the
 * device's own lock. Attestation is not asked for: which make of device somebody has is his business.
 */
export async function askToMake(
  party: Party,
  asked: {
    challenge: string
    user: { id: string; name: string; displayName: string }
    exclude: readonly string[]
  },
) {
  return await generateRegistrationOptions({
    rpName: party.name,
    rpID: hostOf(party),
    userID: new Uint8Array(Buffer.from(asked.user.id)),
    userName: asked.user.name,
    userDisplayName: asked.user.displayName,
    challenge: new Uint8Array(Buffer.from(asked.challenge, 'base64url')),
    timeout: CHALLENGE_TTL_MS,
    attestationType: 'none',
    excludeCredentials: asked.exclude.map((id) => ({ id })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
}

/** What a browser is asked so that it shows a passkey; any of ours when none is named. */
export async function askToShow(
  party: Party,
  asked: { challenge: string; allow?: readonly string[] },
) {
  return await generateAuthenticationOptions({
    rpID: hostOf(party),
    challenge: new Uint8Array(Buffer.from(asked.challenge, 'base64url')),
    timeout: CHALLENGE_TTL_MS,
    userVerification: 'required',
    ...(asked.allow ? { allowCredentials: asked.allow.map((id) => ({ id })) } : {}),
  })
}

export interface MadePasskey {
  readonly credentialId: string
  readonly publicKey: Buffer
  readonly counter: bigint
  readonly aaguid: string
  readonly backupEligible: boolean
  readonly backedUp: boolean
}

/** The passkey that was made, or `undefined` when anything about the answer is not as it must be. */
export async function checkMade(
  party: Party,
  made: { answer: MadeAnswer; challenge: string },
): Promise<MadePasskey | undefined> {
  const checked = await attempt(() =>
    verifyRegistrationResponse({
      response: {
        id: made.answer.id,
        rawId: made.answer.id,
        type: 'public-key',
        response: made.answer.response,
        clientExtensionResults: {},
      } as Parameters<typeof verifyRegistrationResponse>[0]['response'],
      expectedChallenge: made.challenge,
      expectedOrigin: party.origin,
      expectedRPID: hostOf(party),
      requireUserVerification: true,
    }),
  )
  if (!checked?.verified) return undefined
  const { credential, aaguid, credentialDeviceType, credentialBackedUp } = checked.registrationInfo
  return {
    credentialId: credential.id,
    publicKey: Buffer.from(credential.publicKey),
    counter: BigInt(credential.counter),
    aaguid,
    backupEligible: credentialDeviceType === 'multiDevice',
    backedUp: credentialBackedUp,
  }
}

/** The new counter and backup flag, or `undefined` when the answer does not prove the passkey. */
export async function checkShown(
  party: Party,
  shown: {
    answer: ShownAnswer
    challenge: string
    passkey: { credentialId: string; publicKey: Buffer; counter: bigint }
  },
): Promise<{ counter: number; backedUp: boolean } | undefined> {
  const { answer, passkey } = shown
  const checked = await attempt(() =>
    verifyAuthenticationResponse({
      response: {
        id: answer.id,
        rawId: answer.id,
        type: 'public-key',
        response: answer.response,
        clientExtensionResults: {},
      } as Parameters<typeof verifyAuthenticationResponse>[0]['response'],
      expectedChallenge: shown.challenge,
      expectedOrigin: party.origin,
      expectedRPID: hostOf(party),
      credential: {
        id: passkey.credentialId,
        publicKey: new Uint8Array(passkey.publicKey),
        counter: Number(passkey.counter),
      },
      requireUserVerification: true,
    }),
  )
  if (!checked?.verified) return undefined
  const { newCounter, credentialBackedUp } = checked.authenticationInfo
  return { counter: newCounter, backedUp: credentialBackedUp }
}

/** The library throws for whatever is wrong with an answer, and does nothing else that can fail. */
async function attempt<Value>(check: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await check()
  } catch {
    return undefined
  }
}

function attemptSync<Value>(read: () => Value): Value | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
