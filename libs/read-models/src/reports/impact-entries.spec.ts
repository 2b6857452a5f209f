import type { Row } from '@jalon/kernel';
import { GROUPINGS, TIME_STATES } from '@jalon/rules';
import { approved, confirmedMission, EMPLOYEE, type GivenEvent, logged } from '@jalon/testing';
import {
  ask,
  describeOverViews,
  employee,
  hr,
  manager,
  mission,
  organisation,
  viewsOver,
  stranger,
} from '../query/query.fixture.js';
import { ImpactEntries, ImpactReport } from './impact.queries.js';

describeOverViews('the entries behind the impact report', () => {
  const PERIOD = { from: '2026-03', to: '2026-04' } as const;
  const rejected = (entryId: string): GivenEvent => ({
    type: 'HoursRejected',
    data: { entryId, employee: EMPLOYEE, reason: null },
  });
  const lived = () =>
    viewsOver(
      ...mission(1, [
        ...confirmedMission({ cause: 'sport', sdg: 3, site: null }),
        ...[logged('a', '2026-03-03', 60), approved('a'), logged('b', '2026-03-31', 45), rejected('b')],
        ...[logged('c', '2026-04-03', 30), logged('d', '2026-04-20', 15), logged('z', '2026-05-01', 500)],
        logged('e', '2026-04-21', 25, { onDuty: false }),
        approved('e'),
      ]),
      ...mission(2, [
        ...confirmedMission({ cause: 'health', sdg: 10, site: 'lyon' }),
        ...[logged('a', '2026-04-06', 210, { unit: 'half-day', half: 'morning' }), approved('a')],
      ]),
      ...mission(3, [
        ...confirmedMission({ basis: 'personal-time', manager: null }),
        logged('p', '2026-04-07', 600),
        approved('p'),
      ]),
    );

  async function everyEntry(fields: Partial<ImpactEntries>): Promise<readonly Row[]> {
    const items: Row[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await ask(ImpactEntries, { ...PERIOD, limit: 2, ...fields, ...(cursor && { cursor }) }, hr);
      items.push(...(page['items'] as unknown as Row[]));
      if (page['next'] === null) return items;
      cursor = page['next'] as string;
    }
  }
  const minutesOf = (entries: readonly Row[]) =>
    entries.reduce((total, entry) => total + (entry['minutes'] as number), 0);

  it('add up to each figure of time, in each row of each grouping and in the total', async () => {
    await lived();
    for (const groupBy of GROUPINGS) {
      const report = await ask(ImpactReport, { ...PERIOD, groupBy }, hr);
      const rows = report['rows'] as unknown as readonly Row[];
      expect(rows.length).toBeGreaterThan(0);
      for (const row of [...rows, report['total'] as Row]) {
        const { key } = row;
        const behind = await everyEntry({ groupBy, ...(key !== undefined && { key: (key as string | null) ?? '' }) });
        for (const state of TIME_STATES) {
          const counted = behind.filter(({ countsAs }) => countsAs === state);
          expect(minutesOf(counted)).toBe(row[`${state}Minutes`]);
          const named = { groupBy, state, ...(key !== undefined && { key: (key as string | null) ?? '' }) };
          expect(await everyEntry(named)).toEqual(counted);
        }
      }
    }
  });

  it('tell pending time from unanswered time on the date of reading', async () => {
    await lived();
    expect(await everyEntry({ state: 'unanswered' })).toMatchObject([{ entryId: 'c', minutes: 30 }]);
    expect(await everyEntry({ state: 'unanswered', at: '2026-04-18' })).toEqual([]);
    expect(await everyEntry({ state: 'pending', at: '2026-04-18' })).toMatchObject([
      { entryId: 'd' },
      { entryId: 'c' },
    ]);
  });

  it('are none for a key that no row has, and never in personal time', async () => {
    await lived();
    const none = [
      { groupBy: 'sdg', key: 'three' },
      { groupBy: 'month', key: 'April' },
      { groupBy: 'basis', key: 'personal-time' },
      { groupBy: 'cause', key: '' },
    ] as const;
    for (const named of none) expect(await everyEntry(named)).toEqual([]);
    expect((await everyEntry({})).map((entry) => entry['entryId'])).not.toContain('p');
  });

  it('are for callers who may read the internal report', async () => {
    await lived();
    for (const as of [employee, manager, organisation, stranger]) {
      await expect(ask(ImpactEntries, PERIOD, as)).rejects.toMatchObject({
        rejection: { code: 'QUERY_NOT_ALLOWED' },
      });
    }
  });
});
