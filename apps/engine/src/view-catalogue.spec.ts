import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projections, views } from '@jalon/read-models';
import { viewCatalogue } from './view-catalogue.js';

describe('the catalogue of views', () => {
  it('is written down as the tables have it: npm run docs', () => {
    const written = readFileSync(join(__dirname, '../../../docs/views.md'), 'utf8');
    expect(written).toBe(viewCatalogue(projections));
  });

  it('holds every table once, and every column of each', () => {
    const catalogue = viewCatalogue(projections);
    for (const { name, columns } of views) {
      const [, section, ...more] = catalogue.split(`### ${name}\n`);
      expect(more).toEqual([]);
      const own = section?.split('\n### ')[0] ?? '';
      for (const column of Object.keys(columns)) expect(own).toContain(`| \`${column}\` |`);
    }
  });

  it('names dimensions that there are, by columns that there are', () => {
    const dimensions = views.filter(({ star }) => star?.kind === 'dimension').map(({ name }) => name);
    for (const { columns, star } of views) {
      for (const [column, dimension] of Object.entries(star?.names ?? {})) {
        expect(Object.keys(columns)).toContain(column);
        expect(dimensions).toContain(dimension);
      }
    }
  });
});
