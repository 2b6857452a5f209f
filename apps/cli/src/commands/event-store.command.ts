import type { Command } from 'commander';
import type { AccessOptions } from '../event-store/event-store.access.js';
import type { Perform } from '../work.js';

/** `jalon event-store access` */
export function addEventStore(program: Command, perform: Perform): void {
  program
    .command('event-store')
    .description('the server that keeps the events, where EVENT_STORE_URL names one')
    .command('access')
    .description(
      'set which of its users may append and read; EVENT_STORE_URL and EVENT_STORE_USER are those of an administrator',
    )
    .requiredOption('--writers <users...>', 'who may append and read: services and projectors')
    .option('--readers <users...>', 'who may read: auditors', [])
    .action((options: AccessOptions) =>
      perform(async (terminal) =>
        (await import('../event-store/event-store.access.js')).setStoreAccess(terminal, options),
      ),
    );
}
