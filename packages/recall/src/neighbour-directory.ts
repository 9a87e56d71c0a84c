import type { JWK } from 'jose'

/** A company that value is exchanged with, known by contract and by its public keys. */
export interface Neighbour {
  readonly company: string
  /** The origin its services answer on, without a trailing slash. */
  readonly baseUrl: string
  /** Public Ed25519 keys; two of them while the neighbour changes its key. */
  readonly keys: readonly JWK[]
}

/** Who we are on the wire and whom we know. Nobody else may call. */
export interface NeighbourDirectory {
  readonly company: string
  /** Our private Ed25519 key; its `kid` names it to the others. */
  readonly signingKey: JWK
  readonly neighbours: Readonly<Record<string, Neighbour>>
}
