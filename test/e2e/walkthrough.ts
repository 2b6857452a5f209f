import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { environmentOf, newFolders, removeFolders, startService } from './service.js';

const ROOT = join(__dirname, '../..');
export const REAL_FILE = join(ROOT, '../shared/data/nyc-volunteer-opportunities.csv');
export const realFileIsThere = existsSync(REAL_FILE);

const walkthrough = readFileSync(join(ROOT, 'docs/walkthrough.md'), 'utf8');

/** The code blocks that begin with one of these marks (`sh`, or `sh a` in a part), in their order. */
export const blocks = (...marks: readonly string[]): readonly string[] =>
  [...walkthrough.matchAll(/^```(\w+(?: \w)?)\n(.*?)^```$/gms)]
    .filter(([, mark = '']) => marks.includes(mark))
    .map(([, , block = '']) => block);

/** Pastes blocks into a shell, beside a service over empty folders; gives the lines that came out. */
export async function pasted(script: readonly string[], folders = newFolders()): Promise<readonly string[]> {
  const service = await startService(folders);
  try {
    const here = script.join('\n').replaceAll('http://127.0.0.1:3000', service.url);
    // Bash takes its input, a socket, for a remote login, and reads the machine's own start file unless told not to.
    const { stdout, stderr } = spawnSync('bash', ['--norc', '-u', '-c', here], {
      cwd: ROOT,
      encoding: 'utf8',
      env: { ...process.env, ...environmentOf(folders) },
    });
    expect(stderr).toBe('');
    return stdout.trim().split('\n');
  } finally {
    await service.end();
    removeFolders(folders);
  }
}
