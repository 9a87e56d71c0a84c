import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asUser, type DatabaseConfig, freePort } from '@modosu/kernel'
import {
  type CompanyConfig,
  type DemoName,
  type DemoSite,
  demoConfig,
  demoNames,
  openCompany,
  openMailbox,
  type World,
} from '@modosu/modosu'
import { type ModosuProcess, startModosu } from './modosu-process.ts'

export type Databases = Readonly<Record<DemoName, DatabaseConfig>>

export interface StageOptions {
  readonly databases: Databases
  /** Keys of the companies; a folder of its own when none is given. */
  readonly keysDir?: string
  readonly mode?: DemoSite['mode']
  /** Where a company reaches another, when something stands in between. */
  readonly wireOrigins?: DemoSite['wireOrigins']
  readonly ports?: DemoSite['ports']
}

/** Both companies on given databases, their mailbox in this process, and a hand on each of them. */
export interface Stage {
  /** Only the companies that are up are in it. */
  readonly world: World
  readonly ports: DemoSite['ports']
  readonly configs: Readonly<Record<DemoName, CompanyConfig>>
  /** Starts a company in a process of its own; armed, it dies once at the named point. */
  start(name: DemoName, crashAt?: string): Promise<ModosuProcess>
  /** Opens a company in this process. */
  open(name: DemoName): Promise<void>
  /** Takes a company out of the world and ends it, politely. */
  close(name: DemoName): Promise<void>
  closeAll(): Promise<void>
}

interface Up {
  close(): Promise<void>
}

/** Where the companies will be reached; taken before a proxy that stands between them. */
export async function freePorts(): Promise<Record<DemoName, number>> {
  return { hinata: await freePort(), furimaru: await freePort() }
}

export async function openStage(options: StageOptions): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'modosu-stage-'))
  const mailbox = await openMailbox({ smtp: 0, http: await freePort() })
  const ports = options.ports ?? (await freePorts())
  const site: DemoSite = {
    dataDir: options.keysDir ?? folder,
    ports,
    smtpUrl: mailbox.smtpUrl,
    mode: options.mode ?? 'with-modosu',
    logLevel: 'warn',
    ...(options.wireOrigins ? { wireOrigins: options.wireOrigins } : {}),
  }
  const configOf = (name: DemoName) => demoConfig(site, name, serverOf(options.databases[name]))
  const configs = { hinata: await configOf('hinata'), furimaru: await configOf('furimaru') }
  const origins: Record<string, string> = {}
  const up = new Map<DemoName, Up>()
  const close = async (name: DemoName) => {
    delete origins[name]
    await up.get(name)?.close()
    up.delete(name)
  }
  return {
    world: { origins, mailboxOrigin: mailbox.origin },
    ports,
    configs,
    async start(name, crashAt) {
      const file = join(folder, `${name}.json`)
      await writeFile(file, writeConfig(configs[name]), { mode: 0o600 })
      const one = await startModosu(['serve', '--config', file], {
        readyWhen: /answers on/,
        ...(crashAt === undefined ? {} : { env: { MODOSU_CRASH_AT: crashAt } }),
      })
      up.set(name, { close: () => one.stop() })
      origins[name] = configs[name].origin
      return one
    },
    async open(name) {
      up.set(name, await openCompany({ ...configs[name], logLevel: 'silent' }))
      origins[name] = configs[name].origin
    },
    close,
    async closeAll() {
      await Promise.all(demoNames.map(close))
      await mailbox.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** A test database stands for a company's own server. */
function serverOf(database: DatabaseConfig): Parameters<typeof demoConfig>[2] {
  return {
    connection: (_, user) => (user === 'modosu_app' ? asUser(database, user) : database),
  }
}

/** Digits in a text for what JSON has no numbers for. */
function writeConfig(config: CompanyConfig): string {
  return JSON.stringify(config, (_, value) => (typeof value === 'bigint' ? String(value) : value))
}
