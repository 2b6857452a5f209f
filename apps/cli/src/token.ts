import type { TenantId, TokenRole, Uuid } from '@jalon/kernel';
import { CliFailure, EXIT, type ExitCode } from './failure.js';
import { profileOf } from './tenant.js';
import type { Terminal } from './terminal.js';
import { withEngine } from './with-engine.js';

export interface MintOptions {
  readonly role: readonly TokenRole[];
  readonly tenant: TenantId;
  readonly person?: Uuid;
  readonly organisation?: Uuid;
  /** In seconds. */
  readonly expires: number;
  readonly json?: boolean;
}

/** Prints a bearer token and nothing else, so that a shell can store it: `TOKEN=$(jalon token --role hr)`. */
export function mint(terminal: Terminal, options: MintOptions): Promise<ExitCode> {
  const { role: roles, tenant, organisation = null, expires: expiresIn } = options;
  if (roles.includes('organisation') !== (organisation !== null)) {
    throw new CliFailure('ORGANISATION_WITH_ROLE', {}, EXIT.usage);
  }
  return withEngine(terminal, async (engine) => {
    const profile = await profileOf(engine, tenant);
    const person = options.person ?? profile.operator;
    const bearer = { tenant, person, roles, organisation };
    const token = await engine.mintToken(bearer, expiresIn);
    await terminal.out.line(options.json ? JSON.stringify({ token, ...bearer, expiresIn }) : token);
    return EXIT.done;
  });
}
