import { setImmediate as nextTurn } from 'node:timers/promises';
import { slicesOf, streamParts, type TenantId, type Uuid } from '@jalon/kernel';
import { ViewBeingBuilt, type EventStore, type ViewStore } from '@jalon/ports';
import { directoryIds, type DirectoryCategory } from '@jalon/read-models';
import type { CommandSender } from './command-sender.js';

const LOADED_AT_ONCE = 64;

export interface DirectoryEntry<State> {
  readonly id: Uuid;
  readonly state: State;
}

/**
 * Everything of one category in the tenant's directory, as it is now. The views tell which ids there are, and the log those
 * that came after the views: a command line may run where nothing projects.
 */
export async function directoryEntries<State>(
  stores: { readonly views: ViewStore; readonly events: EventStore },
  sender: Pick<CommandSender, 'tenant' | 'load'>,
  category: DirectoryCategory,
  signal: AbortSignal,
): Promise<readonly DirectoryEntry<State>[]> {
  const ids = await idsOf(stores, sender.tenant, category);
  const entries: DirectoryEntry<State>[] = [];
  for (const some of slicesOf([...ids], LOADED_AT_ONCE)) {
    const loaded = await Promise.all(some.map(async (id) => ({ id, ...(await sender.load<State>(category, id)) })));
    entries.push(...loaded);
    signal.throwIfAborted();
    await nextTurn();
  }
  return entries;
}

async function idsOf(
  { views, events }: { readonly views: ViewStore; readonly events: EventStore },
  tenant: TenantId,
  category: DirectoryCategory,
): Promise<ReadonlySet<Uuid>> {
  const seen = await directoryIds(views, tenant, category).catch((error: unknown) => {
    if (error instanceof ViewBeingBuilt) return { ids: [], position: null };
    throw error;
  });
  const ids = new Set<Uuid>(seen.ids);
  for await (const page of events.readAll(seen.position)) {
    for (const { envelope } of page) {
      const parts = streamParts(envelope.stream);
      if (parts?.category === category && parts.tenant === tenant) ids.add(parts.id);
    }
    await nextTurn();
  }
  return ids;
}
