/**
 * The architecture: who may import whom. What is not in this table fails the build.
 * Arrows point down. A service reaches another one through its HTTP contract or through an event in
 * the outbox, never through its code or its tables.
 */
const MAY_IMPORT = {
  kernel: [],
  ledger: ['kernel'],
  signals: ['kernel'],
  risk: ['kernel'],
  recall: ['kernel', 'ledger'],
  account: ['kernel', 'signals', 'risk'],
  points: ['kernel', 'ledger', 'recall'],
  pay: ['kernel', 'ledger', 'recall'],
  payout: ['kernel', 'ledger', 'recall'],
  // Outside of every company: it is reached by HTTP, and by its name only where it is started.
  bank: ['kernel'],
  carrier: ['kernel'],
  market: ['kernel', 'ledger', 'recall'],
  desk: ['kernel', 'recall', 'account'],
  // The services only through their HTTP contracts; the kernel knows no domain.
  web: ['kernel'],
  modosu: [
    'kernel',
    'ledger',
    'signals',
    'risk',
    'recall',
    'account',
    'points',
    'pay',
    'payout',
    'bank',
    'carrier',
    'market',
    'desk',
    'web',
  ],
}

/** Parties outside of every company, run as servers of their own: tests speak with the real ones. */
const SIMULATORS = ['bank', 'carrier']

const TESTS = '\\.test\\.tsx?$|^packages/[^/]+/(?:test|src/testing)/'

/** What a test needs to build its database: also what the packages it imports stand on. */
function reach(room) {
  return [...new Set(MAY_IMPORT[room].flatMap((other) => [other, ...reach(other)]))]
}

const table = Object.keys(MAY_IMPORT).flatMap((room) => [
  {
    name: `${room}-imports-only-what-the-table-names`,
    severity: 'error',
    comment: `${room} may import: ${MAY_IMPORT[room].join(', ') || 'no other package'}`,
    from: { path: `^packages/${room}/`, pathNot: TESTS },
    to: { path: '^packages/', pathNot: `^packages/(?:${[room, ...MAY_IMPORT[room]].join('|')})/` },
  },
  {
    name: `tests-of-${room}-import-only-what-it-stands-on`,
    severity: 'error',
    comment: `tests of ${room} may import: ${reach(room).join(', ') || 'no other package'}`,
    from: { path: `^packages/${room}/` },
    to: {
      path: '^packages/',
      pathNot: `^packages/(?:${[room, ...reach(room), ...SIMULATORS].join('|')})/`,
    },
  },
])

module.exports = {
  forbidden: [
    ...table,
    {
      name: 'every-package-stands-in-the-table',
      severity: 'error',
      comment: 'A package that the table does not know could import anything.',
      from: { path: `^packages/(?!(?:${Object.keys(MAY_IMPORT).join('|')})/)` },
      to: {},
    },
    {
      name: 'another-package-only-through-its-exports',
      severity: 'error',
      comment: 'What a package does not export is its own business and may change any day.',
      from: { path: '^(?:packages/)?([^/]+)/' },
      to: {
        path: '^packages/',
        pathNot: '^packages/$1/|^packages/[^/]+/src/(?:index|testing/index)\\.ts$',
      },
    },
    {
      name: 'another-package-only-by-its-name',
      severity: 'error',
      comment: 'A path across packages goes around the exports.',
      from: { path: '^(?:packages/)?([^/]+)/' },
      to: {
        path: '^packages/',
        pathNot: '^packages/$1/',
        dependencyTypesNot: ['aliased-workspace'],
      },
    },
    {
      name: 'testing-only-in-tests',
      severity: 'error',
      comment: 'What helps a test may start servers and believe anybody.',
      from: { path: '^packages/', pathNot: TESTS },
      to: { path: '/src/testing/|\\.test\\.tsx?$|^packages/[^/]+/test/' },
    },
    {
      name: 'driver-only-in-kernel',
      severity: 'error',
      comment: 'One place opens connections, so one place decides types, limits and retries.',
      from: { pathNot: '^packages/kernel/' },
      to: { path: 'node_modules/(?:pg|pg-boss|pg-pool)/' },
    },
    {
      name: 'no-dev-dependency-in-the-product',
      severity: 'error',
      comment: 'It would be missing on a server.',
      from: { path: '^packages/', pathNot: TESTS },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '@types/' },
    },
    {
      name: 'no-cycle',
      severity: 'error',
      comment: 'In a cycle nothing can be understood or tested alone.',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'everything-resolves',
      severity: 'error',
      comment: 'An import that finds nothing is a mistake, or a path that the exports forbid.',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(?:^|/)(?:dist|data|\\.tmp)/' },
    combinedDependencies: true,
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      mainFields: ['module', 'main', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.d.ts', '.json'],
    },
  },
}
