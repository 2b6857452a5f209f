import type { Position, TenantId, Uuid } from '@jalon/kernel';
import { ViewBeingBuilt, type ViewStore } from '@jalon/ports';
import { readAll, tableReader } from '../query/table-reader.js';
import { directoryProjection, employersTable, organisationsTable, peopleTable } from './directory.projection.js';

const TABLES = { employer: employersTable, organisation: organisationsTable, person: peopleTable } as const;
export type DirectoryCategory = keyof typeof TABLES;

/**
 * The ids of one category in a tenant's directory, and how far into the log they were read.
 *
 * @throws ViewBeingBuilt while the directory is being built
 */
export function directoryIds(
  views: Pick<ViewStore, 'read'>,
  tenant: TenantId,
  category: DirectoryCategory,
): Promise<{ readonly ids: readonly Uuid[]; readonly position: Position }> {
  return views.read(async (reader) => {
    const rows = await readAll<{ readonly id: Uuid }>(tableReader(reader, tenant), TABLES[category], { by: ['id'] });
    const progress = await reader.progress();
    const position = progress.find(({ projection }) => projection === directoryProjection.name)?.position ?? null;
    if (position === null) throw new ViewBeingBuilt(directoryProjection.name, null);
    return { ids: rows.map(({ id }) => id), position };
  });
}
