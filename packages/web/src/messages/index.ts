import type { Language } from '../pick-language.ts'
import { en } from './en.ts'
import { ja, type Messages } from './ja.ts'

export type { Messages }

export const messages: Readonly<Record<Language, Messages>> = { ja, en }
