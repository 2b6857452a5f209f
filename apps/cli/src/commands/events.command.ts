import { Option, type Command } from 'commander';
import type { ShowOptions } from '../events/events.show.js';
import type { TailOptions } from '../events/events.tail.js';
import { jsonOption, positionArgument, revisionArgument, tenantArgument } from '../options.js';
import type { Perform } from '../work.js';

/** `jalon events tail` and `jalon events show STREAM`: events as stored, so what is sealed stays sealed. */
export function addEvents(program: Command, perform: Perform): void {
  const events = program.command('events').description('read events as they are stored; sealed fields stay sealed');

  events
    .command('tail')
    .description('every event in the order of the store, one a line')
    .addOption(new Option('--from <position>', 'only what lies after this position').argParser(positionArgument))
    .option('--follow', 'stay, and show new events as they come', false)
    .addOption(new Option('--tenant <id>', 'only of this tenant').argParser(tenantArgument))
    .option('--stream <name>', 'only of this stream')
    .option('--type <type>', 'only of this type, such as NeedPublished')
    .addOption(jsonOption())
    .action((options: TailOptions) =>
      perform(async (terminal) => (await import('../events/events.tail.js')).tail(terminal, options)),
    );

  events
    .command('show')
    .description('the events of one stream, in full')
    .argument('<stream>', 'its name, such as mission-main.<uuid>')
    .addOption(new Option('--revision <number>', 'only the event at this revision').argParser(revisionArgument))
    .addOption(jsonOption())
    .action((stream: string, options: ShowOptions) =>
      perform(async (terminal) => (await import('../events/events.show.js')).showStream(terminal, stream, options)),
    );
}
