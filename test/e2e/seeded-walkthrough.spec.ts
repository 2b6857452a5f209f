import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { newFolders, removeFolders, startService } from './service.js';

// A shell that lives a year.
jest.setTimeout(240_000);

const ROOT = join(__dirname, '../..');
const REAL_FILE = join(ROOT, '../shared/data/nyc-volunteer-opportunities.csv');
const walkthrough = readFileSync(join(ROOT, 'docs/walkthrough.md'), 'utf8');

const blocks = (mark: string): readonly string[] =>
  [...walkthrough.matchAll(new RegExp(`^\`\`\`${mark}\n(.*?)^\`\`\`$`, 'gms'))].map(([, block = '']) => block);

const there = existsSync(REAL_FILE);
if (!there) process.stderr.write(`Skipped: ${REAL_FILE} is not there, so part C of the walkthrough was not pasted.\n`);

(there ? describe : describe.skip)('part C of the walkthrough', () => {
  it('comes out as it is shown, beside a service over empty folders', async () => {
    const folders = newFolders();
    const service = await startService(folders);
    try {
      const [start = ''] = blocks('sh');
      const script = [start, ...blocks('sh c')].join('\n').replaceAll('http://127.0.0.1:3000', service.url);
      const { stdout, stderr } = spawnSync('bash', ['-u', '-c', script], {
        cwd: ROOT,
        encoding: 'utf8',
        env: { ...process.env, JALON_DATA_DIR: folders.data, JALON_KEYS_DIR: folders.keys },
      });
      expect(stderr).toBe('');
      const shown = blocks('text c').join('').trim().split('\n');
      expect(stdout.trim().split('\n')).toEqual(shown);
    } finally {
      await service.end();
      removeFolders(folders);
    }
  });
});
