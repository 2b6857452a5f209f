import { everyPlace } from './beside-postgres.js';
import { blocks, pasted, REAL_FILE, realFileIsThere } from './walkthrough.js';

// A shell that starts a process for most of its lines.
jest.setTimeout(240_000);

const parts: readonly string[] = realFileIsThere ? ['a', 'b'] : ['a'];
if (!realFileIsThere) process.stderr.write(`Skipped: ${REAL_FILE} is not there, so part B was not pasted.\n`);

const everywhere = parts.flatMap((part) => everyPlace.map(([place, empty]) => [part, place, empty] as const));
// The longer part is the same journey over more needs.
const gone = everywhere.filter(([part, place]) => part === 'a' || place === 'SQLite');

describe.each(gone)('part %s of the walkthrough, over %s', (part, _place, empty) => {
  const script = blocks('sh', `sh ${part}`);
  let lines: readonly string[];
  let answers: readonly { readonly code?: string; readonly audience?: string }[];

  beforeAll(async () => {
    lines = await pasted(script, await empty());
    answers = lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as object);
  });

  it('is answered at every line, and refused only where it says so', () => {
    const sent = script.join('\n').match(/^(post|get) /gm) ?? [];
    expect(sent.length).toBeGreaterThan(30);
    expect(answers).toHaveLength(sent.length);
    expect(answers.flatMap(({ code }) => code ?? [])).toEqual(['FOUR_EYES', 'ENTRY_NOT_PENDING']);
  });

  it('imports what it says', () => {
    const [imported = ''] = blocks(`text ${part}`);
    expect(imported).not.toBe('');
    expect(lines.join('\n')).toContain(imported.trim());
  });

  it('ends in the reports that it shows', () => {
    const shown = blocks(`json ${part}`).map((block) => JSON.parse(block) as unknown);
    expect(shown).toHaveLength(2);
    expect(answers.filter(({ audience }) => audience !== undefined)).toEqual(shown);
  });
});
