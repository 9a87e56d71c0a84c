export type { BankClient, BankOptions, OpenBank } from './open-bank.ts'
export { openBank } from './open-bank.ts'
