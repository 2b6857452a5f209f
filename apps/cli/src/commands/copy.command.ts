import type { Command } from 'commander';
import type { CopyCommandOptions } from '../copy/copy.run.js';
import { jsonOption } from '../options.js';
import type { Perform } from '../work.js';

const HELP = `
A store is named as in EVENT_STORE_URL: sqlite:, sqlite:<file>, esdb://host:port or esdb+discover://name:port. An account may
stand in EVENT_STORE_USER and EVENT_STORE_PASSWORD or EVENT_STORE_PASSWORD_FILE, which other users of the machine do not see.

Stop all that writes to either store first. Interrupted or killed, the same command goes on where it was. Keys are not copied: \`jalon keys copy\` does that.`;

/** `jalon copy` */
export function addCopy(program: Command, perform: Perform): void {
  program
    .command('copy')
    .description('move a whole history to another event store, byte for byte, and prove that it is the same')
    .requiredOption('--from <url>', 'the event store that holds it')
    .requiredOption('--to <url>', 'one that holds nothing yet, or the beginning of it')
    .addOption(jsonOption())
    .addHelpText('after', HELP)
    .action((options: CopyCommandOptions) =>
      perform(async (terminal) => (await import('../copy/copy.run.js')).copy(terminal, options)),
    );
}
