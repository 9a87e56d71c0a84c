import type { DatabaseConfig } from '@modosu/kernel'

export type ToWorker =
  | { readonly kind: 'begin'; readonly database: DatabaseConfig }
  | { readonly kind: 'believe'; readonly token: string }
  | { readonly kind: 'end' }

export type FromWorker = { readonly kind: 'ready' | 'believes' | 'believes_no_more' }
