import { registerHooks } from 'node:module'
import { mutations } from './mutations.ts'

/** Loaded first by `prove-mutations.sim.ts`: changes one line of the engine in memory, nothing on disk. */
const mutation = mutations.find(({ name }) => name === process.env.SIM_MUTATION)
if (!mutation) throw new Error('SIM_MUTATION names no mutation')

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context)
    if (!url.endsWith(`/packages/recall/src/${mutation.file}`)) return loaded
    const source = String(loaded.source)
    if (source.split(mutation.find).length !== 2) {
      throw new Error(`${mutation.name}: its line is not in ${mutation.file} exactly once`)
    }
    return { ...loaded, source: source.replace(mutation.find, () => mutation.replace) }
  },
})
