/** The parts of a lock file that matter here. */
export interface LockEntry {
  readonly version?: string
  readonly dev?: boolean
  readonly optional?: boolean
  readonly os?: readonly string[]
  readonly cpu?: readonly string[]
  readonly libc?: readonly string[]
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

export type LockPackages = Readonly<Record<string, LockEntry>>

export interface MissingPlatform {
  readonly name: string
  readonly entry: LockEntry
}

const SYSTEMS = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32']
const PROCESSORS = ['arm64', 'arm', 'x64', 'ia32', 'ppc64', 'riscv64', 's390x', 'wasm32']

/**
 * The optional packages for other platforms that a lock file names and does not hold. npm leaves out
 * those it could not reach when the lock was written, and `npm ci` then refuses the lock on every
 * platform.
 */
export function missingPlatforms(packages: LockPackages): MissingPlatform[] {
  return Object.entries(packages).flatMap(([at, owner]) =>
    Object.entries(owner.optionalDependencies ?? {})
      .filter(([name]) => !packages[`node_modules/${name}`])
      .filter(([name]) => !packages[`${at}/node_modules/${name}`])
      .map(([name, range]) => ({ name, entry: entryOf(name, range, owner) })),
  )
}

/** The platform stands in the name; npm skips an entry whose platform is another one. */
function entryOf(name: string, range: string, owner: LockEntry): LockEntry {
  const parts = (name.split('/').at(-1) ?? '').split('-')
  const system = SYSTEMS.find((word) => parts.includes(word))
  const processor = PROCESSORS.find((word) => parts.includes(word))
  const libc = parts.some((word) => word.startsWith('musl')) ? 'musl' : 'glibc'
  const hasLibc = system === 'linux' && parts.some((word) => /^(?:musl|gnu)/.test(word))
  return {
    version: range.replace(/^[~^]/, ''),
    ...(processor ? { cpu: [processor] } : {}),
    ...(owner.dev ? { dev: true } : {}),
    ...(hasLibc ? { libc: [libc] } : {}),
    optional: true,
    ...(system ? { os: [system] } : {}),
  }
}
