import { Option, type Command } from 'commander';
import { dateArgument, jsonOption, mustBe, tenantArgument } from '../options.js';
import type { SeedOptions } from '../seed/seed.run.js';
import { argumentText } from '../usage-text.js';
import type { Perform } from '../work.js';

const HELP = `
A year in the life of a programme that never was: needs and offers, races for places, hours and half-days, rejections and
corrections, suspensions, amendments, early ends, closures, evaluations. Every command goes through the same rules as
everyone's; the time, the ids, the keys and the nonces come from the seed. Two empty data folders seeded alike hold the
same bytes. Given again, the same command adds nothing.

Only into a tenant of mode demo: "demo" is opened where none is named.`;

/** `jalon seed` */
export function addSeed(program: Command, perform: Perform): void {
  program
    .command('seed')
    .description('live an invented year in a demonstration tenant')
    .requiredOption('--missions <number>', 'how many missions are proposed', numberArgument)
    .requiredOption('--seed <text>', 'what decides everything that is left to chance')
    .addOption(new Option('--from <date>', 'its first day').default('2025-01-01').argParser(dateArgument))
    .addOption(new Option('--tenant <id>', 'the tenant (default: demo, opened)').argParser(tenantArgument))
    .option('--employees <number>', 'how many people give their time (default: seven for ten missions)', numberArgument)
    .option('--on-needs', 'propose missions for the needs that the tenant has, instead of new ones', false)
    .addOption(jsonOption())
    .addHelpText('after', HELP)
    .action((options: SeedOptions) =>
      perform(async (terminal) => (await import('../seed/seed.run.js')).seed(terminal, options)),
    );
}

function numberArgument(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw mustBe(argumentText.COUNT);
  return Number(text);
}
