import type { Row, Zone } from '@jalon/kernel';
import { approved, confirmedMission, logged, type GivenEvent } from '@jalon/testing';
import type { ViewReader } from '@jalon/ports';
import {
  ask,
  describeOverViews,
  employee,
  happen,
  hr,
  id,
  mission,
  readThrough,
  viewsOver,
  waitedFor,
} from '../query/query.fixture.js';
import type { ExportAnswer } from '../query/list-export.js';
import { ImpactReport, ReportExport } from './impact.queries.js';
import { monthReadings } from './publication.answers.js';
import { statesOf } from './publication.js';

const person = (n: number) => id(700 + n);
/** The mission of a person, with an hour in March that is approved at `at`. */
const hour = (n: number, at: string, terms: object = {}, entry = 'a'): readonly GivenEvent[] => {
  const who = { employee: person(n) };
  const given = [...confirmedMission({ ...who, ...terms }), logged(entry, '2026-03-03', 60 + n, who)];
  return mission(n, [
    ...given.map((event) => ({ ...event, at: '2026-03-03T18:00:00.000Z' })),
    { ...approved(entry), at },
  ]);
};
const hours = (from: number, count: number, at: string, terms: object = {}) =>
  Array.from({ length: count }, (_, index) => hour(from + index, at, terms)).flat();

/** As `hour`, in February, which first appears at the end of March. */
const inFebruary = (n: number, at: string, terms: object = {}, entry = 'a') =>
  hour(100 + n, at, terms, entry).map((event) =>
    event.type === 'HoursLogged' ? { ...event, data: { ...event.data, date: '2026-02-03' } } : event,
  );
const six = [1, 2, 3, 4, 5, 6].flatMap((n) => inFebruary(n, '2026-03-20T09:00:00.000Z'));

const corrected = (month: string, at: string): GivenEvent => ({
  type: 'PublicationCorrected',
  category: 'publication',
  id: month,
  data: { month, actId: id(900) },
  at,
});

const MARCH = { from: '2026-03', to: '2026-03' } as const;
const published = (fields: Partial<ImpactReport> = {}, as = employee) => ask(ImpactReport, { ...MARCH, ...fields }, as);
const refused = (code: string) => ({ rejection: { code } });

