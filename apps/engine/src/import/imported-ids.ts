import { createHmac } from 'node:crypto';
import { canonicalJson, SYSTEM_ACTOR, type Json, type TenantId, type Uuid } from '@jalon/kernel';
import type { KeyStore } from '@jalon/ports';

/** Makes an id from what it depends on. */
export type ImportedIds = (dependsOn: readonly Json[]) => Uuid;

/**
 * Ids of what an import registers. Two imports of one file at once, or one after a crash, make the same. They are made
 * under a secret key of the tenant: nobody without it can tell from an id what it was made of, not even by trying all.
 */
export async function importedIds(keys: Pick<KeyStore, 'keyOf'>, tenant: TenantId): Promise<ImportedIds> {
  const { bytes } = await keys.keyOf({ tenant, subject: SYSTEM_ACTOR, purpose: 'identity' });
  return (dependsOn) => uuidOf(createHmac('sha256', bytes).update(canonicalJson(dependsOn)).digest());
}

/** A UUID of version 8 (RFC 9562) from the first bytes. */
function uuidOf(bytes: Buffer): Uuid {
  const uuid = Buffer.from(bytes.subarray(0, 16));
  uuid.writeUInt8((uuid.readUInt8(6) & 0x0f) | 0x80, 6);
  uuid.writeUInt8((uuid.readUInt8(8) & 0x3f) | 0x80, 8);
  return uuid.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
