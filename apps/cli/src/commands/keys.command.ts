import type { Command } from 'commander';
import type { KeysOptions } from '../keys/keys.make.js';
import { jsonOption } from '../options.js';
import type { Perform } from '../work.js';

/** `jalon keys make|renew-list` */
export function addKeys(program: Command, perform: Perform): void {
  const keys = program.command('keys').description('the secrets of this installation, in JALON_KEYS_DIR');
  keys
    .command('make')
    .description('make those that are not there, for an installation of several processes; what is there stays')
    .addOption(jsonOption())
    .action((options: KeysOptions) =>
      perform(async (terminal) => (await import('../keys/keys.make.js')).makeKeys(terminal, options)),
    );
  keys
    .command('renew-list')
    .description('give the key store a list of destroyed keys anew, where the one that it was kept with is lost')
    .action(() => perform(async (terminal) => (await import('../keys/keys.renew-list.js')).renewList(terminal)));
}
