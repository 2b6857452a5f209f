import { existsSync, readFileSync } from 'node:fs';

/** The pages that prove what they say by tests: in the last column of their tables. */
const PAGES = ['docs/threat-model.md', 'docs/asvs.md'];

interface Row {
  readonly at: string;
  readonly cells: readonly string[];
  /** The headings of its table. */
  readonly headings: readonly string[];
}

function rowsOf(page: string): readonly Row[] {
  let headings: readonly string[] = [];
  let previous = '';
  return readFileSync(page, 'utf8')
    .split('\n')
    .flatMap((line, index) => {
      const cells = line.startsWith('|')
        ? line
            .split('|')
            .slice(1, -1)
            .map((cell) => cell.trim())
        : [];
      const before = previous;
      previous = line;
      if (cells.length === 0 || cells.every((cell) => /^:?-+:?$/.test(cell))) return [];
      if (!before.startsWith('|')) {
        headings = cells;
        return [];
      }
      return [{ at: `${page}:${index + 1}`, cells, headings }];
    });
}

/** The tests in a cell: `file`, and “titles” in it. */
const testsIn = (cell: string) =>
  [...cell.matchAll(/`([^`]+\.(?:spec|journey|contract)\.ts)`((?: “[^”]+”)*)/g)].map(([, file = '', titles = '']) => ({
    file,
    titles: [...titles.matchAll(/“([^”]+)”/g)].map(([, title = '']) => title),
  }));

describe.each(PAGES)('the evidence in %s', (page) => {
  const rows = rowsOf(page).filter(({ headings }) => ['Test', 'Evidence'].includes(headings.at(-1) ?? ''));

  it('is there in every row', () => {
    expect(rows.length).toBeGreaterThan(20);
    const without = rows.filter(({ cells }) => (cells.at(-1) ?? '') === '');
    expect(without.map(({ at }) => at)).toEqual([]);
    if (page === 'docs/threat-model.md')
      expect(rows.filter(({ cells }) => testsIn(cells.at(-1) ?? '').length === 0).map(({ at }) => at)).toEqual([]);
  });

  it('names tests that exist, by titles that they have', () => {
    const missing = rows.flatMap(({ at, cells }) =>
      testsIn(cells.at(-1) ?? '').flatMap(({ file, titles }) => {
        if (!existsSync(file)) return [`${at}: ${file}`];
        const code = readFileSync(file, 'utf8');
        return titles.filter((title) => !code.includes(title)).map((title) => `${at}: ${file}: ${title}`);
      }),
    );
    expect(missing).toEqual([]);
  });

  it('names files that exist', () => {
    const named = rows.flatMap(({ at, cells }) =>
      [...(cells.at(-1) ?? '').matchAll(/`((?:apps|libs|docs|test|scripts|[.]ci)\/[^`\s]+)`/g)].map(
        ([, file = '']) => ({ at, file }),
      ),
    );
    expect(named.filter(({ file }) => !existsSync(file))).toEqual([]);
  });
});
