import type { CardCompanies } from './card-companies.ts'
import { hurryTries } from './check-books.ts'

const REST_MS = 4_000
const TRIES = 10

/** After an outage tries wait longer and longer; here the time passes until all is said and done. */
export async function comeThrough(companies: CardCompanies): Promise<void> {
  for (let tries = 1; ; tries++) {
    await hurryTries(companies)
    try {
      return await companies.rest(REST_MS)
    } catch (error) {
      if (tries === TRIES) throw error
    }
  }
}
