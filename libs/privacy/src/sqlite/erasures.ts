import { lacking, type DestroyedKey } from '../destroyed-list.js';
import type { KeyOwner } from '@jalon/ports';
import type { SqliteDestroyedList } from './destroyed-list.js';
import type { KeyDatabase } from './key-database.js';

export interface Erasures {
  isErased(owner: KeyOwner): boolean;
  isDestroyed(kid: string): boolean;
  /**
   * Destroys the keys of owners that are not erased yet. They are on the list before they are gone from here: a crash between
   * the two leaves an erasure that the next opening finishes.
   *
   * @returns the ids of the keys that there were
   */
  erase(owners: readonly KeyOwner[]): readonly string[];
  /**
   * Brings this store and the list to what either knows.
   *
   * @returns how many erasures this store did not know
   */
  eraseAgain(): number;
}

/** The erasures in a key database, each of which is on `list` too. */
export function erasuresIn(database: KeyDatabase, list: SqliteDestroyedList): Erasures {
  const ofOwner = 'WHERE tenant = @tenant AND subject = @subject AND purpose = @purpose';
  const all = database.prepare<[], DestroyedKey>('SELECT tenant, subject, purpose, kid FROM destroyed');
  const erased = database.prepare<KeyOwner, number>(`SELECT 1 FROM destroyed ${ofOwner}`).pluck();
  const destroyed = database.prepare<[string], number>('SELECT 1 FROM destroyed WHERE kid = ?').pluck();
  const kidOf = database.prepare<KeyOwner, string>(`SELECT kid FROM keys ${ofOwner}`).pluck();
  const insert = database.prepare<DestroyedKey>(
    'INSERT INTO destroyed (kid, tenant, subject, purpose) VALUES (@kid, @tenant, @subject, @purpose)',
  );
  const deleteKey = database.prepare<KeyOwner>(`DELETE FROM keys ${ofOwner}`);

  const isErased = (owner: KeyOwner) => erased.get(owner) !== undefined;

  function destroy({ kid, ...owner }: DestroyedKey): void {
    insert.run({ ...owner, kid: kid ?? kidOf.get(owner) ?? null });
    deleteKey.run(owner);
  }

  const erase = database.transaction((owners: readonly KeyOwner[]): readonly string[] => {
    const gone = owners
      .filter((owner) => !isErased(owner))
      .map((owner): DestroyedKey => ({ ...owner, kid: kidOf.get(owner) ?? null }));
    list.add(gone);
    gone.forEach(destroy);
    return gone.flatMap(({ kid }) => kid ?? []);
  });

  const eraseAgain = database.transaction((): number => {
    const lacks = lacking(all.all(), list.all());
    lacks.inStore.forEach(destroy);
    list.add(lacks.onList);
    return lacks.inStore.length;
  });

  return {
    isErased,
    isDestroyed: (kid) => destroyed.get(kid) !== undefined,
    erase: (owners) => erase.immediate(owners),
    eraseAgain: () => eraseAgain.immediate(),
  };
}
