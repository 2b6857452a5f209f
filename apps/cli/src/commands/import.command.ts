import { Option, type Command } from 'commander';
import type { ImportOptions } from '../import/import.run.js';
import { asOption, dateArgument, jsonOption, roleOption, tenantOption } from '../options.js';
import type { Perform } from '../work.js';

const HELP = `
The mapping file says how the columns become needs; docs/cli.md describes it, examples/ holds two.

A second run adds nothing: a row that says something else is a revision, a row that was refused is tried again. A row is
known by the key columns of the mapping, an organisation by its name.

--at and --shift-dates are for demonstration tenants. --shift-dates moves every date by the same number of whole weeks, so
that the latest year of the file becomes the year of --at (or the current one): days of the week stay what they are, and a
date stays within four days of its day of the year. Give the same --at in later runs, or dates move again and every need
is revised.`;

/** `jalon import needs FILE` */
export function addImport(program: Command, perform: Perform): void {
  program
    .command('import')
    .description('bring in data from files')
    .command('needs')
    .description('publish the rows of a CSV file as needs')
    .argument('<file>', 'the CSV file')
    .requiredOption('--map <mapping>', 'the mapping: a JSON file')
    .addOption(tenantOption())
    .option('--dry-run', 'decide on every row and write nothing', false)
    .addOption(new Option('--at <date>', 'the day it is taken to be (demonstration)').argParser(dateArgument))
    .option('--shift-dates', 'move the years of the file to the present (demonstration)', false)
    .addOption(asOption())
    .addOption(roleOption())
    .addOption(jsonOption())
    .addHelpText('after', HELP)
    .action((file: string, options: ImportOptions) =>
      perform(async (terminal) => (await import('../import/import.run.js')).importFile(terminal, file, options)),
    );
}
