import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { countsEvents, type JourneyPlace } from './journey.place.js';
import { removeFolders, startService, type Folders, type Service } from './service.js';
import { inAShell } from './shell.js';

const ROOT = join(__dirname, '../..');
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
const life = readme.slice(readme.indexOf('## A mission'), readme.indexOf('## What it holds to'));

/** The code blocks of one language in the README's account of a mission's life. */
function blocks(language: string): readonly string[] {
  return [...life.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gs'))].map(([, block = '']) => block);
}

export function describeReadme(places: readonly JourneyPlace[]): void {
  describe.each(places)('the README’s mission, over %s', (_place, empty) => {
    let folders: Folders;
    let service: Service;
    let answers: readonly object[];

    beforeAll(async () => {
      folders = await empty();
      service = await startService(folders);
      answers = await paste();
    });

    afterAll(async () => {
      await service.end();
      removeFolders(folders);
    });

    async function paste(): Promise<readonly object[]> {
      const { stdout, stderr } = await inAShell(blocks('sh'), service, '-e', '-o', 'pipefail');
      expect(stderr).toBe('');
      return stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as object);
    }

    it('is answered at every line, and refused at none', () => {
      const lines = life.match(/^(post|get) /gm) ?? [];
      expect(lines.length).toBeGreaterThan(15);
      expect(answers).toHaveLength(lines.length);
      expect(answers).not.toContainEqual(expect.objectContaining({ code: expect.any(String) as string }));
    });

    it('ends in the two reports that the README shows', () => {
      const shown = blocks('json').map((block) => JSON.parse(block) as object);
      expect(shown).toHaveLength(2);
      const told = (reports: readonly object[]) =>
        countsEvents(folders) ? reports : reports.map((report) => ({ ...report, position: null }));
      expect(told(answers.slice(-3, -1))).toEqual(told(shown));
    });

    it('adds nothing when it is pasted again', async () => {
      const again = await paste();
      const commands = again.slice(0, -5) as unknown as readonly { readonly events: readonly unknown[] }[];
      expect(commands.flatMap(({ events }) => events)).toEqual([]);
      expect(again.at(-1)).toEqual(answers.at(-1));
    });
  });
}
