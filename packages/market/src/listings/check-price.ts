import { type Amount, ok, type Result, refuse } from '@modosu/kernel'
import type { MarketError } from '../errors.ts'
import type { MarketProfile } from '../profiles/profile.ts'

/** Whether a market takes the price, and which ones it takes. */
export function checkPrice(profile: MarketProfile, price: Amount): Result<Amount, MarketError> {
  const { priceMin, priceMax } = profile
  if (price >= priceMin && price <= priceMax) return ok(price)
  const [min, max] = [String(priceMin), String(priceMax)]
  return refuse({ code: 'market/price_out_of_range', min, max })
}
