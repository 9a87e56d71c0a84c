import { createServer, type Server } from 'node:http'
import { decodeJwt, decodeProtectedHeader } from 'jose'

/** A message as it crossed: its kind, and every byte of it, signed and read. */
export interface Crossed {
  readonly typ: string
  readonly msg: unknown
  readonly bytes: string
}

/** Stands between companies, passes everything on and keeps every byte of it. */
export async function openRecorder(
  port: number,
  target: number,
  crossed: Crossed[],
): Promise<Server> {
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      void passOn(incoming.method ?? 'GET', incoming.url ?? '/', target, {
        headers: incoming.rawHeaders,
        body: Buffer.concat(chunks).toString(),
        signed: incoming.headers['x-message'],
        crossed,
      }).then(({ status, type, text }) => {
        outgoing.writeHead(status, { 'content-type': type })
        outgoing.end(text)
      })
    })
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return server
}

async function passOn(
  method: string,
  path: string,
  target: number,
  message: {
    headers: readonly string[]
    body: string
    signed: string | string[] | undefined
    crossed: Crossed[]
  },
): Promise<{ status: number; type: string; text: string }> {
  const signed = typeof message.signed === 'string' ? message.signed : undefined
  note(message.crossed, signed ?? message.body, [path, ...message.headers].join(' '))
  const answer = await fetch(`http://127.0.0.1:${target}${path}`, {
    method,
    headers: {
      'content-type': 'application/jose',
      ...(signed === undefined ? {} : { 'x-message': signed }),
    },
    ...(method === 'GET' ? {} : { body: message.body }),
  })
  const text = await answer.text()
  note(message.crossed, text, [...answer.headers].flat().join(' '))
  return { status: answer.status, type: answer.headers.get('content-type') ?? '', text }
}

function note(crossed: Crossed[], jws: string, around: string): void {
  try {
    const { typ } = decodeProtectedHeader(jws)
    const payload = decodeJwt(jws)
    const header = JSON.stringify(decodeProtectedHeader(jws))
    const bytes = [around, jws, header, JSON.stringify(payload)].join('\n')
    crossed.push({ typ: String(typ), msg: payload.msg, bytes })
  } catch {
    crossed.push({ typ: 'unsigned', msg: null, bytes: [around, jws].join('\n') })
  }
}
