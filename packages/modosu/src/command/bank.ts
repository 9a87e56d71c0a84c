import { join } from 'node:path'
import { openDemoBank } from '../demo/demo-bank.ts'
import { DEMO_PORTS } from '../demo/open-demo.ts'
import { type Command, textOption, untilToldToStop } from './command.ts'

/** Runs the demo's bank in a process of its own. */
export const bankCommand: Command = {
  summary: "Run the demo's bank: it carries out what companies pay out",
  usage: 'modosu bank [--data DIR]',
  options: { data: { type: 'string' } },
  optionHelp: { data: "the folder of the demo, for the companies' keys (default: data)" },
  async run(values) {
    const dataDir = textOption(values, 'data') ?? 'data'
    const { hinata, furimaru, bank: port } = DEMO_PORTS
    const ports = { hinata, furimaru }
    const bank = await openDemoBank({ dataDir, ports }, { port, folder: join(dataDir, 'bank') })
    process.stdout.write(`the bank answers on ${bank.origin}\n`)
    await untilToldToStop()
    await bank.close()
    return 0
  },
}
