import { viewNamed } from '../projections.js';
import { AuditEvents } from '../audit/audit.queries.js';
import { ListEmployers, ListOrganisations, ListPeople, ListRoles } from '../directory/directory.queries.js';
import { ListHours } from '../hours/hours.queries.js';
import { ListNeeds, ListOffers } from '../marketplace/marketplace.queries.js';
import { ListMissions } from '../missions/missions.queries.js';
import { ImpactEntries, ImpactReport } from '../reports/impact.queries.js';
import { confirmedMission, EMPLOYEE, HR, logged } from '@jalon/testing';
import type { RowsQuery, ViewReader } from '@jalon/ports';
import { ask, describeOverViews, hr, id, mission, viewsOver, readThrough } from './query.fixture.js';
import type { QueryClass } from './query-handler.js';

describeOverViews('a list', () => {
  const readings: { readonly table: string; readonly query: RowsQuery }[] = [];
  const watched = (reader: ViewReader): ViewReader => ({
    ...reader,
    rows: (table, query) => {
      readings.push({ table, query });
      return reader.rows(table, query);
    },
    asOf: (known) => watched(reader.asOf(known)),
  });

  it.each<[string, QueryClass, object]>([
    ['missions', ListMissions, {}],
    ['missions of a person', ListMissions, { employee: EMPLOYEE }],
    ['hours', ListHours, {}],
    ['hours of a person', ListHours, { employee: EMPLOYEE }],
    ['needs', ListNeeds, {}],
    ['open needs', ListNeeds, { status: 'open' }],
    ['offers', ListOffers, {}],
    ['people', ListPeople, {}],
    ['granted roles', ListRoles, {}],
    ['a granted role', ListRoles, { role: 'hr' }],
    ['organisations', ListOrganisations, {}],
    ['employers', ListEmployers, {}],
    ['what a report counts', ImpactReport, { from: '2026-01', to: '2026-12' }],
    ['what a publication counts', ImpactReport, { from: '2026-01', to: '2026-12', audience: 'publication' }],
    ['the entries behind it', ImpactEntries, { from: '2026-01', to: '2026-12' }],
    ['the audit trail', AuditEvents, {}],
    ['the audit trail of a person', AuditEvents, { actor: HR }],
    ['the audit trail of a stream', AuditEvents, { stream: `mission-main.${id(1)}` }],
  ])('is read in the order of an index, so that no page sorts the whole: %s', async (_name, query, fields) => {
    readThrough((store) => ({ ...store, read: (work) => store.read((reader) => work(watched(reader))) }));
    await viewsOver(...mission(1, [...confirmedMission(), logged('a', '2026-03-03', 60)]));
    readings.length = 0;
    const answer = await ask(query, fields, { ...hr, roles: ['hr', 'auditor'] });
    if ('pages' in answer) for await (const _page of answer['pages'] as unknown as AsyncIterable<object>);
    expect(readings).not.toEqual([]);
    for (const { table, query: reading } of readings) expect(indexFor(table, reading)).toBeDefined();
  });

  /** One that begins with the columns that are known, or none of them, and goes on in the order asked for. */
  function indexFor(table: string, { where = [], order }: RowsQuery): readonly string[] | undefined {
    const { key, indexes } = viewNamed(table);
    const equal = where.flatMap((condition) => ('anyOf' in condition || condition[1] !== '=' ? [] : [condition[0]]));
    return [key, ...indexes].find((columns) =>
      [[], ...equal.map((column) => [column])].some((known) => {
        // A row's versions are few, and sorted among themselves.
        const wanted = ['tenant', ...known, ...order.by.filter((column) => column !== 'knownFrom')];
        return wanted.every((column, place) => columns[place] === column);
      }),
    );
  }
});
