import { KEY_PURPOSES, slicesOf } from '@jalon/kernel';
import { type KeyOwner, type KeyStore, KeyUnavailable, SubjectErased, type SubjectKey } from '@jalon/ports';
import { copyKeys, verifyKeyCopy, type KeyCopySource, type KeyCopyTarget } from '@jalon/privacy';
import { newFolder, newKeysDir, type KeyCopyFixture } from './key-copy.fixture.js';

export const person = (index: number): KeyOwner => ({
  tenant: 'main',
  subject: `0190a000-0000-7000-8000-${String(index).padStart(12, '0')}`,
  purpose: 'identity',
});
const [ana, ben, cleo] = [person(1), person(2), person(3)];

export async function using<T>(
  fixture: KeyCopyFixture,
  work: (keys: KeyStore) => Promise<T>,
  mayCreate = false,
): Promise<T> {
  const keys = await fixture.open(mayCreate);
  try {
    return await work(keys);
  } finally {
    await keys.close();
  }
}

export const begin = (fixture: KeyCopyFixture): Promise<void> => using(fixture, async () => undefined, true);
export const keyOf = (fixture: KeyCopyFixture, owner: KeyOwner): Promise<SubjectKey> =>
  using(fixture, (keys) => keys.keyOf(owner));
export const keyById = (fixture: KeyCopyFixture, kid: string) => using(fixture, (keys) => keys.keyById(kid));
export const destroy = (fixture: KeyCopyFixture, { tenant, subject, purpose }: KeyOwner) =>
  using(fixture, (keys) => keys.destroy(tenant, subject, purpose));

