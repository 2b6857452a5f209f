import { canonicalJson, type TenantId, type Uuid } from '@jalon/kernel';
import { v5 } from 'uuid';

/** The namespace of imported ids. They are the names of streams, so it never changes. */
const IMPORTED: Uuid = 'b8d5f1c6-2f0a-5c1e-9a43-0e6d7c9b1f52';

/** The need of a row: the same in every later version of the file, whatever else the row says. */
export function needId(tenant: TenantId, source: string, key: readonly string[]): Uuid {
  return v5(canonicalJson([tenant, source, key]), IMPORTED);
}

/** The organisation of that name in a source: two sources may mean two bodies by one name. */
export function organisationId(tenant: TenantId, source: string, name: string): Uuid {
  return v5(canonicalJson([tenant, source, 'organisation', name]), IMPORTED);
}
