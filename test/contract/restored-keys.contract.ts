import { KEY_PURPOSES } from '@jalon/kernel';
import { type KeyOwner, type KeyStore, SubjectErased } from '@jalon/ports';
import { type ListOptions } from '@jalon/privacy';

const ana: KeyOwner = { tenant: 'main', subject: '0190a000-0000-7000-8000-00000000000a', purpose: 'identity' };
const ben: KeyOwner = { ...ana, subject: '0190a000-0000-7000-8000-00000000000b' };

/** A key store and its backup. No store is open while a backup is made or restored. */
export interface RestoredKeys {
  open(options?: ListOptions): Promise<KeyStore>;
  backUp(): Promise<void>;
  putBack(): Promise<void>;
  /** Removes the list, and returns a function that brings it back. */
  loseList(): Promise<() => Promise<void>>;
  /** Makes the store like one from before there were lists. */
  forgetList(): Promise<void>;
}

/** What every key store does when it is restored from a backup. `newFixture` makes a new, empty one. */
export function describeRestoredKeys(where: string, newFixture: () => Promise<RestoredKeys>): void {
  describe(`keys ${where}, put back from a backup`, () => {
    let fixture: RestoredKeys;
    beforeEach(async () => {
      fixture = await newFixture();
    });

    /** Does something with the open store. */
    async function using<T>(work: (keys: KeyStore) => Promise<T>, options: ListOptions = {}): Promise<T> {
      const keys = await fixture.open(options);
      try {
        return await work(keys);
      } finally {
        await keys.close();
      }
    }
    const kidOf = (owner: KeyOwner) => using(async (keys) => (await keys.keyOf(owner)).kid);
    const destroy = (owner: KeyOwner) => using((keys) => keys.destroy(owner.tenant, owner.subject, owner.purpose));

    /** Opens the store, and returns how many erasures were done again. */
    async function opened(options: ListOptions = {}): Promise<readonly number[]> {
      const told: number[] = [];
      await using(async () => undefined, { ...options, onErasedAgain: (erasures) => told.push(erasures) });
      return told;
    }

    it('open nothing that was destroyed since, and everything else', async () => {
      const [gone, kept] = [await kidOf(ana), await kidOf(ben)];
      await fixture.backUp();
      await destroy(ana);
      await fixture.putBack();

      expect(await opened()).toEqual([1]);
      await using(async (keys) => {
        expect(await keys.keyById(gone)).toBe('destroyed');
        await expect(keys.keyOf(ana)).rejects.toThrow(SubjectErased);
        expect((await keys.keyOf(ben)).kid).toBe(kept);
      });
      expect(await opened()).toEqual([]);
    });

    it('know as destroyed also a key that was made and destroyed since, and one that never was', async () => {
      await kidOf(ben);
      await fixture.backUp();
      const gone = await kidOf(ana);
      await destroy(ana);
      await destroy({ ...ana, purpose: 'pay' });
      await fixture.putBack();

      expect(await opened()).toEqual([2]);
      await using(async (keys) => {
        expect(await keys.keyById(gone)).toBe('destroyed');
        for (const purpose of KEY_PURPOSES)
          await expect(keys.keyOf({ ...ana, purpose })).rejects.toThrow(SubjectErased);
      });
    });

    it('are put back again and again, and forget nothing', async () => {
      const gone = await kidOf(ana);
      await fixture.backUp();
      await destroy(ana);
      for (let round = 0; round < 2; round += 1) {
        await fixture.putBack();
        expect(await opened()).toEqual([1]);
        expect(await using((keys) => keys.keyById(gone))).toBe('destroyed');
      }
    });

    it('open for one of several processes that start at once as for the others', async () => {
      const gone = await kidOf(ana);
      await fixture.backUp();
      await destroy(ana);
      await fixture.putBack();
      const told: number[] = [];
      const onErasedAgain = (erasures: number) => told.push(erasures);
      const stores = await Promise.all(Array.from({ length: 4 }, () => fixture.open({ onErasedAgain })));
      for (const keys of stores) expect(await keys.keyById(gone)).toBe('destroyed');
      for (const keys of stores) await keys.close();
      expect(told).toEqual([1]);
    });

    it('do not open without the list that they were kept with, nor with another', async () => {
      await kidOf(ana);
      await fixture.backUp();
      await destroy(ana);
      await fixture.putBack();
      const bringBack = await fixture.loseList();
      await expect(opened()).rejects.toThrow(
        /^The list of destroyed keys .* is missing.*DESTROYED_KEYS_URL.*`jalon keys renew-list`/,
      );
      await expect(opened()).rejects.toThrow('is missing');
      await bringBack();
      expect(await opened()).toEqual([1]);
    });

    it('take a new list where the operator has lost theirs, with all that they know', async () => {
      const gone = await kidOf(ana);
      await destroy(ana);
      await kidOf(ben);
      await fixture.backUp();
      await fixture.loseList();
      expect(await opened({ renewList: true })).toEqual([]);
      expect(await opened()).toEqual([]);

      // The backup names the lost list. The new list knows every erasure.
      await destroy(ben);
      await fixture.putBack();
      await expect(opened()).rejects.toThrow('is not the one of this key store');
      expect(await opened({ renewList: true })).toEqual([1]);
      expect(await using((keys) => keys.keyById(gone))).toBe('destroyed');
      await expect(kidOf(ben)).rejects.toThrow(SubjectErased);
    });

    it('are given a list where they come from before there were any', async () => {
      const gone = await kidOf(ana);
      await destroy(ana);
      await fixture.forgetList();
      expect(await opened()).toEqual([]);
      const lost = await fixture.loseList();
      await expect(opened()).rejects.toThrow('is missing');
      await lost();
      expect(await using((keys) => keys.keyById(gone))).toBe('destroyed');
    });
  });
}
