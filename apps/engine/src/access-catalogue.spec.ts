import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { confidences, exportOf, policies } from '@jalon/access';
import { queryHandlers } from '@jalon/read-models';
import { accessCatalogue } from './access-catalogue.js';
import { deciders } from './domain.js';

const root = join(__dirname, '../../..');

describe('the table of policies', () => {
  it('is written down as the code has it: npm run docs', () => {
    expect(readFileSync(join(root, 'docs/access.md'), 'utf8')).toBe(accessCatalogue(policies));
  });

  it('names each command and query, and no other', () => {
    const named = (...kinds: readonly string[]) =>
      policies.filter(({ kind }) => kinds.includes(kind)).map(({ action }) => action);
    const commands = deciders.flatMap((decider) => decider.commands.map(({ name }) => name));
    expect(named('command').sort()).toEqual([...commands].sort());
    const queries = queryHandlers({} as never).map(({ query }) => query);
    const made = ['ListExport', 'ReportExport'];
    const asked = queries.filter(({ name }) => !made.includes(name));
    const read = named('query', 'export', 'live');
    const files = read.filter((action) => action.endsWith(exportOf('')));
    expect(read.filter((action) => !files.includes(action)).sort()).toEqual(asked.map(({ name }) => name).sort());
    expect(files.filter((file) => !asked.some(({ name }) => file === exportOf(name)))).toEqual([]);
  });

  it('names an action once', () => {
    expect(new Set(policies.map(({ action }) => action)).size).toBe(policies.length);
  });

  it('names specs that are there, wherever more than the role decides', () => {
    const unnamed = policies.filter(
      ({ reach, specs }) => specs.length === 0 && Object.values(reach).some((relation) => relation !== 'tenant'),
    );
    expect(unnamed).toEqual([]);
    const specs = [...policies, ...confidences].flatMap((line) => line.specs);
    expect(specs.filter((spec) => !existsSync(join(root, spec)))).toEqual([]);
    expect(confidences.filter((line) => line.specs.length === 0)).toEqual([]);
  });
});
