import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort, type LogLevel, startPostgres } from '@modosu/kernel'
import { type OpenCompany, openCompany } from '../company/open-company.ts'
import type { Mode } from '../replay/scenario.ts'
import type { World } from '../replay/world.ts'
import { openDemoBank } from './demo-bank.ts'
import { openDemoCarrier } from './demo-carrier.ts'
import {
  type DemoName,
  type DemoSite,
  demoConfig,
  demoNames,
  postgresDirOf,
} from './demo-config.ts'
import { openMailbox } from './open-mailbox.ts'

export interface OpenDemo {
  readonly world: World
  readonly companies: readonly OpenCompany[]
  close(): Promise<void>
}

/** Ports that a person can remember; others are taken when these are in use. */
export const DEMO_PORTS = {
  hinata: 7410,
  furimaru: 7420,
  mailbox: 7430,
  smtp: 7425,
  bank: 7440,
  carrier: 7450,
} as const

export interface DemoOptions {
  readonly dataDir: string
  readonly fresh: boolean
  readonly mode: Mode
  readonly logLevel: LogLevel
  /** Ports to wish for; free ones are taken where none is wished or it is in use. */
  readonly ports?: Readonly<Partial<Record<DemoName | 'mailbox' | 'bank' | 'carrier', number>>>
}

/** Brings both companies up in this process, each with its own database server and keys. */
export async function openDemo(options: DemoOptions): Promise<OpenDemo> {
  const mailbox = await openMailbox({ smtp: 0, http: await freePort(options.ports?.mailbox) })
  const ports = {
    hinata: await freePort(options.ports?.hinata),
    furimaru: await freePort(options.ports?.furimaru),
  }
  const bankFolder = join(options.dataDir, 'bank')
  if (options.fresh) await rm(bankFolder, { recursive: true, force: true })
  const bank = await openDemoBank(
    { dataDir: options.dataDir, ports },
    { port: await freePort(options.ports?.bank), folder: bankFolder },
  )
  const carrier = await openDemoCarrier(
    { dataDir: options.dataDir, ports },
    await freePort(options.ports?.carrier),
  )
  const site: DemoSite = {
    dataDir: options.dataDir,
    bankOrigin: bank.origin,
    carrierOrigin: carrier.origin,
    ports,
    smtpUrl: mailbox.smtpUrl,
    textGatewayUrl: mailbox.textGatewayUrl,
    mode: options.mode,
    logLevel: options.logLevel,
  }
  const opened = await Promise.all(demoNames.map((name) => openOne(site, name, options.fresh)))
  return {
    world: {
      origins: {
        ...Object.fromEntries(opened.map(({ company }) => [company.name, company.origin])),
        bank: bank.origin,
        carrier: carrier.origin,
      },
      mailboxOrigin: mailbox.origin,
    },
    companies: opened.map(({ company }) => company),
    async close() {
      for (const one of opened) await one.close()
      await bank.close()
      await carrier.close()
      await mailbox.close()
    },
  }
}

/** One company with its own database server. */
export async function openOne(site: DemoSite, name: DemoName, fresh: boolean) {
  const server = await startPostgres({ dataDir: postgresDirOf(site.dataDir, name), fresh })
  const company = await openCompany(await demoConfig(site, name, server))
  return {
    company,
    async close() {
      await company.close()
      await server.stop()
    },
  }
}

/** The named folder in which a demo keeps everything. */
export function demoDataDir(base: string, mode: Mode): string {
  return join(base, mode)
}
