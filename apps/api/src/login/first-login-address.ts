import { loginLinkAddress, MAIN } from '@jalon/engine';
import type { ApiEngine } from '../api-engine.js';

/**
 * A one-time address that logs the operator of the first tenant in. A fault of a store must not end a start that is done, so it
 * is told to `onFault`.
 *
 * @param origin under which browsers reach the service; null where that is not known
 * @returns null where none can be made
 */
export async function firstLoginAddress(
  { tenants, logins }: Pick<ApiEngine, 'tenants' | 'logins'>,
  origin: string | null,
  onFault: (error: unknown) => void,
): Promise<string | null> {
  if (origin === null) return null;
  try {
    const main = await tenants.find(MAIN.tenant);
    if (main === null) return null;
    const { secret } = await logins.newLink({ tenant: MAIN.tenant, person: main.operator });
    return loginLinkAddress(origin, secret);
  } catch (error) {
    onFault(error);
    return null;
  }
}
