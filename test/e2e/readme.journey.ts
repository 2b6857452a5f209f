import type { Storage } from './storages.js';
import { shellOf, shownIn } from './page-blocks.js';
import { removeFolders, startService, type Folders, type Service } from './service.js';
import { inAShell } from './shell.js';

const life = shellOf('README.md', '');

export function describeReadme(storages: readonly Storage[]): void {
  describe.each(storages)('the README’s mission, over %s', (_storage, empty) => {
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
      const { stdout, stderr } = await inAShell(life, service, '-e', '-o', 'pipefail');
      expect(stderr).toBe('');
      return stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as object);
    }

    it('is answered at every line, and refused at none', () => {
      const lines = life.join('\n').match(/^(post|get) /gm) ?? [];
      expect(lines.length).toBeGreaterThan(15);
      expect(answers).toHaveLength(lines.length);
      expect(answers).not.toContainEqual(expect.objectContaining({ code: expect.any(String) as string }));
    });

    it('ends in the two reports that the README shows', () => {
      const shown = shownIn('README.md', 'json').map((block) => JSON.parse(block) as object);
      expect(shown).toHaveLength(2);
      // Each installation gives its own positions.
      const told = (reports: readonly object[]) => reports.map((report) => ({ ...report, position: null }));
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
