import type { ViewPosition } from '@jalon/application';
import { PersonMerged, PersonSeparated } from '@jalon/directory';
import { streamParts, type TenantId, type Uuid } from '@jalon/kernel';
import type { EventStore, RowsQuery, ViewStore } from '@jalon/ports';

/** More than any human has. */
const MOST = 1_000;

/** How long the views may take to see the last merger, in milliseconds: an erasure waits for it. */
const PATIENCE_MS = 2_000;

export interface MergedEntriesPorts {
  readonly views: Pick<ViewStore, 'read'>;
  readonly events: Pick<EventStore, 'readAll'>;
  readonly position: Pick<ViewPosition, 'untilCaughtUp'>;
}

/** The entries that were merged into this one: by the view of people or, where it has not seen all events, by the whole log. */
export async function mergedInto(
  { views, events, position }: MergedEntriesPorts,
  tenant: TenantId,
  person: Uuid,
): Promise<readonly Uuid[]> {
  if (!(await position.untilCaughtUp(PATIENCE_MS))) return mergedIntoByLog(events, tenant, person);
  const where = [['mergedInto', '=', person]] as const;
  const query: RowsQuery = { tenant, where, order: { by: ['id'] }, limit: MOST };
  return (await views.read((reader) => reader.rows('people', query))).map((row) => row['id'] as Uuid);
}

async function mergedIntoByLog(
  events: Pick<EventStore, 'readAll'>,
  tenant: TenantId,
  person: Uuid,
): Promise<readonly Uuid[]> {
  const merged = new Set<Uuid>();
  for await (const page of events.readAll(null)) {
    for (const { envelope } of page) {
      const { type, data, stream } = envelope;
      const id = envelope.tenant === tenant ? streamParts(stream)?.id : undefined;
      if (id === undefined) continue;
      if (type === PersonMerged.type && data['into'] === person) merged.add(id);
      if (type === PersonSeparated.type && data['from'] === person) merged.delete(id);
    }
  }
  return [...merged];
}
