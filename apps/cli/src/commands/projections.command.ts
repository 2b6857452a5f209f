import type { Command } from 'commander';
import { jsonOption } from '../options.js';
import type { ListOptions } from '../projections/projections.list.js';
import type { RebuildOptions } from '../projections/projections.rebuild.js';
import type { ReleaseOptions } from '../projections/projections.release.js';
import type { Perform } from '../work.js';

/** `jalon rebuild [PROJECTION]`, `jalon projections list` and `jalon projections release STREAM` */
export function addProjections(program: Command, perform: Perform): void {
  program
    .command('rebuild')
    .description('build views anew from the first event, beside those that are read, and swap them in')
    .argument('[projection]', 'which one (default: all of them, in one scan)')
    .addOption(jsonOption())
    .action((name: string | undefined, options: RebuildOptions) =>
      perform(async (terminal) =>
        (await import('../projections/projections.rebuild.js')).rebuild(terminal, name, options),
      ),
    );

  const projections = program.command('projections').description('what makes the views');

  projections
    .command('list')
    .description('how far each has read, and the streams that it has set aside')
    .addOption(jsonOption())
    .action((options: ListOptions) =>
      perform(async (terminal) =>
        (await import('../projections/projections.list.js')).listProjections(terminal, options),
      ),
    );

  projections
    .command('release')
    .description('fold a parked stream again, once what made it fail has been mended')
    .argument('<stream>', 'its name, such as mission-main.<uuid>')
    .option('--projection <name>', 'only in this projection')
    .addOption(jsonOption())
    .action((stream: string, options: ReleaseOptions) =>
      perform(async (terminal) =>
        (await import('../projections/projections.release.js')).releaseStream(terminal, stream, options),
      ),
    );
}
