import type { Command } from 'commander';
import type { KeysCopyOptions } from '../keys/keys.copy.js';
import type { KeysOptions } from '../keys/keys.make.js';
import { jsonOption } from '../options.js';
import type { Perform } from '../work.js';

const COPY_HELP = `
A key store is named as in KEY_STORE_URL: sqlite:, sqlite:<file> or postgres://user@host:port/database, whose password may stand
in PGPASSWORD or .pgpass. Its list lies where DESTROYED_KEYS_URL says or, where that is not set, where such a store has it.

Stop all that uses either store first. Interrupted or killed, the same command goes on where it was. The wrapping key
in JALON_KEYS_DIR is not copied, and stays the same: give it to every process.`;

/** `jalon keys make|copy|renew-list` */
export function addKeys(program: Command, perform: Perform): void {
  const keys = program
    .command('keys')
    .description('the secrets of this installation, and the keys of its personal data');
  keys
    .command('make')
    .description('make those that are not there, for an installation of several processes; what is there stays')
    .addOption(jsonOption())
    .action((options: KeysOptions) =>
      perform(async (terminal) => (await import('../keys/keys.make.js')).makeKeys(terminal, options)),
    );
  keys
    .command('copy')
    .description('move the keys of personal data to another key store, unopened, with the list of destroyed keys')
    .requiredOption('--from <url>', 'the key store that holds them')
    .requiredOption('--to <url>', 'one that holds nothing yet, or a part of them')
    .option('--from-list <url>', 'its list of destroyed keys, where that lies elsewhere')
    .option('--to-list <url>', 'where the list of the other is to lie, if elsewhere')
    .addOption(jsonOption())
    .addHelpText('after', COPY_HELP)
    .action((options: KeysCopyOptions) =>
      perform(async (terminal) => (await import('../keys/keys.copy.js')).copyKeyStore(terminal, options)),
    );
  keys
    .command('renew-list')
    .description('give the key store a list of destroyed keys anew, where the one that it was kept with is lost')
    .action(() => perform(async (terminal) => (await import('../keys/keys.renew-list.js')).renewList(terminal)));
}
