import { join } from 'node:path'
import { assert, type LogLevel, type PostgresServer, type Words } from '@modosu/kernel'
import type { Neighbour } from '@modosu/recall'
import type { CompanyConfig, ServiceName, StaffSeed } from '../company/company-config.ts'
import { policyOfMode } from '../company/company-policy.ts'
import type { Mode } from '../replay/scenario.ts'
import { bankTermsOf } from './bank-terms.ts'
import { carrierTermsOf } from './carrier-terms.ts'
import { type DemoKeys, demoKeysOf } from './demo-keys.ts'

/** What is written down of a demo company; the rest depends on where and how it runs. */
interface DemoCompany {
  readonly displayName: Words
  readonly services: readonly ServiceName[]
  readonly staff: readonly StaffSeed[]
  readonly payCompany?: string
  /** Its members can have money paid out, where a bank is there. */
  readonly paysOut?: boolean
}

/** Enough for every story: in points for a programme's own members, in yen for sellers. */
const LOSS_FUNDS = { pt: 1_000_000n, yen: 1_000_000n } as const

/** Sign-ins of the demo's staff; printed at the start, worth nothing anywhere else. */
const DEMO_PASSWORD = 'demo-staff-tsunagu-7'

export const demoCompanies = {
  hinata: {
    displayName: { ja: 'ひなた', en: 'Hinata' },
    services: ['account', 'points', 'pay', 'desk'],
    paysOut: true,
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
    paysOut: true,
    staff: [
      {
        login: 'furimaru-office',
        name: 'Furimaru office',
        role: 'supervisor',
        password: DEMO_PASSWORD,
      },
      { login: 'furimaru-agent', name: 'Furimaru agent', role: 'agent', password: DEMO_PASSWORD },
    ],
  },
  kazemai: {
    displayName: { ja: '風まい', en: 'Kazemai' },
    services: ['account', 'points', 'desk'],
    staff: [
      {
        login: 'kazemai-office',
        name: 'Kazemai office',
        role: 'supervisor',
        password: DEMO_PASSWORD,
      },
    ],
  },
} as const satisfies Record<string, DemoCompany>

/** Every company that a scenario may name. */
export type CompanyName = keyof typeof demoCompanies
export const companyNames = Object.keys(demoCompanies) as CompanyName[]

/** The two that `npm start` brings up. */
export const demoNames = ['hinata', 'furimaru'] as const satisfies readonly CompanyName[]
export type DemoName = (typeof demoNames)[number]

/** A port for each company that takes part; they are neighbours of each other. */
export type Ports<Name extends CompanyName = CompanyName> = Readonly<Record<Name, number>>

/** Where the demo runs: ports, data, mail. */
export interface DemoSite {
  readonly dataDir: string
  readonly ports: Partial<Ports>
  readonly smtpUrl: string
  /** Where its companies hand over text messages; without one they offer no phones. */
  readonly textGatewayUrl?: string
  /** Where the bank is; without one nothing is paid out. */
  readonly bankOrigin?: string
  /** Where the carrier is; without one sellers fill in their own slips. */
  readonly carrierOrigin?: string
  readonly mode: Mode
  readonly logLevel: LogLevel
  /** Where a company reaches another; its own origin when absent. Tests put a proxy in between. */
  readonly wireOrigins?: Readonly<Partial<Record<CompanyName, string>>>
}

/** A name and not an address: a passkey is bound to the name of a host. */
export function demoOrigin(site: Pick<DemoSite, 'ports'>, name: CompanyName): string {
  return `http://localhost:${portOf(site, name)}`
}

function portOf(site: Pick<DemoSite, 'ports'>, name: CompanyName): number {
  const port = site.ports[name]
  assert(port !== undefined, `${name} takes no part here`)
  return port
}

/** The services of a demo company; payouts only where a bank is there. */
export function servicesOf(name: CompanyName, hasBank: boolean): readonly ServiceName[] {
  const { services, paysOut }: DemoCompany = demoCompanies[name]
  return paysOut && hasBank ? [...services, 'payout'] : services
}

/** The whole configuration of one demo company on a database server of its own. */
export async function demoConfig(
  site: DemoSite,
  name: CompanyName,
  server: Pick<PostgresServer, 'connection'>,
): Promise<CompanyConfig> {
  const company: DemoCompany = demoCompanies[name]
  const keys = await demoKeysOf(site.dataDir, name)
  const paysOut = company.paysOut === true && site.bankOrigin !== undefined
  const neighbours: Record<string, Neighbour> = {}
  const present = companyNames.filter((one) => site.ports[one] !== undefined)
  for (const other of present.filter((one) => one !== name)) {
    neighbours[other] = neighbourOf(site, other, await demoKeysOf(site.dataDir, other))
  }
  return {
    name,
    displayName: company.displayName,
    services: servicesOf(name, paysOut),
    host: '127.0.0.1',
    port: portOf(site, name),
    origin: demoOrigin(site, name),
    database: {
      maintenance: server.connection('postgres', 'postgres'),
      admin: server.connection(name, 'postgres'),
      app: server.connection(name, 'modosu_app'),
    },
    neighbours: { company: name, signingKey: keys.signingKey, neighbours },
    ...(company.payCompany ? { payCompany: company.payCompany } : {}),
    companyNames: Object.fromEntries(present.map((one) => [one, demoCompanies[one].displayName])),
    sealingKey: keys.sealingKey,
    mail: { smtpUrl: site.smtpUrl, from: `${company.displayName.en} <no-reply@${name}.example>` },
    ...(site.textGatewayUrl === undefined ? {} : { texts: { gatewayUrl: site.textGatewayUrl } }),
    ...carriersOf(site, company, keys),
    ...(paysOut ? { bank: { origin: site.bankOrigin, ...bankTermsOf(keys.sealingKey) } } : {}),
    policy: policyOfMode[site.mode],
    lossFunds: LOSS_FUNDS,
    staff: company.staff,
    // The people of a story come from networks of their own, and say so as a proxy would.
    trustProxy: true,
    demo: true,
    logLevel: site.logLevel,
  }
}

/** Of one label, in yen: what a small parcel cost in 2017. */
const POSTAGE = 700n

function carriersOf(
  { carrierOrigin }: DemoSite,
  company: DemoCompany,
  { sealingKey }: DemoKeys,
): Pick<CompanyConfig, 'carriers'> {
  if (carrierOrigin === undefined || !company.services.includes('market')) return {}
  const { token, webhookSecret } = carrierTermsOf(sealingKey)
  const contract = { baseUrl: carrierOrigin, token, postage: POSTAGE }
  return { carriers: { yamato: { ...contract, webhookSecrets: [webhookSecret] } } }
}

function neighbourOf(site: DemoSite, name: CompanyName, keys: DemoKeys): Neighbour {
  return {
    company: name,
    baseUrl: site.wireOrigins?.[name] ?? `http://127.0.0.1:${portOf(site, name)}`,
    keys: [keys.publicKey],
  }
}

/** The folder of a company's own database. */
export function postgresDirOf(dataDir: string, name: CompanyName): string {
  return join(dataDir, name, 'postgres')
}
