import type { Bearer } from '@jalon/access';
import type { Engine } from '@jalon/engine';
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
  /** What the token is for, in the list of tokens. */
  readonly name: string;
  /** A token that is signed and stored nowhere, so that it cannot be revoked. */
  readonly signed?: boolean;
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
    const { token, ...more } = await made(engine, bearer, options);
    await terminal.out.line(options.json ? JSON.stringify({ token, ...more, ...bearer, expiresIn }) : token);
    return EXIT.done;
  });
}

async function made(
  engine: Engine,
  bearer: Bearer,
  { expires, name, signed }: MintOptions,
): Promise<{ readonly token: string; readonly id?: Uuid }> {
  if (signed) return { token: await engine.mintToken(bearer, expires) };
  const { token, secret } = await engine.apiTokens.makeStated({ ...bearer, name, expiresInSeconds: expires });
  return { token: secret, id: token.id };
}
