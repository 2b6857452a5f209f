import { Command, Option } from 'commander';
import type { Language } from '@jalon/kernel';
import { addCopy } from './commands/copy.command.js';
import { addEventStore } from './commands/event-store.command.js';
import { addEvents } from './commands/events.command.js';
import { addImport } from './commands/import.command.js';
import { addReplay } from './commands/replay.command.js';
import { addKeys } from './commands/keys.command.js';
import { addProjections } from './commands/projections.command.js';
import { addSeed } from './commands/seed.command.js';
import { addTenant } from './commands/tenant.command.js';
import { addToken } from './commands/token.command.js';
import { usageInWords, usageText } from './usage-text.js';
import type { Perform } from './work.js';

/** The command line, as commander reads it; docs/cli.md is its reference. */
export function programOf(perform: Perform, language: Language): Command {
  const program = new Command('jalon')
    .description(
      'The command line of operators and auditors. It works while the service runs, on the same data folder.',
    )
    .addOption(new Option('--lang <language>', 'the language of what is written').choices(['fr', 'en']))
    .addHelpText('after', '\nExit codes: 0 done, 1 refused or failed, 2 wrong usage, 130 interrupted.')
    .showHelpAfterError(usageText.HELP[language])
    .configureOutput({ outputError: (text, write) => write(usageInWords(text, language)) })
    .exitOverride();
  addImport(program, perform);
  addToken(program, perform);
  addKeys(program, perform);
  addEventStore(program, perform);
  addTenant(program, perform);
  addEvents(program, perform);
  addProjections(program, perform);
  addReplay(program, perform);
  addCopy(program, perform);
  addSeed(program, perform);
  return program;
}
