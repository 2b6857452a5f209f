import type { Command } from 'commander';
import type { KeysOptions } from '../keys/keys.make.js';
import { jsonOption } from '../options.js';
import type { Perform } from '../work.js';

/** `jalon keys make` */
export function addKeys(program: Command, perform: Perform): void {
  program
    .command('keys')
    .description('the secrets of this installation, in JALON_KEYS_DIR')
    .command('make')
    .description('make those that are not there, for an installation of several processes; what is there stays')
    .addOption(jsonOption())
    .action((options: KeysOptions) =>
      perform(async (terminal) => (await import('../keys/keys.make.js')).makeKeys(terminal, options)),
    );
}
