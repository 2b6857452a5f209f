import { createHmac } from 'node:crypto';
import { canonicalJson, SYSTEM_ACTOR, type CivilDate, type TenantId, type Uuid } from '@jalon/kernel';
import type { KeyStore } from '@jalon/ports';

/** Makes the ids of people whom an import registers. */
export type PersonIds = (staffNumber: string, after: CivilDate | null) => Uuid;

/**
 * Ids that depend on the tenant and the staff number, so that two imports of one file at once, or one after a crash, name
 * the same person. They are made under a secret key of the tenant: an id outlives an erasure, and must not tell whose
 * staff number it was made of to somebody who tries them all.
 *
 * @returns the maker; its `after` is the day on which a person left who had the number before, null for the first
 */
export async function personIds(keys: Pick<KeyStore, 'keyOf'>, tenant: TenantId): Promise<PersonIds> {
  const { bytes } = await keys.keyOf({ tenant, subject: SYSTEM_ACTOR, purpose: 'identity' });
  return (staffNumber, after) => {
    const text = canonicalJson(['id of an imported person', tenant, staffNumber, after]);
    return uuidOf(createHmac('sha256', bytes).update(text).digest());
  };
}

/** A UUID of version 8 (RFC 9562) from the first bytes. */
function uuidOf(bytes: Buffer): Uuid {
  const uuid = Buffer.from(bytes.subarray(0, 16));
  uuid.writeUInt8((uuid.readUInt8(6) & 0x0f) | 0x80, 6);
  uuid.writeUInt8((uuid.readUInt8(8) & 0x3f) | 0x80, 8);
  return uuid.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
