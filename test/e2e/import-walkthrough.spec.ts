import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { newFolders, removeFolders, startService } from './service.js';

// A shell that starts a process for most of its lines.
jest.setTimeout(240_000);

const ROOT = join(__dirname, '../..');
const REAL_FILE = join(ROOT, '../shared/data/nyc-volunteer-opportunities.csv');
const walkthrough = readFileSync(join(ROOT, 'docs/walkthrough.md'), 'utf8');

type Part = 'a' | 'b';

/** The code blocks of a language that are marked as of `part`, and with `orBoth` those that are marked as of neither. */
function blocks(language: string, part: Part, orBoth = false): readonly string[] {
  const found = walkthrough.matchAll(/^```(\w+)(?: ([ab]))?\n(.*?)^```$/gms);
  return [...found]
    .filter(([, itsLanguage, itsPart]) => itsLanguage === language && (itsPart ?? (orBoth ? part : null)) === part)
    .map(([, , , block = '']) => block);
}

/** Pastes a part into a shell, beside a service over empty folders; gives the lines that came out. */
async function paste(part: Part): Promise<readonly string[]> {
  const folders = newFolders();
  const service = await startService(folders);
  try {
    const script = blocks('sh', part, true).join('\n').replaceAll('http://127.0.0.1:3000', service.url);
    const { stdout, stderr } = spawnSync('bash', ['-u', '-c', script], {
      cwd: ROOT,
      encoding: 'utf8',
      env: { ...process.env, JALON_DATA_DIR: folders.data, JALON_KEYS_DIR: folders.keys },
    });
    expect(stderr).toBe('');
    return stdout.trim().split('\n');
  } finally {
    await service.end();
    removeFolders(folders);
  }
}

const parts: readonly Part[] = existsSync(REAL_FILE) ? ['a', 'b'] : ['a'];
if (parts.length === 1) process.stderr.write(`Skipped: ${REAL_FILE} is not there, so part B was not pasted.\n`);

describe.each(parts)('part %s of the walkthrough', (part) => {
  let lines: readonly string[];
  let answers: readonly { readonly code?: string; readonly audience?: string }[];

  beforeAll(async () => {
    lines = await paste(part);
    answers = lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as object);
  });

  it('is answered at every line, and refused only where it says so', () => {
    const sent =
      blocks('sh', part, true)
        .join('\n')
        .match(/^(post|get) /gm) ?? [];
    expect(sent.length).toBeGreaterThan(30);
    expect(answers).toHaveLength(sent.length);
    expect(answers.flatMap(({ code }) => code ?? [])).toEqual(['PARTY_NOT_ENTITLED', 'ENTRY_NOT_PENDING']);
  });

  it('imports what it says', () => {
    const [imported = ''] = blocks('text', part);
    expect(imported).not.toBe('');
    expect(lines.join('\n')).toContain(imported.trim());
  });

  it('ends in the reports that it shows', () => {
    const shown = blocks('json', part).map((block) => JSON.parse(block) as unknown);
    expect(shown).toHaveLength(2);
    expect(answers.filter(({ audience }) => audience !== undefined)).toEqual(shown);
  });
});
