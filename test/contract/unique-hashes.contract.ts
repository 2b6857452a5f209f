import { randomUUID } from 'node:crypto';
import type { UniqueRequest, Uuid } from '@jalon/kernel';
import type { Account, Reserving, UniqueHashes } from '@jalon/ports';

const NOW = 1_780_000_000_000;
const EMPLOYER = '0190a000-0000-7000-8000-0000000000e1';
const OTHER_EMPLOYER = '0190a000-0000-7000-8000-0000000000e2';
const ANA = '0190a000-0000-7000-8000-00000000000a';
const BEN = '0190a000-0000-7000-8000-00000000000b';

const number = (value: string, more: Partial<UniqueRequest> = {}): UniqueRequest => ({
  ...{ kind: 'staff-number', scope: EMPLOYER, exclusive: true, held: false, value },
  ...more,
});
const email = (value: string, more: Partial<UniqueRequest> = {}): UniqueRequest => ({
  ...{ kind: 'email', scope: '', exclusive: true, held: false, value },
  ...more,
});
const by = (person: Uuid, attempt = 0, more: Partial<Reserving> = {}): Reserving => ({
  ...{ tenant: 'main', person, attempt, at: NOW + attempt },
  ...more,
});
const account = (person: Uuid, tenant = 'main'): Account => ({ tenant, person });

