import { join } from 'node:path'
import type { LogLevel, PostgresServer, Words } from '@modosu/kernel'
import type { Neighbour } from '@modosu/recall'
import type { CompanyConfig, ServiceName, StaffSeed } from '../company/company-config.ts'
import { policyOfMode } from '../company/company-policy.ts'
import type { Mode } from '../replay/scenario.ts'
import { type DemoKeys, demoKeysOf } from './demo-keys.ts'

/** What is written down of a demo company; the rest depends on where and how it runs. */
interface DemoCompany {
  readonly displayName: Words
  readonly services: readonly ServiceName[]
  readonly staff: readonly StaffSeed[]
  readonly payCompany?: string
}

/** Sign-ins of the demo's staff; printed at the start, worth nothing anywhere else. */
const DEMO_PASSWORD = 'demo-staff-tsunagu-7'

export const demoCompanies = {
  hinata: {
    displayName: { ja: 'ひなた', en: 'Hinata' },
    services: ['account', 'points', 'pay', 'desk'],
    staff: [
      { login: 'hinata-agent', name: 'Hinata agent', role: 'agent', password: DEMO_PASSWORD },
      {
        login: 'hinata-supervisor',
        name: 'Hinata supervisor',
        role: 'supervisor',
        password: DEMO_PASSWORD,
      },
    ],
  },
  furimaru: {
    displayName: { ja: 'フリマル', en: 'Furimaru' },
    services: ['account', 'market', 'desk'],
    payCompany: 'hinata',
    staff: [
      {
        login: 'furimaru-office',
        name: 'Furimaru office',
        role: 'supervisor',
        password: DEMO_PASSWORD,
      },
    ],
  },
} as const satisfies Record<string, DemoCompany>

export type DemoName = keyof typeof demoCompanies
export const demoNames = Object.keys(demoCompanies) as DemoName[]

/** Where the demo runs: ports, data, mail. */
export interface DemoSite {
  readonly dataDir: string
  readonly ports: Readonly<Record<DemoName, number>>
  readonly smtpUrl: string
  readonly mode: Mode
  readonly logLevel: LogLevel
  /** Where a company reaches another; its own origin when absent. Tests put a proxy in between. */
  readonly wireOrigins?: Readonly<Partial<Record<DemoName, string>>>
}

function demoOrigin(site: DemoSite, name: DemoName): string {
  return `http://127.0.0.1:${site.ports[name]}`
}

/** The whole configuration of one demo company on a database server of its own. */
export async function demoConfig(
  site: DemoSite,
  name: DemoName,
  server: Pick<PostgresServer, 'connection'>,
): Promise<CompanyConfig> {
  const company: DemoCompany = demoCompanies[name]
  const keys = await demoKeysOf(site.dataDir, name)
  const neighbours: Record<string, Neighbour> = {}
  for (const other of demoNames.filter((one) => one !== name)) {
    neighbours[other] = neighbourOf(site, other, await demoKeysOf(site.dataDir, other))
  }
  return {
    name,
    displayName: company.displayName,
    services: company.services,
    host: '127.0.0.1',
    port: site.ports[name],
    origin: demoOrigin(site, name),
    database: {
      maintenance: server.connection('postgres', 'postgres'),
      admin: server.connection(name, 'postgres'),
      app: server.connection(name, 'modosu_app'),
    },
    neighbours: { company: name, signingKey: keys.signingKey, neighbours },
    ...(company.payCompany ? { payCompany: company.payCompany } : {}),
    companyNames: Object.fromEntries(demoNames.map((one) => [one, demoCompanies[one].displayName])),
    sealingKey: keys.sealingKey,
    mail: { smtpUrl: site.smtpUrl, from: `${company.displayName.en} <no-reply@${name}.example>` },
    policy: policyOfMode[site.mode],
    staff: company.staff,
    // The people of a story come from networks of their own, and say so as a proxy would.
    trustProxy: true,
    demo: true,
    logLevel: site.logLevel,
  }
}

function neighbourOf(site: DemoSite, name: DemoName, keys: DemoKeys): Neighbour {
  return {
    company: name,
    baseUrl: site.wireOrigins?.[name] ?? demoOrigin(site, name),
    keys: [keys.publicKey],
  }
}

/** The folder of a company's own database. */
export function postgresDirOf(dataDir: string, name: DemoName): string {
  return join(dataDir, name, 'postgres')
}
