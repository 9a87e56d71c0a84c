import { type CarrierClient, type OpenCarrier, openCarrier } from '@modosu/carrier'
import { carrierTermsOf } from './carrier-terms.ts'
import { type CompanyName, type DemoSite, demoCompanies, demoOrigin } from './demo-config.ts'
import { demoKeysOf } from './demo-keys.ts'

/** Opens the demo's carrier for those of its companies that run a market. */
export async function openDemoCarrier(
  site: Pick<DemoSite, 'dataDir' | 'ports'>,
  port: number,
): Promise<OpenCarrier> {
  const clients: Record<string, CarrierClient> = {}
  for (const [name, company] of Object.entries(demoCompanies)) {
    const isHere = site.ports[name as CompanyName] !== undefined
    const services: readonly string[] = company.services
    if (!isHere || !services.includes('market')) continue
    const { sealingKey } = await demoKeysOf(site.dataDir, name)
    const webhookUrl = `${demoOrigin(site, name as CompanyName)}/market/v1/carriers/yamato/scans`
    clients[name] = { ...carrierTermsOf(sealingKey), webhookUrl }
  }
  return await openCarrier({ port, clients })
}
