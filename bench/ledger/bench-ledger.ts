import { startStopwatch } from '@modosu/kernel'
import { type BenchOptions, readOptions, USAGE } from './bench-options.ts'
import { type BenchServer, reachServer, startEmbedded } from './bench-server.ts'
import { measureAll } from './measure-all.ts'
import { type Column, tableOf } from './print-figures.ts'

const elapsed = startStopwatch()
const options = readOptions(process.argv.slice(2))
if (options === 'help') process.stdout.write(USAGE)
else await bench(options, process.env.DATABASE_URL)

/** Figures go to stdout, as a table or as one object; everything else to stderr. */
async function bench(asked: BenchOptions, url: string | undefined): Promise<void> {
  const columns = [await measure(await startEmbedded(asked), asked)]
  if (url) columns.push(await measure(await reachServer(url, asked), asked))
  else say('DATABASE_URL is not set: there is no second column for a server of your own')
  if (asked.json) {
    const [embedded, other] = columns.map((column) => column.figures)
    const object = other ? { ...embedded, databaseUrl: other } : embedded
    process.stdout.write(`${JSON.stringify(object)}\n`)
  } else process.stdout.write(`${tableOf(columns)}\n`)
}

async function measure(server: BenchServer, asked: BenchOptions): Promise<Column> {
  try {
    return { server: server.name, figures: await measureAll(server, asked, say) }
  } finally {
    await server.stop()
  }
}

function say(line: string): void {
  process.stderr.write(`${Math.round(elapsed() / 1_000)} s  ${line}\n`)
}
