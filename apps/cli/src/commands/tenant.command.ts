import { Option, type Command } from 'commander';
import { LANGUAGES, MODES } from '@jalon/kernel';
import { jsonOption, tenantArgument } from '../options.js';
import type { Perform } from '../work.js';
import type { TenantOptions } from '../tenant/tenant.open.js';

/** `jalon tenant open ID` */
export function addTenant(program: Command, perform: Perform): void {
  program
    .command('tenant')
    .description('customers of this installation')
    .command('open')
    .description('open a tenant, with its operator; once open, its settings stay')
    .argument('<id>', 'its short name, such as acme', tenantArgument)
    .option('--zone <zone>', 'the IANA time zone of its days', 'Europe/Paris')
    .addOption(new Option('--language <language>', 'the language of its people').choices(LANGUAGES).default('fr'))
    .addOption(new Option('--mode <mode>', 'demo for invented or shifted data').choices(MODES).default('production'))
    .addOption(jsonOption())
    .action((id: string, options: TenantOptions) =>
      perform(async (terminal) => (await import('../tenant/tenant.open.js')).openTenantNamed(terminal, id, options)),
    );
}