describeOverViews('the report for publication', () => {
  // The fixture reads on 1 May 2026 at noon: April is the last month that has ended.
  it('is as of the end of a civil month, in the tenant’s zone, and the same for everybody', async () => {
    await viewsOver(
      // The last moment of April in Paris is 21:59:59.999 UTC.
      ...hours(1, 6, '2026-04-30T21:59:59.999Z'),
      ...hours(11, 6, '2026-04-30T22:00:00.000Z'),
    );
    const answer = await published();
    expect(answer).toMatchObject({
      at: '2026-04-30',
      asOf: { month: '2026-04', date: '2026-04-30' },
      rows: [{ key: '2026-03', confirmedMinutes: 6 * 60 + 21, unchangedSince: '2026-04', countedMonths: ['2026-03'] }],
      total: { confirmedMinutes: 381, peopleAtLeast: 5, missionsAtLeast: 5, organisationsAtLeast: 0 },
      corrections: [],
    });
    expect(await published({ asOf: '2026-04' })).toEqual(answer);
    await expect(published({ asOf: '2026-03' })).rejects.toMatchObject({
      rejection: {
        code: 'PUBLICATION_TO_COME',
        params: { from: '2026-03', asOf: '2026-03', first: '2026-04', readableFrom: '2026-05' },
      },
    });
    const { differences, ...previewed } = await published({ audience: 'publication' }, hr);
    expect(previewed).toEqual(answer);
    expect(differences).toEqual({ heldBack: [], corrected: [] });
  });

  it('names the months of its period that are still to come', async () => {
    await viewsOver(...hours(1, 6, '2026-04-10T09:00:00.000Z'));
    expect(await published({ from: '2026-01', to: '2026-03' })).not.toHaveProperty('monthsToCome');
    const { monthsToCome } = await published({ from: '2026-01', to: '2026-12' });
    expect(monthsToCome).toEqual(Array.from({ length: 9 }, (_, n) => `2026-${String(n + 4).padStart(2, '0')}`));
    const before = await published({ from: '2026-01', to: '2026-03', asOf: '2026-03' });
    expect(before).toMatchObject({ monthsToCome: ['2026-03'] });
  });

  it('is never of a position, an instant, a day, a day of reading or a month that goes on', async () => {
    await viewsOver(...hours(1, 6, '2026-04-10T09:00:00.000Z'));
    for (const asOf of ['14006', '7', '2026-04-10', '2026-04-10T10:00:00Z', '2026-05', '2027-01']) {
      for (const as of [employee, hr]) {
        await expect(published({ asOf, audience: 'publication' }, as)).rejects.toMatchObject(
          refused('PUBLICATION_MOMENT'),
        );
      }
    }
    await expect(published({ at: '2026-04-10' })).rejects.toMatchObject(refused('PUBLICATION_MOMENT'));
  });

  it('is of whole months, quarters and years, by month and by cause', async () => {
    await viewsOver(...hours(1, 6, '2026-04-10T09:00:00.000Z'));
    for (const period of [
      { from: '2026-03', to: '2026-03' },
      { from: '2026-01', to: '2026-03' },
      { from: '2026-01', to: '2026-12' },
    ]) {
      for (const groupBy of ['month', 'cause'] as const) {
        expect((await published({ ...period, groupBy }))['total']).toMatchObject({ confirmedMinutes: 381 });
      }
      for (const groupBy of ['department', 'site', 'organisation', 'employer', 'basis', 'sdg'] as const) {
        await expect(published({ ...period, groupBy })).rejects.toMatchObject(refused('PUBLICATION_NOT_LISTED'));
      }
    }
    for (const period of [
      { from: '2026-03', to: '2026-04' },
      { from: '2026-02', to: '2026-04' },
      { from: '2025-12', to: '2026-11' },
      { from: '1999-01', to: '1999-12' },
      { from: '9999-01', to: '9999-12' },
    ]) {
      await expect(published(period)).rejects.toMatchObject(refused('PUBLICATION_NOT_LISTED'));
    }
  });

  it('has no state of a month before anything was known of it, however long ago', async () => {
    await viewsOver(...hours(1, 6, '2026-04-10T09:00:00.000Z'));
    const year = { from: '2001-01', to: '2001-12' };
    expect(await published(year)).toMatchObject({ rows: [], total: { suppressed: true } });
    const nothing = { hours: [], ended: [], missions: [], attributions: [], outcomes: [], scores: [] };
    const asked = {
      until: '2026-04',
      zone: 'Europe/Paris' as Zone,
      corrections: [],
      humansAt: () => (person: string) => person,
    } as const;
    expect([...monthReadings(nothing, { month: '2001-01', ...asked })]).toEqual([]);
    expect(statesOf('2001-01', { from: '2026-03', until: '2026-04' })).toEqual(['2026-03', '2026-04']);
    expect(statesOf('2026-03', { from: '2026-03', until: '2026-04' })).toEqual(['2026-04']);
  });

  it('counts everybody in a month that first appears', async () => {
    await viewsOver(...hours(1, 6, '2026-03-31T09:00:00.000Z'), ...hour(46, '2026-04-30T09:00:00.000Z'));
    // Both were known when the month first appeared.
    expect(await published()).toMatchObject({ total: { confirmedMinutes: 381 + 106 } });
  });

  it('counts only what is confirmed, and shows a figure about too few people as none', async () => {
    await viewsOver(
      ...hours(1, 6, '2026-04-10T09:00:00.000Z'),
      ...mission(20, [...confirmedMission({ employee: person(20) }), logged('a', '2026-03-04', 500)]),
      ...mission(21, [
        ...confirmedMission({ employee: person(21) }),
        logged('a', '2026-03-04', 70, { onDuty: false, employee: person(21) }),
        approved('a'),
      ]),
    );
    const { total } = await published();
    expect(total).toMatchObject({ confirmedMinutes: 381, confirmedOffDutyMinutes: null, outcomes: [] });
    expect(Object.keys(total as Row).join()).not.toMatch(/pending|rejected|Logged/);
  });

  it.each([
    { quantities: [0, 0, 0, 0, 120], total: { suppressed: true } },
    { quantities: [1, 1, 1, 1, 120], total: { outcomes: [{ indicator: 'meals-served', quantity: 124 }] } },
  ])('counts nobody for an amount of nothing: $quantities', async ({ quantities, total }) => {
    const told = (n: number, quantity: number): readonly GivenEvent[] => {
      const outcomes = [{ indicator: 'meals-served', quantity }];
      const at = '2026-03-31T09:00:00.000Z';
      const closure = { employee: person(n), endedOn: '2026-03-31', forced: false, outcomes, reason: null };
      const rest = { totals: {}, evaluationDeadline: '2026-04-30' };
      const events: GivenEvent[] = [
        ...confirmedMission({ employee: person(n) }),
        { type: 'MissionClosed', data: { ...closure, ...rest } },
        { type: 'OutcomesConfirmed', data: { outcomes } },
      ];
      return mission(
        n,
        events.map((event) => ({ ...event, at })),
      );
    };
    await viewsOver(...quantities.flatMap((quantity, index) => told(1 + index, quantity)));
    expect((await published())['total']).toMatchObject(total);
  });

  it('holds one colleague’s minutes back that are approved later, and says so to those who may read entries', async () => {
    await viewsOver(...six, ...inFebruary(7, '2026-04-20T09:00:00.000Z'));
    const february = { from: '2026-02', to: '2026-02' } as const;
    const [before, after] = [await published({ ...february, asOf: '2026-03' }), await published(february)];
    expect(after['total']).toEqual(before['total']);
    expect(after['total']).toMatchObject({ unchangedSince: '2026-03' });
    expect(after).not.toHaveProperty('differences');
    expect((await published({ ...february, audience: 'publication' }, hr))['differences']).toMatchObject({
      heldBack: [
        { month: '2026-02', figure: 'confirmed', key: 'education', smallGroups: false, people: 1, missions: [id(107)] },
      ],
    });
  });

  it('counts organisations as they stood when the figures were published, also after a merger', async () => {
    const own = (n: number) => inFebruary(n, '2026-03-20T09:00:00.000Z', { organisation: id(300 + n) });
    const registered: GivenEvent = {
      type: 'OrganisationRegistered',
      category: 'organisation',
      id: id(301),
      data: { name: 'Les Toits', register: 'rna', registerNumber: null, department: null, contact: null },
      at: '2026-03-01T09:00:00.000Z',
    };
    const merged: GivenEvent = {
      ...{ type: 'OrganisationMerged', category: 'organisation', id: id(301) },
      ...{ data: { actId: id(900), into: id(302) }, at: '2026-04-10T09:00:00.000Z' },
    };
    const february = { from: '2026-02', to: '2026-02' } as const;
    await viewsOver(registered, ...[1, 2, 3, 4, 5].flatMap(own), merged);
    for (const asOf of ['2026-03', '2026-04']) {
      expect((await published({ ...february, asOf }))['total']).toMatchObject({ organisationsAtLeast: 5 });
    }
    // Published anew, the figures count them as one: no five organisations are left.
    const more = [1, 2, 3, 4, 5].flatMap((n) => inFebruary(n, '2026-04-20T09:00:00.000Z', {}, 'b').slice(-2));
    await viewsOver(registered, ...[1, 2, 3, 4, 5].flatMap(own), merged, ...more);
    const total = { organisationsAtLeast: 0, unchangedSince: '2026-04' };
    expect((await published(february))['total']).toMatchObject(total);
    expect((await published({ ...february, asOf: '2026-03' }))['total']).toMatchObject({ organisationsAtLeast: 5 });
  });

  it('waits for the newest event only while older ones may be missing', async () => {
    await viewsOver(...hours(1, 6, '2026-04-30T21:00:00.000Z'));
    const waits = async (fields: Partial<ImpactReport> = {}) => {
      waitedFor.length = 0;
      await published(fields);
      return waitedFor.length > 0;
    };
    // An hour after April has ended, none of its events can still come.
    expect(await waits()).toBe(true);
    const nothing = { type: 'EmployerRegistered', category: 'employer', id: id(950) } as const;
    await happen({ ...nothing, data: { name: 'A', siren: '732829320' }, at: '2026-04-30T22:30:00.000Z' });
    expect(await waits()).toBe(true);
    await happen({ ...nothing, id: id(951), data: { name: 'B', siren: '356000000' }, at: '2026-04-30T23:30:00.000Z' });
    expect([await waits(), await waits({ from: '2026-02', to: '2026-02', asOf: '2026-03' })]).toEqual([false, false]);
  });

  it('is made once for all who ask, and what waits is read for those who may see it', async () => {
    const read: string[] = [];
    const watched = (reader: ViewReader): ViewReader => ({
      ...reader,
      rows: (table, query) => {
        if (query.everyVersion) read.push(table);
        return reader.rows(table, query);
      },
    });
    readThrough((store) => ({ ...store, read: (work) => store.read((reader) => work(watched(reader))) }));
    await viewsOver(...hours(1, 6, '2026-04-10T09:00:00.000Z'));
    const times = () => read.filter((table) => table === 'hours').length;
    const answers = await Promise.all([published(), published(), published()]);
    expect([new Set(answers.map((answer) => JSON.stringify(answer))).size, times()]).toEqual([1, 1]);
    await published({ groupBy: 'cause' });
    expect(times()).toBe(1);
    await published({ audience: 'publication' }, hr);
    expect(times()).toBe(2);
  });

  it('is made anew over views that went back, as over a restored log', async () => {
    let [folds, wentBack] = [0, false];
    const watched = (reader: ViewReader): ViewReader => ({
      ...reader,
      progress: async () => {
        const progress = await reader.progress();
        return wentBack ? progress.map((each) => ({ ...each, position: '1' })) : progress;
      },
      rows: (table, query) => {
        if (query.everyVersion && table === 'hours') folds += 1;
        return reader.rows(table, query);
      },
    });
    readThrough((store) => ({ ...store, read: (work) => store.read((reader) => work(watched(reader))) }));
    await viewsOver(...hours(1, 6, '2026-04-10T09:00:00.000Z'));
    await published();
    await published({ groupBy: 'cause' });
    expect(folds).toBe(1);
    wentBack = true;
    await published();
    expect(folds).toBe(2);
  });

  describe('a correction that two people decided', () => {
    const february = { from: '2026-02', to: '2026-02' } as const;
    const late = inFebruary(7, '2026-04-20T09:00:00.000Z');

    it('is published with the next month end, by however little it differs, and says that it is one', async () => {
      await viewsOver(...six, ...late, corrected('2026-02', '2026-04-21T09:00:00.000Z'));
      const [before, after] = [await published({ ...february, asOf: '2026-03' }), await published(february)];
      expect(before).toMatchObject({
        total: { confirmedMinutes: 6 * 160 + 21 },
        corrections: [],
      });
      expect(after).toMatchObject({
        total: { confirmedMinutes: 7 * 160 + 28, unchangedSince: '2026-04' },
        corrections: [{ month: '2026-02', asOf: '2026-04' }],
      });
      expect(after).not.toHaveProperty('differences');
      const year = await published({ from: '2026-01', to: '2026-12' });
      expect(year['corrections']).toEqual(after['corrections']);
    });

    it('shows what it changed to those who may read entries', async () => {
      await viewsOver(...six, ...late, corrected('2026-02', '2026-04-21T09:00:00.000Z'));
      const { differences } = await published({ ...february, audience: 'publication' }, hr);
      expect(differences).toEqual({
        heldBack: [],
        corrected: [
          {
            asOf: '2026-04',
            month: '2026-02',
            figure: 'confirmed',
            key: 'education',
            smallGroups: false,
            people: 1,
            published: 6 * 160 + 21,
            known: 7 * 160 + 28,
            missions: [id(107)],
          },
        ],
      });
    });

    it('changes nothing in the month in which it is decided', async () => {
      await viewsOver(...six, ...late, corrected('2026-02', '2026-04-30T22:00:00.000Z'));
      expect(await published(february)).toMatchObject({
        total: { unchangedSince: '2026-03' },
        corrections: [],
      });
    });

    it('says nothing where there is nothing to correct', async () => {
      await viewsOver(...six, corrected('2026-02', '2026-04-21T09:00:00.000Z'));
      expect(await published(february)).toMatchObject({
        total: { unchangedSince: '2026-03' },
        corrections: [],
      });
    });

    it('is told in each line of a file, which holds no differences', async () => {
      await viewsOver(...six, ...late, corrected('2026-02', '2026-04-21T09:00:00.000Z'));
      const report = Object.assign(new ImpactReport(), { ...february, audience: 'publication' });
      const { pages, ...reading } = (await ask(ReportExport, { report }, hr)) as unknown as ExportAnswer;
      const lines: object[] = [];
      for await (const page of pages) lines.push(...page);
      expect(lines).toHaveLength(2);
      for (const line of lines) expect(line).toMatchObject({ corrections: [{ month: '2026-02', asOf: '2026-04' }] });
      expect(JSON.stringify({ reading, lines })).not.toMatch(/differences|heldBack/);
    });
  });
});
