import { browserOrigin, loginLinkAddress, readConfig } from '@jalon/engine';
import type { TenantId } from '@jalon/kernel';
import { CliFailure, EXIT, type ExitCode } from './failure.js';
import { profileOf } from './tenant.js';
import type { Terminal } from './terminal.js';
import { withEngine } from './with-engine.js';

export interface LoginLinkOptions {
  readonly tenant: TenantId;
  readonly json?: boolean;
}

/** Prints an address that logs the tenant's operator in, once, within ten minutes; and nothing else. */
export function printLoginLink(terminal: Terminal, { tenant, json }: LoginLinkOptions): Promise<ExitCode> {
  const config = readConfig(terminal.environment);
  const origin = browserOrigin(config, config.port);
  if (origin === null) throw new CliFailure('NO_BROWSER_ADDRESS');
  return withEngine(terminal, async (engine) => {
    const { operator } = await profileOf(engine, tenant);
    const { secret, expiresAt } = await engine.logins.newLink({ tenant, person: operator });
    const address = loginLinkAddress(origin, secret);
    const until = new Date(expiresAt).toISOString();
    await terminal.out.line(json ? JSON.stringify({ address, tenant, person: operator, until }) : address);
    return EXIT.done;
  });
}
