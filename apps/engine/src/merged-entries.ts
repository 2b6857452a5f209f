import { PersonMerged, PersonSeparated } from '@jalon/directory';
import { streamParts, type TenantId, type Uuid } from '@jalon/kernel';
import { ViewBeingBuilt, type EventStore, type RowsQuery, type ViewStore } from '@jalon/ports';

/** More than any human has. */
const MOST = 1_000;

/** The entries that were merged into this one: by the view of people or, while it is being built, by the whole log. */
export async function mergedInto(
  { views, events }: { readonly views: Pick<ViewStore, 'read'>; readonly events: Pick<EventStore, 'readAll'> },
  tenant: TenantId,
  person: Uuid,
): Promise<readonly Uuid[]> {
  const where = [['mergedInto', '=', person]] as const;
  const query: RowsQuery = { tenant, where, order: { by: ['id'] }, limit: MOST };
  try {
    return (await views.read((reader) => reader.rows('people', query))).map((row) => row['id'] as Uuid);
  } catch (error) {
    if (!(error instanceof ViewBeingBuilt)) throw error;
    return mergedIntoByLog(events, tenant, person);
  }
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
