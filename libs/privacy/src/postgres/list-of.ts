import type { Random } from '@jalon/kernel';
import { sameList, type DestroyedList, type DestroyedListPlace } from '../destroyed-list.js';
import type { KeyDatabase } from './key-database.js';

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
    const [known] = await rows<{ id: string }>('SELECT id FROM jalon_keys.destroyed_list');
    const before = renewList ? null : (known?.id ?? null);
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