/** What every store of unique hashes does. `hashes` are new and empty for each test. */
export function describeUniqueHashes(hashesOf: () => UniqueHashes): void {
  describe('of values that only one person may have', () => {
    const hashes = () => hashesOf();
    const peopleWith = async (value: string, scope?: string, kind = 'staff-number') =>
      (await hashes().holdersOf({ tenant: 'main', kind, value, ...(scope !== undefined && { scope }) })).map(
        ({ person }) => person,
      );

    it('gives a value to the first, and tells the second whose it is', async () => {
      expect(await hashes().reserve(by(ANA), [number('1')], [])).toEqual([]);
      const inTheWay = await hashes().reserve(by(BEN, 4), [number('1')], []);
      expect(inTheWay).toEqual([
        {
          value: number('1'),
          holder: {
            ...{ tenant: 'main', person: ANA, kind: 'staff-number', scope: EMPLOYER, exclusive: true },
            ...{ attempt: 0, at: NOW, hash: expect.any(String) as string },
          },
        },
      ]);
      expect(await peopleWith('1')).toEqual([ANA]);
    });

    it('tells values, kinds, scopes and tenants apart', async () => {
      await hashes().reserve(by(ANA), [number('1')], []);
      const others: readonly (readonly [Reserving, UniqueRequest])[] = [
        [by(BEN), number('2')],
        [by(BEN), number('1', { scope: OTHER_EMPLOYER })],
        [by(BEN), email('1')],
        [by(BEN, 0, { tenant: 'other' }), number('1')],
      ];
      for (const [reserving, value] of others) expect(await hashes().reserve(reserving, [value], [])).toEqual([]);
      expect(await peopleWith('1')).toEqual([ANA, BEN]);
      expect(await peopleWith('1', EMPLOYER)).toEqual([ANA]);
      expect(await peopleWith('1', '', 'email')).toEqual([BEN]);
    });

    it('reserves all or nothing', async () => {
      await hashes().reserve(by(ANA), [email('a@x.example')], []);
      expect(await hashes().reserve(by(BEN), [number('2'), email('a@x.example')], [])).toHaveLength(1);
      expect(await peopleWith('2')).toEqual([]);
    });

    it('gives one of many who ask at once all of their values', async () => {
      const people = Array.from({ length: 8 }, () => randomUUID());
      const values = [number('1'), email('a@x.example')];
      const reserved = await Promise.all(
        people.map((person, index) => hashes().reserve(by(person), index % 2 ? values : values.toReversed(), [])),
      );
      const winners = people.filter((_person, index) => reserved[index]!.length === 0);
      expect(winners).toHaveLength(1);
      expect(await peopleWith('1')).toEqual(winners);
      expect(await peopleWith('a@x.example', '', 'email')).toEqual(winners);
    });

    it('lets several share a value that none of them has alone', async () => {
      const shared = email('contact@lien.example', { exclusive: false });
      for (const person of [ANA, BEN]) expect(await hashes().reserve(by(person), [shared], [])).toEqual([]);
      expect(await hashes().reserve(by(randomUUID()), [{ ...shared, exclusive: true }], [])).toHaveLength(2);
      await hashes().reserve(by(ANA), [email('a@x.example')], []);
      expect(await hashes().reserve(by(BEN), [email('a@x.example', { exclusive: false })], [])).toHaveLength(1);
    });

    it('takes what somebody holds already, whoever else does, and lists it', async () => {
      await hashes().reserve(by(ANA), [number('1')], []);
      expect(await hashes().shared('main', 10)).toEqual([]);
      expect(await hashes().reserve(by(BEN), [number('1', { held: true })], [])).toEqual([]);
      expect(await hashes().shared('main', 10)).toMatchObject([[{ person: ANA }, { person: BEN }]]);
      expect(await hashes().shared('other', 10)).toEqual([]);
    });

    it('renews a reservation for a later attempt, never for an earlier one', async () => {
      for (const attempt of [1, 3, 2]) await hashes().reserve(by(ANA, attempt), [number('1')], []);
      expect(await hashes().ofPerson(account(ANA))).toMatchObject([{ attempt: 3, at: NOW + 3 }]);
    });

    it('gives away what is void, unless it was renewed since', async () => {
      await hashes().reserve(by(ANA, 0), [number('1')], []);
      const [before] = await hashes().ofPerson(account(ANA));
      await hashes().reserve(by(ANA, 1), [number('1')], []);
      expect(await hashes().reserve(by(BEN), [number('1')], [before!])).toHaveLength(1);
      const [now] = await hashes().ofPerson(account(ANA));
      expect(await hashes().reserve(by(BEN), [number('1')], [now!])).toEqual([]);
      expect(await peopleWith('1')).toEqual([BEN]);
    });

    it('removes what was reserved for earlier attempts, and one reservation, unless it was renewed since', async () => {
      await hashes().reserve(by(ANA, 1), [number('1')], []);
      await hashes().reserve(by(ANA, 2), [number('2')], []);
      await hashes().reserve(by(BEN, 0), [number('3')], []);
      await hashes().removeBefore({ tenant: 'main', person: ANA, attempt: 2 });
      expect(await hashes().ofPerson(account(ANA))).toMatchObject([{ attempt: 2 }]);
      const [before] = await hashes().ofPerson(account(ANA));
      await hashes().reserve(by(ANA, 3), [number('2')], []);
      await hashes().remove(before!);
      expect(await hashes().ofPerson(account(ANA))).toHaveLength(1);
      await hashes().remove({ ...before!, attempt: 3 });
      expect(await hashes().ofPerson(account(ANA))).toEqual([]);
      expect(await peopleWith('3')).toEqual([BEN]);
    });

    it('forgets a person of a tenant', async () => {
      await hashes().reserve(by(ANA), [number('1'), email('a@x.example')], []);
      await hashes().reserve(by(BEN), [number('2')], []);
      expect(await hashes().forget(account(ANA, 'other'))).toBe(0);
      expect(await hashes().forget(account(ANA))).toBe(2);
      expect(await hashes().forget(account(ANA))).toBe(0);
      expect(await hashes().reserve(by(BEN), [number('1')], [])).toEqual([]);
    });

    it('lists the people who have anything, page by page', async () => {
      const people = [account(ANA), account(BEN), account(ANA, 'other')];
      for (const { tenant, person } of people)
        await hashes().reserve(by(person, 0, { tenant }), [number('1'), number('2')].slice(person === BEN ? 2 : 0), []);
      await hashes().reserve(by(BEN), [number('3')], []);
      const listed: Account[] = [];
      for (let after: Account | null = null; ; after = listed.at(-1)!) {
        const page: readonly Account[] = await hashes().people(after, 2);
        listed.push(...page);
        if (page.length < 2) break;
      }
      expect(listed).toEqual(people);
    });
  });
}
