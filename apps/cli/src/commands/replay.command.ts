import { Option, type Command } from 'commander';
import { jsonOption, momentArgument, tenantArgument } from '../options.js';
import type { ReplayOptions } from '../replay/replay.run.js';
import type { Perform } from '../work.js';

const HELP = `
The log is read from its first event into views of the replay's own: those that the service reads are not touched.

A line of a view is a row as it is stored, sealed fields sealed, each version of a row that is kept in versions; the same
events give the same bytes.`;

/** `jalon replay missions|views` */
export function addReplay(program: Command, perform: Perform): void {
  const parent = program.command('replay').description('fold the log again from nothing, and say what it gives');
  const add = (what: 'missions' | 'views', description: string) =>
    parent
      .command(what)
      .description(description)
      .addOption(
        new Option('--as-of <moment>', 'only what had been recorded by a day, an instant or a position').argParser(
          momentArgument,
        ),
      )
      .addOption(new Option('--tenant <id>', 'of this tenant').argParser(tenantArgument))
      .option('--out <folder>', 'write files of lines of JSON there')
      .addOption(jsonOption())
      .addHelpText('after', HELP)
      .action((options: ReplayOptions) =>
        perform(async (terminal) => (await import('../replay/replay.run.js')).replay(terminal, what, options)),
      );
  add('missions', 'the missions of a tenant (default: main), each as it stands');
  add('views', 'every view: how many rows, and the SHA-256 of its lines');
}
