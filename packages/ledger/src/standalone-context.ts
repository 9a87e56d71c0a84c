// tidy: allow clock-and-chance, this is the wiring of whoever has no house around the ledger
import { type Ctx, makeId, makeSecret, silentLog, systemRandomBytes, type Tx } from '@modosu/kernel'

/**
 * A context for whoever uses the ledger by itself: a transaction and the time at which what is done
 * in it takes effect. The ledger stores no jobs and tells nobody, so this context refuses both.
 */
export function standaloneContext(tx: Tx, now: Date): Ctx {
  return {
    tx,
    now,
    newId: (prefix) => makeId(prefix, now, systemRandomBytes),
    newSecret: (size) => makeSecret(size, systemRandomBytes),
    enqueue: () => Promise.reject(new Error('a ledger by itself has no jobs')),
    emit: () => Promise.reject(new Error('a ledger by itself has no listeners')),
    log: silentLog,
  }
}
