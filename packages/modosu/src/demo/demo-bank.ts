import { type BankClient, type OpenBank, openBank } from '@modosu/bank'
import { bankTermsOf } from './bank-terms.ts'
import { type CompanyName, type DemoSite, demoCompanies, demoOrigin } from './demo-config.ts'
import { demoKeysOf } from './demo-keys.ts'

/** Opens the demo's bank for those of its companies that pay out. */
export async function openDemoBank(
  site: Pick<DemoSite, 'dataDir' | 'ports'>,
  options: { readonly port: number; readonly folder?: string },
): Promise<OpenBank> {
  const clients: Record<string, BankClient> = {}
  for (const [name, company] of Object.entries(demoCompanies)) {
    const isHere = site.ports[name as CompanyName] !== undefined
    if (!isHere || !('paysOut' in company)) continue
    const { sealingKey } = await demoKeysOf(site.dataDir, name)
    const webhookUrl = `${demoOrigin(site, name as CompanyName)}/payout/v1/bank-notices`
    clients[name] = { ...bankTermsOf(sealingKey), webhookUrl }
  }
  return await openBank({ ...options, clients })
}
