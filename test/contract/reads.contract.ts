import { randomUUID } from 'node:crypto';
import type { NewRead, ReadsAsked, RecordStore, RefusalRecord } from '@jalon/ports';

const DAY = 24 * 60 * 60_000;
/** 09:46:40 (UTC) of a day. */
const NOW = 1_780_000_000_000;
const TODAY = Math.floor(NOW / DAY) * DAY;
const [READER, ANA, BEN] = [randomUUID(), randomUUID(), randomUUID()];

const read = (more: Partial<NewRead> = {}): NewRead => ({
  id: randomUUID(),
  tenant: 'main',
  at: NOW,
  person: READER,
  roles: ['hr', 'employee'],
  credential: 'session',
  query: 'ListPeople',
  parameters: { employer: ANA, limit: 50, whole: true },
  people: [ANA, BEN],
  lost: 0,
  ...more,
});

const refusal = (more: Partial<RefusalRecord> = {}): RefusalRecord => ({
  id: randomUUID(),
  tenant: 'main',
  at: NOW,
  person: READER,
  roles: ['hr'],
  credential: null,
  command: 'ApproveHours',
  code: 'FOUR_EYES',
  target: ANA,
  ...more,
});

const newPeople = (count: number) => Array.from({ length: count }, () => randomUUID());

/** What every record store does with reads and refused commands. */
export function describeReadRecords(records: () => RecordStore): void {
  const listed = async (asked: Partial<ReadsAsked> = {}) =>
    (await records().reads.list({ tenant: 'main', limit: 10, ...asked })).map(({ id }) => id);

  describe('of reads', () => {
    it('gives back what was added, with the number of people', async () => {
      const added = read();
      await records().reads.add([added]);
      expect(await records().reads.list({ tenant: 'main', limit: 10 })).toEqual([{ ...added, people: 2 }]);
      expect(await records().reads.peopleOf(added.id, 10)).toEqual([ANA, BEN].sort());
      expect(await records().reads.peopleOf(added.id, 1)).toEqual([[ANA, BEN].sort()[0]]);
      expect(await listed({ tenant: 'other' })).toEqual([]);
    });

    it('lists the latest first, in a period, page by page', async () => {
      const [old, one, two, late] = [read({ at: NOW - 5 }), read(), read(), read({ at: NOW + 5 })];
      await records().reads.add([two, old, late, one]);
      const [high, low] = [one, two].sort((a, b) => (a.id < b.id ? 1 : -1));
      expect(await listed()).toEqual([late.id, high!.id, low!.id, old.id]);
      expect(await listed({ from: NOW, until: NOW + 5 })).toEqual([high!.id, low!.id]);
      expect(await listed({ after: { at: NOW, id: high!.id } })).toEqual([low!.id, old.id]);
      expect(await listed({ limit: 1 })).toEqual([late.id]);
    });

    it('finds reads by whom they showed, and by their reader', async () => {
      const [ofAna, ofBen, byOther] = [
        read({ people: [ANA] }),
        read({ people: [BEN], at: NOW - 1 }),
        read({ at: NOW - 2, person: BEN }),
      ];
      await records().reads.add([ofAna, ofBen, byOther]);
      expect(await listed({ person: ANA })).toEqual([ofAna.id, byOther.id]);
      expect(await listed({ person: BEN, reader: READER })).toEqual([ofBen.id]);
      expect(await listed({ reader: BEN })).toEqual([byOther.id]);
      expect(await listed({ person: randomUUID() })).toEqual([]);
    });

    it('finds each person of an export of many', async () => {
      const people = newPeople(1_000);
      const [first, again] = [read({ people, at: NOW - 1 }), read({ people: [...people.slice(1), BEN] })];
      await records().reads.add([first]);
      await records().reads.add([again]);
      const [{ people: count } = { people: 0 }] = await records().reads.list({ tenant: 'main', limit: 1 });
      expect(count).toBe(1_000);
      expect(await records().reads.peopleOf(first.id, 2_000)).toEqual([...people].sort());
      expect(await listed({ person: people[0]! })).toEqual([first.id]);
      expect(await listed({ person: people[999]! })).toEqual([again.id, first.id]);
      expect(await listed({ person: BEN })).toEqual([again.id]);
    });

    it('adds many at once, of nobody or of the same people', async () => {
      const many = Array.from({ length: 450 }, (_, index) => read({ people: index % 2 === 0 ? [] : [ANA] }));
      await records().reads.add(many);
      expect(await records().reads.list({ tenant: 'main', limit: 500, person: ANA })).toHaveLength(225);
    });

    it('adds a read once, also where the answer was lost and it is added again', async () => {
      const [one, two] = [read(), read({ at: NOW - 1, people: newPeople(3) })];
      await records().reads.add([one]);
      await records().reads.add([one, two]);
      expect(await listed()).toEqual([one.id, two.id]);
      expect(await records().reads.peopleOf(one.id, 10)).toEqual([ANA, BEN].sort());
      expect(await records().reads.peopleOf(two.id, 10)).toEqual([...two.people].sort());
    });

    it('removes whole days after a year, and the people that no other read names', async () => {
      const lastDay = TODAY - 365 * DAY;
      const [gone, kept] = [read({ at: lastDay - 1 }), read({ at: lastDay })];
      const more = read({ at: lastDay - DAY, people: [...newPeople(2), ANA] });
      await records().reads.add([gone, kept, more]);
      expect(await records().removeExpired(NOW, 1)).toBe(1);
      expect(await records().removeExpired(NOW, 10)).toBe(1);
      expect(await records().removeExpired(NOW, 10)).toBe(0);
      expect(await listed()).toEqual([kept.id]);
      expect(await listed({ person: ANA })).toEqual([kept.id]);
      expect(await records().reads.peopleOf(kept.id, 10)).toEqual([ANA, BEN].sort());
      expect(await records().reads.peopleOf(more.id, 10)).toEqual([]);
      expect(await records().removeExpired(NOW + DAY, 10)).toBe(1);
      expect(await records().reads.peopleOf(kept.id, 10)).toEqual([]);
    });
  });

  describe('of refused commands', () => {
    const found = async (asked: { readonly person?: string } = {}) =>
      (await records().refusals.list({ tenant: 'main', limit: 10, ...asked })).map(({ id }) => id);

    it('gives back what was added, the latest first', async () => {
      const [one, two] = [refusal(), refusal({ at: NOW + 1, target: null, person: null })];
      await records().refusals.add([one, two, refusal({ tenant: 'other' })]);
      expect(await records().refusals.list({ tenant: 'main', limit: 10 })).toEqual([two, one]);
      expect(await found({ person: READER })).toEqual([one.id]);
    });

    it('adds a refused command once, also where the answer was lost and it is added again', async () => {
      const [one, two] = [refusal(), refusal({ at: NOW - 1 })];
      await records().refusals.add([one]);
      await records().refusals.add([one, two]);
      expect(await found()).toEqual([one.id, two.id]);
    });

    it('removes whole days after a year', async () => {
      const kept = refusal({ at: TODAY - 365 * DAY });
      await records().refusals.add([kept, refusal({ at: kept.at - 1 })]);
      expect(await records().removeExpired(NOW, 10)).toBe(1);
      expect(await found()).toEqual([kept.id]);
    });
  });
}
