import { Option, type Command } from 'commander';
import { durationArgument } from '../duration.js';
import { jsonOption, rolesOption, tenantOption, uuidArgument } from '../options.js';
import type { Perform } from '../work.js';
import type { MintOptions } from '../token/token.mint.js';

const EIGHT_HOURS = 28_800;

/** `jalon token --role hr` */
export function addToken(program: Command, perform: Perform): void {
  program
    .command('token')
    .description('make a bearer token for the API, signed with the key pair of this installation')
    .addOption(rolesOption())
    .addOption(tenantOption())
    .addOption(
      new Option('--person <uuid>', 'the bearer (default: the operator of the tenant)').argParser(uuidArgument),
    )
    .addOption(
      new Option('--organisation <uuid>', 'whom the bearer speaks for; goes with the role organisation').argParser(
        uuidArgument,
      ),
    )
    .addOption(
      new Option('--expires <duration>', 'how long it is valid').argParser(durationArgument).default(EIGHT_HOURS, '8h'),
    )
    .addOption(jsonOption())
    .action((options: MintOptions) =>
      perform(async (terminal) => (await import('../token/token.mint.js')).mint(terminal, options)),
    );
}
