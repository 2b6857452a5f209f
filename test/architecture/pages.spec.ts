import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { codeBlocks, PAGES_RUN } from '../e2e/page-blocks.js';

const partsRun = new Map<string, readonly string[]>(Object.entries(PAGES_RUN));

const FOLDERS = ['apps', 'bench', 'docs', 'examples', 'libs', 'scripts', 'test'];

const inRoot = readdirSync('.', { withFileTypes: true }).flatMap((entry) => (entry.isFile() ? entry.name : []));
const inFolders = FOLDERS.flatMap((folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? join(entry.parentPath, entry.name) : [],
  ),
);
const files = [...inRoot, ...inFolders];
const pages = files.filter((file) => file.endsWith('.md'));

const read = (page: string) => readFileSync(page, 'utf8');

/** A page without its code blocks; its lines keep their numbers. */
const prose = (page: string) => read(page).replace(/^ *```\w.*?^ *```$/gms, (block) => block.replace(/.+/g, ''));

describe.each(pages)('the page %s', (page) => {
  it('has shell blocks that a test runs, or says why none does', () => {
    const parts = partsRun.get(page) ?? [];
    const forgotten = codeBlocks(page)
      .filter(({ language, notRun }) => ['sh', 'bash', 'shell', 'console'].includes(language) && notRun === null)
      .filter(({ language, part }) => language !== 'sh' || !parts.includes(part));
    expect(forgotten.map(({ line }) => `${page}:${line}`)).toEqual([]);
  });

  it('links to files and headings that exist', () => {
    const targets = [...prose(page).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)/g)];
    const dead = targets.filter(([, path = '', heading]) => {
      const target = path === '' ? page : normalize(join(dirname(page), path));
      if (!existsSync(target)) return true;
      return heading !== undefined && !headingsOf(target).includes(heading);
    });
    expect(dead.map(([link]) => link)).toEqual([]);
  });
});

// docs/benchmarks.md is rewritten with the next measurements.
describe.each(pages.filter((page) => page !== 'docs/benchmarks.md'))('the prose of %s', (page) => {
  it('has lines of at most 120 characters, without tables and the addresses of links', () => {
    const long = prose(page)
      .split('\n')
      .map((line, index) => ({ at: `${page}:${index + 1}`, line: line.replace(/\]\([^)]*\)/g, ']') }))
      .filter(({ line }) => !/^\s*\|/.test(line) && line.length > 120);
    expect(long.map(({ at }) => at)).toEqual([]);
  });
});

/** The pages for people who change the code. */
const MAPS = pages.filter((page) =>
  /^(CONTRIBUTING|docs\/architecture|test\/README|libs\/[^/]+\/README)[.]md$/.test(page),
);

describe.each(MAPS)('the map %s', (page) => {
  it('names files that exist', () => {
    const named = [...read(page).matchAll(/`([^`\s]+)`/g)].map(([, name = '']) =>
      name.startsWith('src/') ? join(dirname(page), name) : name,
    );
    const missing = named
      .filter((name) => name.includes('/') && FOLDERS.includes(name.split('/')[0] ?? ''))
      .filter((name) => !files.some((file) => patternOf(name).test(file)));
    expect(missing).toEqual([]);
  });
});

it.each(readdirSync('libs'))('libs/%s has a README', (lib) => {
  expect(pages).toContain(`libs/${lib}/README.md`);
});

/** A path, or a folder, in which `*` and `<words>` stand for any name and `**` for any folders. */
function patternOf(name: string): RegExp {
  const pattern = name
    .replaceAll(/[.()[\]+?]/g, '\\$&')
    .replaceAll(/<[^>]+>/g, '[^/]+')
    .replaceAll('**/', '(.+/)?')
    .replaceAll('*', '[^/]*');
  return new RegExp(`^${pattern}(/|$)`.replace('/(/|$)', '/'));
}

/** The anchors of a page's headings, as GitHub makes them. */
function headingsOf(page: string): readonly string[] {
  return [...prose(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
