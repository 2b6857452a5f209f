import type { CivilDate, TenantId, Uuid } from '@jalon/kernel';
import type { KeyStore } from '@jalon/ports';
import { importedIds } from '../imported-ids.js';

/** Makes the ids of people whom an import registers. */
export type PersonIds = (staffNumber: string, after: CivilDate | null, attempt: number) => Uuid;

/**
 * Ids that depend on the tenant and the staff number. An id outlives an erasure, and must not tell whose staff number it
 * was made of to somebody who tries them all.
 *
 * @returns the maker; its `after` is the day on which a person left who had the number before, null for the first;
 * its `attempt` counts the ids that are taken, from 0 on
 */
export async function personIds(keys: Pick<KeyStore, 'keyOf'>, tenant: TenantId): Promise<PersonIds> {
  const ids = await importedIds(keys, tenant);
  return (staffNumber, after, attempt) => ids(['id of an imported person', tenant, staffNumber, after, attempt]);
}
