// tidy: allow clock-and-chance, a message id is of the wire and not of the story
import { makeId, type Runtime, wallClock } from '@modosu/kernel'
import { z } from 'zod'
import type { NeighbourDirectory } from '../neighbour-directory.ts'
import { answerTyp } from './neighbour-endpoint.ts'
import { postMessage } from './post-message.ts'
import { signMessage } from './sign-message.ts'
import { verifyMessage } from './verify-message.ts'

export interface NeighbourCall {
  readonly to: string
  readonly method?: 'put' | 'get'
  readonly path: string
  readonly typ: string
  readonly msg: Readonly<Record<string, unknown>>
}

/**
 * What came of a call. A timeout, a dead neighbour or an answer that nobody signed is `unknown`:
 * neither success nor refusal. The caller asks again with the same content and never compensates
 * on a guess.
 */
export type NeighbourOutcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problem: { readonly code: string } }
  | { readonly ok: false; readonly problem?: never; readonly unknown: string }

const answerSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), problem: z.looseObject({ code: z.string() }) }),
])

/** Sends one signed message and reads the signed answer. Opens no transaction while it waits. */
export async function callNeighbour(
  runtime: Runtime,
  directory: NeighbourDirectory,
  call: NeighbourCall,
): Promise<NeighbourOutcome> {
  const neighbour = directory.neighbours[call.to]
  if (!neighbour) throw new Error(`${call.to} is not a neighbour of ${directory.company}`)
  const method = call.method ?? 'put'
  const jti = makeId('msg', wallClock.now(), runtime.randomBytes)
  const jws = await signMessage(directory, { ...call, jti }, runtime.randomBytes)
  let text: string
  try {
    text = await postMessage({ url: neighbour.baseUrl + call.path, method, jws })
  } catch (error) {
    return { ok: false, unknown: `no answer: ${(error as Error).message}` }
  }
  return await readAnswer(directory, { ...call, jti, text })
}

async function readAnswer(
  directory: NeighbourDirectory,
  call: NeighbourCall & { jti: string; text: string },
): Promise<NeighbourOutcome> {
  const verified = await verifyMessage(directory, call.text, answerTyp(call.typ))
  if (!verified.ok) return { ok: false, unknown: `answer not signed: ${call.text.slice(0, 200)}` }
  const { neighbour, re } = verified.value
  // A genuine answer to another question is no answer to this one; our question's id is new, so an
  // answer that was heard before cannot be to it either.
  if (neighbour !== call.to || re !== call.jti) return { ok: false, unknown: 'answer of another' }
  const answer = answerSchema.safeParse(verified.value.msg)
  if (!answer.success) return { ok: false, unknown: 'answer not understood' }
  if (answer.data.ok) return { ok: true, value: answer.data.value }
  const { problem } = answer.data
  // Something on the way doubled our message, and the answer to the double won the race.
  if (problem.code === 'recall/replayed' && problem.first) return { ok: true, value: problem.first }
  return { ok: false, problem }
}
