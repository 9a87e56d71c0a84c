import { openDemoCarrier } from '../demo/demo-carrier.ts'
import { DEMO_PORTS } from '../demo/open-demo.ts'
import { type Command, textOption, untilToldToStop } from './command.ts'

/** Runs the demo's carrier in a process of its own. */
export const carrierCommand: Command = {
  summary: "Run the demo's carrier: it takes parcels and tells what it saw of them",
  usage: 'modosu carrier [--data DIR]',
  options: { data: { type: 'string' } },
  optionHelp: { data: "the folder of the demo, for the companies' keys (default: data)" },
  async run(values) {
    const dataDir = textOption(values, 'data') ?? 'data'
    const { hinata, furimaru, carrier: port } = DEMO_PORTS
    const carrier = await openDemoCarrier({ dataDir, ports: { hinata, furimaru } }, port)
    process.stdout.write(`the carrier answers on ${carrier.origin}\n`)
    await untilToldToStop()
    await carrier.close()
    return 0
  },
}
