import { KEY_PURPOSES } from '@jalon/kernel';
import { KeyMissing, type KeyOwner, KeysMoved, type KeyStore, SubjectErased } from '@jalon/ports';
import { describeInstallation, describeMoving } from './installation.contract.js';

const ANA = '0190a000-0000-7000-8000-00000000000a';
const BEN = '0190a000-0000-7000-8000-00000000000b';
const anasName: KeyOwner = { tenant: 'main', subject: ANA, purpose: 'identity' };

/** What every key store does. `open` opens a new, empty one. */
export function describeKeyStore(adapter: string, open: () => KeyStore | Promise<KeyStore>): void {
  describe(`the ${adapter} key store`, () => {
    let keys: KeyStore;
    beforeEach(async () => {
      keys = await open();
    });
    afterEach(() => keys.close());

    describeInstallation(() => keys.installation.keys);
    describeMoving(() => keys.installation.keys);
    describe('its list', () => describeInstallation(() => keys.installation['destroyed-keys']));

    it.each(['copy', 'moved'] as const)(
      'makes and destroys no key while it is %s, and gives those it has',
      async (state) => {
        const made = await keys.keyOf(anasName);
        await keys.installation.keys.write({ name: 'one', state });
        await expect(keys.keyOf({ ...anasName, subject: BEN })).rejects.toThrow(KeysMoved);
        await expect(keys.destroy('main', ANA)).rejects.toThrow(KeysMoved);
        expect(await keys.keyById(made.kid)).toEqual(made);
        expect(await keys.keyOf(anasName)).toEqual(made);
        await keys.installation.keys.write({ name: 'one', state: 'in-service' });
        expect(await keys.destroy('main', ANA)).toEqual([made.kid]);
      },
    );

    it('makes a key of 32 bytes at the first asking and gives the same one ever after', async () => {
      const made = await keys.keyOf(anasName);
      expect(made.bytes).toHaveLength(32);
      expect(await keys.keyOf(anasName)).toEqual(made);
      expect(await keys.keyById(made.kid)).toEqual(made);
    });

    it('gives the key that an owner has, and makes none where there is none', async () => {
      expect(await keys.existingKeyOf(anasName)).toBeNull();
      expect(await keys.existingKeyOf(anasName)).toBeNull();
      const made = await keys.keyOf(anasName);
      expect(await keys.existingKeyOf(anasName)).toEqual(made);
      expect(await keys.existingKeyOf({ ...anasName, subject: BEN })).toBeNull();
      await keys.destroy('main', ANA);
      expect(await keys.existingKeyOf(anasName)).toBeNull();
    });

    it('gives one key to many who ask at once', async () => {
      const given = await Promise.all(Array.from({ length: 50 }, () => keys.keyOf(anasName)));
      expect(new Set(given.map(({ kid }) => kid)).size).toBe(1);
    });

    it.each<[string, KeyOwner]>([
      ['subject', { ...anasName, subject: BEN }],
      ['tenant', { ...anasName, tenant: 'other' }],
      ['purpose', { ...anasName, purpose: 'pay' }],
    ])('gives another %s another key', async (_, owner) => {
      const [mine, theirs] = [await keys.keyOf(anasName), await keys.keyOf(owner)];
      expect(theirs.kid).not.toBe(mine.kid);
      expect(theirs.bytes).not.toEqual(mine.bytes);
    });

    it('says nothing of the owner in a key’s id', async () => {
      expect((await keys.keyOf(anasName)).kid).toMatch(/^[A-Za-z0-9_-]{22}$/);
    });

    it('answers `destroyed` for a destroyed key, and makes no other for its subject', async () => {
      const { kid } = await keys.keyOf(anasName);
      expect(await keys.destroy('main', ANA, 'identity')).toEqual([kid]);
      expect(await keys.keyById(kid)).toBe('destroyed');
      await expect(keys.keyOf(anasName)).rejects.toThrow(SubjectErased);
    });

    it('destroys one purpose and leaves the other', async () => {
      const pay = await keys.keyOf({ ...anasName, purpose: 'pay' });
      await keys.keyOf(anasName);
      await keys.destroy('main', ANA, 'identity');
      expect(await keys.keyById(pay.kid)).toEqual(pay);
      expect(await keys.keyOf({ ...anasName, purpose: 'pay' })).toEqual(pay);
    });

    it('destroys every purpose when none is named', async () => {
      const made = await Promise.all(KEY_PURPOSES.map((purpose) => keys.keyOf({ ...anasName, purpose })));
      expect([...(await keys.destroy('main', ANA))].sort()).toEqual(made.map(({ kid }) => kid).sort());
      for (const { kid } of made) expect(await keys.keyById(kid)).toBe('destroyed');
    });

    it('makes no key for a subject who was erased before they had one', async () => {
      expect(await keys.destroy('main', ANA)).toEqual([]);
      for (const purpose of KEY_PURPOSES) {
        await expect(keys.keyOf({ ...anasName, purpose })).rejects.toThrow(SubjectErased);
      }
    });

    it('leaves everyone else’s keys alone', async () => {
      const others = [
        await keys.keyOf({ ...anasName, subject: BEN }),
        await keys.keyOf({ ...anasName, tenant: 'other' }),
      ];
      await keys.keyOf(anasName);
      await keys.destroy('main', ANA);
      for (const key of others) expect(await keys.keyById(key.kid)).toEqual(key);
    });

    it('destroys once: again changes nothing', async () => {
      const { kid } = await keys.keyOf(anasName);
      await keys.destroy('main', ANA);
      expect(await keys.destroy('main', ANA)).toEqual([]);
      expect(await keys.keyById(kid)).toBe('destroyed');
    });

    it('can be reached, and so can its list of destroyed keys', async () => {
      await keys.reach('keys');
      await keys.reach('destroyed-keys');
    });

    it('tells which of many keys it neither has nor had', async () => {
      const [kept, gone] = [await keys.keyOf(anasName), await keys.keyOf({ ...anasName, subject: BEN })];
      await keys.destroy('main', BEN);
      await keys.destroy('other', ANA);
      const never = ['AAAAAAAAAAAAAAAAAAAAAA', 'BBBBBBBBBBBBBBBBBBBBBB'];
      expect([...(await keys.unknownOf([kept.kid, ...never, gone.kid]))].sort()).toEqual(never);
      expect(await keys.unknownOf([kept.kid, gone.kid])).toEqual([]);
      expect(await keys.unknownOf([])).toEqual([]);
    });

    it('lists the people whose key for `identity` was destroyed, page by page', async () => {
      expect(await keys.erasedPeople(null, 10)).toEqual([]);
      await keys.keyOf(anasName);
      await keys.destroy('main', ANA);
      await keys.destroy('other', ANA, 'identity');
      // Also one who never had a key; not one whose pay alone is gone.
      await keys.destroy('main', BEN);
      await keys.destroy('main', '0190a000-0000-7000-8000-00000000000c', 'pay');
      const all = [
        { tenant: 'main', person: ANA },
        { tenant: 'main', person: BEN },
        { tenant: 'other', person: ANA },
      ];
      expect(await keys.erasedPeople(null, 10)).toEqual(all);
      expect(await keys.erasedPeople(null, 2)).toEqual(all.slice(0, 2));
      expect(await keys.erasedPeople(all[0]!, 1)).toEqual([all[1]]);
      expect(await keys.erasedPeople(all[1]!, 10)).toEqual([all[2]]);
      expect(await keys.erasedPeople(all[2]!, 10)).toEqual([]);
    });

    it('never calls a key destroyed that it merely does not know: that is a fault', async () => {
      await expect(keys.keyById('AAAAAAAAAAAAAAAAAAAAAA')).rejects.toThrow(KeyMissing);
    });
  });
}
