import { StoreUnavailable, type Account, type KeyStore } from '@jalon/ports';
import { memoryKeyStore } from '@jalon/privacy/memory';
import { erasingKeys, forgetErased } from './erasures.js';
import { systemIds, systemRandom } from './system.js';

/** Keys, and a record store that notes whom it is told to forget. */
function world({ isAway = false } = {}) {
  const keys = memoryKeyStore(systemRandom);
  const forgotten: Account[] = [];
  const state = { isAway };
  const records = {
    async forget(people: readonly Account[]) {
      if (state.isAway) throw new StoreUnavailable('away', { store: 'records' });
      forgotten.push(...people);
      return people.length;
    },
  };
  return { keys, records, forgotten, state };
}
const [ana, entry] = [systemIds.next(), systemIds.next()];
const main = (person: string): Account => ({ tenant: 'main', person });

const erasing = ({ keys, records }: Pick<ReturnType<typeof world>, 'keys' | 'records'>) =>
  erasingKeys({ keys, records, entriesOf: async (_tenant, person) => [person, entry] });

describe('an erasure', () => {
  it('removes the records of all entries of the human', async () => {
    const mine = world();
    await erasing(mine).destroy('main', ana);
    expect(mine.forgotten).toEqual([main(ana), main(entry)]);
  });

  it('of pay alone leaves the records', async () => {
    const mine = world();
    await erasing(mine).destroy('main', ana, 'pay');
    expect(mine.forgotten).toEqual([]);
  });

  it('destroys the keys of all entries also while the record store is away, and is ended by the next start', async () => {
    const mine = world({ isAway: true });
    await expect(erasing(mine).destroy('main', ana)).rejects.toBeInstanceOf(StoreUnavailable);
    expect(await mine.keys.erasedPeople(null, 10)).toHaveLength(2);
    mine.state.isAway = false;
    await forgetErased(mine);
    expect(mine.forgotten).toEqual(expect.arrayContaining([main(ana), main(entry)]));
  });

  it('destroys the key that was asked for last, so that whoever asks again after a crash reaches the others', async () => {
    const mine = world();
    const owner = (subject: string) => ({ tenant: 'main', subject, purpose: 'identity' }) as const;
    for (const subject of [ana, entry]) await mine.keys.keyOf(owner(subject));
    let calls = 0;
    const cutOff: KeyStore = {
      ...mine.keys,
      destroy: (...given) => (calls++ === 0 ? mine.keys.destroy(...given) : Promise.reject(new Error('killed'))),
    };
    await expect(erasing({ ...mine, keys: cutOff }).destroy('main', ana)).rejects.toThrow('killed');
    expect(await mine.keys.existingKeyOf(owner(ana))).not.toBeNull();
    expect(await mine.keys.existingKeyOf(owner(entry))).toBeNull();
  });
});

describe('the start', () => {
  it('forgets everybody who is erased, however many they are', async () => {
    const mine = world();
    const people = Array.from({ length: 401 }, () => systemIds.next());
    for (const person of people) await mine.keys.destroy('main', person);
    await mine.keys.destroy('other', ana, 'pay');
    await forgetErased(mine);
    expect(mine.forgotten.map(({ person }) => person).sort()).toEqual(people.toSorted());
  });
});