/** Copies, then proves the copy; `between` runs in between. */
export async function copied(
  from: KeyCopyFixture,
  to: KeyCopyFixture,
  {
    between = async () => undefined,
    into = (target) => target,
  }: { readonly between?: () => Promise<unknown>; readonly into?: (target: KeyCopyTarget) => KeyCopyTarget } = {},
) {
  const source: KeyCopySource = await from.source();
  try {
    const target = into(await to.target());
    try {
      const taken = await copyKeys(source, target);
      await between();
      return { ...taken, ...(await verifyKeyCopy(source, target, taken.given)) };
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

/** What a copy of keys does, for each source and target. The two share a wrapping key. */
export function describeKeyCopy(
  where: string,
  newSource: (keysDir: string) => Promise<KeyCopyFixture>,
  newTarget: (keysDir: string) => Promise<KeyCopyFixture>,
): void {
  describe(`keys copied ${where}`, () => {
    let keysDir: string;
    let from: KeyCopyFixture;
    let to: KeyCopyFixture;
    beforeEach(async () => {
      keysDir = newKeysDir();
      [from, to] = [await newSource(keysDir), await newTarget(keysDir)];
      await begin(from);
    });

    it('are the same keys there, which the same wrapping key opens; the source is as it was', async () => {
      const owners = [ana, ben, { ...ana, purpose: 'pay' as const }, { ...ana, tenant: 'other' }];
      const made = [];
      for (const owner of owners) made.push(await keyOf(from, owner));
      const before = await from.everything();

      const told = await copied(from, to);
      expect(told).toMatchObject({ already: 0, added: 4, erased: 0, unknownToSource: 0, sourceChanged: false });
      expect(told.source).toEqual({ keys: 4, destroyed: 0, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
      expect(told.target).toEqual(told.source);
      expect(await from.everything()).toEqual(before);
      for (const [index, owner] of owners.entries()) expect(await keyOf(to, owner)).toEqual(made[index]);
    });

    it('are copied once: again changes nothing', async () => {
      await keyOf(from, ana);
      await keyOf(from, ben);
      await destroy(from, ben);
      const first = await copied(from, to);
      const there = await to.everything();
      const second = await copied(from, to);
      expect(second).toMatchObject({ already: 1, added: 0, erased: 0, sourceChanged: false });
      expect([second.source, second.target]).toEqual([first.source, first.source]);
      expect(await to.everything()).toEqual(there);
    });

    it('arrive as destroyed where they were, also for who never had one', async () => {
      const gone = await keyOf(from, ana);
      const kept = await keyOf(from, { ...ana, purpose: 'pay' });
      await destroy(from, ana);
      await using(from, (keys) => keys.destroy('main', ben.subject));

      expect(await copied(from, to)).toMatchObject({ added: 1, erased: 3, target: { keys: 1, destroyed: 3 } });
      expect(await keyById(to, gone.kid)).toBe('destroyed');
      expect(await keyById(to, kept.kid)).toEqual(kept);
      await expect(keyOf(to, ana)).rejects.toThrow(SubjectErased);
      for (const purpose of KEY_PURPOSES) await expect(keyOf(to, { ...ben, purpose })).rejects.toThrow(SubjectErased);
    });

    it('go back to where they came from, with what happened since', async () => {
      const [gone, kept] = [await keyOf(from, ana), await keyOf(from, ben)];
      await copied(from, to);
      await destroy(to, ana);
      const made = await keyOf(to, cleo);
      expect(await copied(to, from)).toMatchObject({ already: 1, added: 1, erased: 1 });
      expect(await keyById(from, gone.kid)).toBe('destroyed');
      expect([await keyOf(from, ben), await keyOf(from, cleo)]).toEqual([kept, made]);
    });

    it('are told to have changed meanwhile, and no service opens the new store before a copy has all of them', async () => {
      const gone = await keyOf(from, ana);
      await keyOf(from, ben);
      const between = async () => {
        await keyOf(from, cleo);
        await destroy(from, ana);
      };
      expect(await copied(from, to, { between })).toMatchObject({
        sourceChanged: true,
        source: { keys: 2, destroyed: 1 },
        target: { keys: 2, destroyed: 0 },
      });
      await expect(to.open(true)).rejects.toThrow(/holds keys but no check value.*`jalon keys copy`/);

      expect(await copied(from, to)).toMatchObject({ already: 1, added: 1, erased: 1, sourceChanged: false });
      expect(await keyById(to, gone.kid)).toBe('destroyed');
      expect(await keyOf(to, cleo)).toEqual(await keyOf(from, cleo));
    });

    it('go on where a copy broke off, whose part no service opens', async () => {
      // Over more pages than one, which are of 500 keys.
      const owners = Array.from({ length: 502 }, (_, index) => person(index));
      await using(from, async (keys) => {
        for (const some of slicesOf(owners, 50)) await Promise.all(some.map((owner) => keys.keyOf(owner)));
      });
      let pages = 0;
      const breaking = (target: KeyCopyTarget): KeyCopyTarget => ({
        ...target,
        adopt(keys) {
          if ((pages += 1) > 1) throw new Error('the power is cut');
          return target.adopt(keys);
        },
      });
      await expect(copied(from, to, { into: breaking })).rejects.toThrow('the power is cut');
      await expect(to.open(true)).rejects.toThrow('holds keys but no check value');
      await expect(to.source()).rejects.toMatchObject({ name: 'KeyCopyRefused', why: 'unfinished' });

      const told = await copied(from, to);
      expect(told).toMatchObject({ already: 500, added: 2, target: { keys: 502 } });
      const wanted = await using(from, (keys) => Promise.all(owners.map((owner) => keys.keyOf(owner))));
      expect(await using(to, (keys) => Promise.all(owners.map((owner) => keys.keyOf(owner))))).toEqual(wanted);
    });

    it('are whole or closed with each further copy too: one that was cut, or whose source changed, is not opened', async () => {
      await keyOf(from, ana);
      await copied(from, to);
      const made = [await keyOf(from, ben), await keyOf(from, cleo)];
      const cutting = (target: KeyCopyTarget): KeyCopyTarget => ({
        ...target,
        async adopt(keys) {
          await target.adopt(keys.slice(1));
          throw new Error('the power is cut');
        },
      });
      await expect(copied(from, to, { into: cutting })).rejects.toThrow('the power is cut');
      await expect(to.open()).rejects.toThrow('holds keys but no check value');
      await copied(from, to);
      expect([await keyOf(to, ben), await keyOf(to, cleo)]).toEqual(made);

      await keyOf(from, person(4));
      expect(await copied(from, to, { between: () => destroy(from, ben) })).toMatchObject({ sourceChanged: true });
      await expect(to.open()).rejects.toThrow('holds keys but no check value');
      await copied(from, to);
      await expect(keyOf(to, ben)).rejects.toThrow(SubjectErased);
    });

    it('are copied to one store by one at a time, and to none that is copied from, itself neither', async () => {
      await keyOf(from, ana);
      await copied(from, to);
      const first = await from.source();
      const target = await to.target();
      const refused = { name: 'KeyCopyRefused', why: 'in-use' };
      // One after the other: waiting for a file's lock blocks this whole process.
      for (const fixture of [to, from]) await expect(fixture.target()).rejects.toMatchObject(refused);
      // One source may be copied several times at once.
      await (await from.source()).close();
      await Promise.all([target.close(), first.close()]);
      await (await to.target()).close();
    });

    it('are refused into a store that has been in service since, or has begun by itself, which stays as it is', async () => {
      await keyOf(from, ana);
      await copied(from, to);
      const { kid } = await keyOf(to, ben);
      const before = await to.everything();
      await expect(copied(from, to)).rejects.toMatchObject({ name: 'KeyCopyRefused', why: 'more', kid });
      await keyOf(from, ben);
      await keyOf(from, cleo);
      await expect(copied(from, to)).rejects.toMatchObject({ name: 'KeyCopyRefused', why: 'other', kid });
      expect(await to.everything()).toEqual(before);
    });

    it('are refused into a store of another wrapping key, and with one that is not theirs', async () => {
      await keyOf(from, ana);
      const other = newKeysDir();
      const elsewhere = await newTarget(other);
      await begin(elsewhere);
      const before = await elsewhere.everything();
      await expect(copied(from, elsewhere)).rejects.toMatchObject({ name: 'KeyCopyRefused', why: 'wrapping-key' });
      expect(await elsewhere.everything()).toEqual(before);
      await expect(from.source(other)).rejects.toMatchObject({ name: 'KeyCopyRefused', why: 'unfit' });
      await expect(from.source(newFolder())).rejects.toThrow('wrapping.key is missing');
    });

    it('are refused where there are none', async () => {
      const empty = await newSource(keysDir);
      await expect(empty.source()).rejects.toMatchObject({ name: 'KeyCopyRefused', why: 'no-store' });
      // As left by a copy that was killed before its first key.
      await (await empty.target()).close();
      await expect(empty.source()).rejects.toMatchObject({ name: 'KeyCopyRefused', why: 'no-store' });
    });

    it('are not let into service where the store keeps other bytes than it is given', async () => {
      await keyOf(from, ana);
      const altering = (target: KeyCopyTarget): KeyCopyTarget => ({
        ...target,
        adopt: (keys) => target.adopt(keys.map((key) => ({ ...key, wrapped: Buffer.from(key.wrapped).reverse() }))),
      });
      await expect(copied(from, to, { into: altering })).rejects.toMatchObject({ why: 'differs' });
      await expect(to.open(true)).rejects.toThrow('holds keys but no check value');
      await expect(copied(from, to)).rejects.toMatchObject({ why: 'other' });
    });

    it('are no longer opened where an erasure is known to the target alone', async () => {
      const gone = await keyOf(from, ana);
      await copied(from, to);
      await destroy(to, ana);
      expect(await copied(from, to)).toMatchObject({ already: 0, added: 0, unknownToSource: 1, sourceChanged: false });
      expect(await keyById(to, gone.kid)).toBe('destroyed');
    });

    it('count as forgotten by the source only what it has forgotten, not who is erased there meanwhile', async () => {
      await keyOf(from, ana);
      const [source, target] = [await from.source(), await to.target()];
      let asked = 0;
      const erasing: KeyCopySource = {
        ...source,
        async destroyed() {
          if ((asked += 1) === 2) await destroy(from, ana);
          return source.destroyed();
        },
      };
      expect(await copyKeys(erasing, target)).toMatchObject({ unknownToSource: 0 });
      expect(asked).toBe(2);
      await target.close();
      await source.close();
    });

    it('never come back for an unknown id: that is a fault there too', async () => {
      await keyOf(from, ana);
      await copied(from, to);
      await expect(keyById(to, 'AAAAAAAAAAAAAAAAAAAAAA')).rejects.toThrow(KeyUnavailable);
    });
  });
}
