import type { Random } from '@jalon/kernel';
import { sameList, type DestroyedList, type DestroyedListPlace } from '../destroyed-list.js';
import { hasTable, type KeyDatabase } from './key-database.js';

export interface ListToOpen {
  readonly destroyed: DestroyedListPlace;
  readonly renewList?: boolean;
  readonly random: Random;
}

/** The list that this store was kept with; a store that has had none takes the one that lies there, or a new one. */
export function openListOf(
  database: KeyDatabase,
  { destroyed, renewList, random }: ListToOpen,
): Promise<DestroyedList> {
  return database.transaction('the one with its list', async (rows) => {
    const before = renewList ? null : await knownListOf(rows);
    const list = await destroyed.open({ random, mayCreate: before === null });
    try {
      if (before !== null || !list) return sameList(before, list, destroyed.place);
      await rows(
        'INSERT INTO jalon_keys.destroyed_list (one, id) VALUES (1, $1) ON CONFLICT (one) DO UPDATE SET id = excluded.id',
        [list.id],
      );
      return list;
    } catch (error) {
      await list?.close();
      throw error;
    }
  });
}

/** The list of a store that is only read; null where it has had none, and none lies there. */
export async function openKnownListOf(
  database: KeyDatabase,
  { destroyed, random }: Omit<ListToOpen, 'renewList'>,
): Promise<DestroyedList | null> {
  // A store from before there were lists has no such table, and is given none here.
  const kept = await hasTable(database, 'jalon_keys.destroyed_list');
  const before = kept ? await knownListOf(database.rows) : null;
  const list = await destroyed.open({ random, mayCreate: false });
  if (before === null) return list;
  try {
    return sameList(before, list, destroyed.place);
  } catch (error) {
    await list?.close();
    throw error;
  }
}

async function knownListOf(rows: KeyDatabase['rows']): Promise<string | null> {
  const [known] = await rows<{ id: string }>('SELECT id FROM jalon_keys.destroyed_list');
  return known?.id ?? null;
}
