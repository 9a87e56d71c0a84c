import type { Result } from '@modosu/kernel'
import type { AccountRefusal } from './errors.ts'

export type Outcome<Value> = Result<Value, AccountRefusal>
