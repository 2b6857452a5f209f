import { directoryEvents } from '@jalon/directory/events';
import { marketplaceEvents } from '@jalon/marketplace/events';
import { missionEvents } from '@jalon/mission/events';
import { VERSION_COLUMNS } from '@jalon/kernel';
import { auditProjection, projections, views } from './index.js';

const events = [...directoryEvents, ...marketplaceEvents, ...missionEvents];

describe('the projections', () => {
  it.each(events.map(({ type }) => type))('one besides the audit trail handles %s', (type) => {
    const handling = projections.filter(
      (projection) => projection !== auditProjection && projection.tables.some((table) => type in table.handlers),
    );
    expect(handling).not.toEqual([]);
  });

  it('handle no event that does not exist', () => {
    const known = events.map(({ type }) => type as string);
    const handled = views.flatMap((table) => Object.keys(table.handlers));
    expect(handled.filter((type) => !known.includes(type))).toEqual([]);
  });

  it.each(views.map((table) => [table.name, table] as const))(
    '%s has keys and indexes that begin with the tenant and name its columns',
    (_name, table) => {
      for (const columns of [table.key, ...table.indexes]) {
        expect(columns[0]).toBe('tenant');
        expect(columns.filter((column) => !(column in table.columns))).toEqual([]);
      }
    },
  );

  it('have no column that versions are known by', () => {
    const columns = views.flatMap((table) => Object.keys(table.columns));
    expect(columns.filter((name) => name in VERSION_COLUMNS)).toEqual([]);
  });

  it('have a table name each', () => {
    const names = projections.flatMap(({ tables }) => tables.map(({ name }) => name));
    expect(new Set(names).size).toBe(names.length);
  });
});
