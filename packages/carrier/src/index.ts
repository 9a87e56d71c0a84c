export type { CarrierClient, CarrierOptions, OpenCarrier } from './open-carrier.ts'
export { openCarrier } from './open-carrier.ts'
