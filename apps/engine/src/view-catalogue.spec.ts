import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projections, views } from '@jalon/read-models';
import { BI_PROGRESS, biViewsOf } from '@jalon/view-store';
import { viewCatalogue } from './view-catalogue.js';

describe('the catalogue of views', () => {
  it('is written down as the tables have it: npm run docs', () => {
    const written = readFileSync(join(__dirname, '../../../docs/views.md'), 'utf8');
    expect(written).toBe(viewCatalogue(projections));
  });

  it('holds every view for BI tools, and every table of the engine itself, once, with all columns of each', () => {
    const catalogue = viewCatalogue(projections);
    const sections = views.map((table): readonly [string, readonly string[]] => {
      const [standing] = biViewsOf(table);
      return standing
        ? [standing.name, standing.columns.map(({ name }) => name)]
        : [table.name, Object.keys(table.columns)];
    });
    for (const [name, columns] of sections) {
      const [, section, ...more] = catalogue.split(`### ${name}\n`);
      expect(more).toEqual([]);
      const own = section?.split('\n### ')[0] ?? '';
      for (const column of columns) expect(own).toContain(`| \`${column}\` |`);
    }
    for (const { name, history } of views.flatMap(biViewsOf))
      if (history) expect(catalogue).toContain(`- History: \`${name}\`\n`);
  });
});

describe('the views for BI tools', () => {
  const star = views.filter((table) => table.star !== undefined);
  const all = [BI_PROGRESS, ...star.flatMap(biViewsOf)];
  const columns = all.flatMap((view) => view.columns.map((column) => ({ ...column, view: view.name })));

  it('are those of what stands, and of what was known where a table keeps versions', () => {
    for (const table of star) {
      expect(biViewsOf(table).map(({ name }) => name)).toEqual([
        `bi_${table.name}`,
        ...(table.versioned ? [`bi_${table.name}_history`] : []),
      ]);
    }
    expect(star.filter(({ versioned }) => !versioned).map(({ name }) => name)).toEqual(['tenants']);
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  });

  it('have columns in snake_case, each named once', () => {
    for (const view of all) {
      const names = view.columns.map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
      expect(names.filter((name) => !/^[a-z]+(_[a-z]+)*$/.test(name))).toEqual([]);
    }
  });

  it('call an id the same everywhere, and refer to dimensions by the names of their keys', () => {
    expect(columns.filter(({ name }) => name === 'id')).toEqual([]);
    for (const { columns: declared, star: role } of star)
      for (const name of Object.keys(role?.names ?? {})) expect([name, declared[name]?.type]).toEqual([name, 'id']);
    const keys = Object.fromEntries(
      star.flatMap(({ name, star: role }) => (role?.thing === undefined ? [] : [[name, `${role.thing}_id`]])),
    );
    for (const { names, name } of columns.filter((column) => column.names !== undefined)) {
      expect(Object.keys(keys)).toContain(names);
      expect(name).toMatch(/_id$/);
      const [dimension] = biViewsOf(star.find((table) => table.name === names)!);
      expect(dimension?.key).toEqual(['tenant', keys[names!]]);
    }
    // A column that is called after a dimension's key refers to that dimension.
    const thing = new Map(Object.entries(keys).map(([table, key]) => [key, table]));
    for (const { names, name, view } of columns)
      if (names !== undefined && thing.has(name)) expect([view, name, keys[names]]).toEqual([view, name, name]);
  });

  it('say what each number counts, in the name where it is a length of time or a distance', () => {
    const numbers = columns.filter(
      ({ type, column }) => type === 'integer' && !/^known|^position$|^version$/.test(column),
    );
    expect(numbers.length).toBeGreaterThan(10);
    for (const { view, name, unit } of numbers) {
      expect([view, name, unit]).not.toContain(undefined);
      const named = { minutes: 'minutes', kilometres: 'km' }[unit!];
      if (named !== undefined) expect(name.split('_')).toContain(named);
    }
  });

  it('hold nothing personal, and lists of plain values only', () => {
    for (const table of star) {
      const shown = new Set(biViewsOf(table).flatMap((view) => view.columns.map(({ column }) => column)));
      const personal = Object.entries(table.columns).filter(([, { of }]) => of?.shape.kind === 'personal');
      expect(personal.filter(([name]) => shown.has(name))).toEqual([]);
    }
    for (const { view, name, type, column, path } of columns.filter((each) => each.type === 'json')) {
      const table = star.find((each) => view.startsWith(`bi_${each.name}`))!;
      const of = table.columns[column]?.of?.shape;
      expect([view, name, type, path, of?.kind]).toEqual([view, name, 'json', [], 'list']);
      expect(of?.kind === 'list' ? of.of.shape.kind : of?.kind).toMatch(/^(uuid|code|text-code)$/);
    }
  });
});
