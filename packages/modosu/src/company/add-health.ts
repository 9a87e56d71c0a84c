import { type Api, countDueJobs, type Runtime } from '@modosu/kernel'

/** For whoever keeps the service running: alive, ready, and a few figures as Prometheus text. */
export function addHealth(hono: Api['hono'], runtime: Runtime): void {
  hono.get('/healthz', (c) => c.text('ok'))
  hono.get('/readyz', async (c) => {
    try {
      await countDueJobs(runtime.pool)
      return c.text('ready')
    } catch {
      return c.text('the database does not answer', 503)
    }
  })
  hono.get('/metrics', async (c) => {
    const due = await countDueJobs(runtime.pool)
    const { totalCount, idleCount, waitingCount } = runtime.pool
    return c.text(
      [
        '# HELP modosu_jobs_due Jobs that are due and not yet done',
        '# TYPE modosu_jobs_due gauge',
        `modosu_jobs_due ${due}`,
        '# HELP modosu_pool_connections Database connections by state',
        '# TYPE modosu_pool_connections gauge',
        `modosu_pool_connections{state="open"} ${totalCount}`,
        `modosu_pool_connections{state="idle"} ${idleCount}`,
        `modosu_pool_connections{state="waited_for"} ${waitingCount}`,
        '',
      ].join('\n'),
    )
  })
}
