import { DEMO_PORTS } from '../demo/open-demo.ts'
import { openMailbox } from '../demo/open-mailbox.ts'
import { type Command, untilToldToStop } from './command.ts'

/** Runs the demo's postman in a process of its own. */
export const mailboxCommand: Command = {
  summary: "Run the demo's mailbox: an SMTP receiver with a page to read",
  usage: 'modosu mailbox',
  options: {},
  optionHelp: {},
  async run() {
    const mailbox = await openMailbox({ smtp: DEMO_PORTS.smtp, http: DEMO_PORTS.mailbox })
    process.stdout.write(`mails to ${mailbox.smtpUrl}, read them on ${mailbox.origin}/mailbox\n`)
    await untilToldToStop()
    await mailbox.close()
    return 0
  },
}
