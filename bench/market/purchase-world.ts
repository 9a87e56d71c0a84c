import { type ChildProcess, fork } from 'node:child_process'
import { rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { freePort } from '@modosu/kernel'
import type { DemoName, DemoSite } from '@modosu/modosu'
import { SMTPServer } from 'smtp-server'
import type { CompanyAnswer, CompanyFigures, CompanyQuestion } from './company-messages.ts'

/** A market and a pay company, each a process with a database server, as a demo runs them. */
export interface PurchaseWorld {
  readonly origins: Readonly<Record<DemoName, string>>
  /** The sessions of the members at each company; the later half of them buy. */
  readonly tokens: Readonly<Record<DemoName, readonly string[]>>
  /** The companies' processes; their database servers are told by their folders. */
  readonly pids: Readonly<Record<DemoName, number>>
  figures(name: DemoName, window: { from: Date; until: Date }): Promise<CompanyFigures>
  close(): Promise<void>
}

const PROGRAM = join(import.meta.dirname, 'company-worker.ts')

export async function openPurchaseWorld(listings: number): Promise<PurchaseWorld> {
  const dataDir = join(import.meta.dirname, '../../.tmp/bench-market-companies')
  await rm(dataDir, { recursive: true, force: true })
  const post = await openPost()
  const site: DemoSite = {
    dataDir,
    ports: { hinata: await freePort(), furimaru: await freePort() },
    smtpUrl: post.smtpUrl,
    mode: 'with-modosu',
    logLevel: 'error',
  }
  const open = (name: DemoName) =>
    fork(PROGRAM, [name, JSON.stringify(site), String(listings)], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
  const children = { hinata: open('hinata'), furimaru: open('furimaru') }
  const ready = {
    hinata: await hear(children.hinata, 'ready'),
    furimaru: await hear(children.furimaru, 'ready'),
  }
  return {
    origins: { hinata: ready.hinata.origin, furimaru: ready.furimaru.origin },
    tokens: { hinata: ready.hinata.tokens, furimaru: ready.furimaru.tokens },
    pids: { hinata: children.hinata.pid ?? 0, furimaru: children.furimaru.pid ?? 0 },
    async figures(name, { from, until }) {
      const heard = hear(children[name], 'figures')
      say(children[name], {
        kind: 'figures',
        from: from.toISOString(),
        until: until.toISOString(),
      })
      return (await heard).figures
    },
    async close() {
      for (const child of Object.values(children)) {
        const ended = new Promise((resolve) => child.once('exit', resolve))
        say(child, { kind: 'close' })
        await ended
      }
      await post.close()
    },
  }
}

function say(child: ChildProcess, question: CompanyQuestion): void {
  child.send(question)
}

function hear<Kind extends CompanyAnswer['kind']>(
  child: ChildProcess,
  kind: Kind,
): Promise<Extract<CompanyAnswer, { kind: Kind }>> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: CompanyAnswer) => {
      if (message.kind !== kind) return
      child.off('message', onMessage)
      child.off('exit', onExit)
      resolve(message as Extract<CompanyAnswer, { kind: Kind }>)
    }
    const onExit = (code: number | null) => reject(new Error(`the company ended with ${code}`))
    child.on('message', onMessage)
    child.once('exit', onExit)
  })
}

/** Takes every mail and reads none: whoever receives mail is not what is measured. */
async function openPost(): Promise<{ smtpUrl: string; close(): Promise<void> }> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, _, done) {
      stream.resume()
      stream.once('end', () => done())
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const { port } = server.server.address() as AddressInfo
  return {
    smtpUrl: `smtp://127.0.0.1:${port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
