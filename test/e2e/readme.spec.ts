import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { newFolders, removeFolders, startService, type Service } from './service.js';

const ROOT = join(__dirname, '../..');
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
const life = readme.slice(readme.indexOf('## A mission'), readme.indexOf('## What it holds to'));

/** The code blocks of one language in the README's account of a mission's life. */
function blocks(language: string): readonly string[] {
  return [...life.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gs'))].map(([, block = '']) => block);
}

describe('the README’s mission', () => {
  const folders = newFolders();
  let service: Service;
  let answers: readonly unknown[];

  beforeAll(async () => {
    service = await startService(folders);
    answers = paste();
  }, 120_000);

  afterAll(async () => {
    await service.end();
    removeFolders(folders);
  });

  function paste(): readonly unknown[] {
    const script = blocks('sh').join('\n').replaceAll('http://127.0.0.1:3000', service.url);
    const ran = spawnSync('bash', ['--norc', '-euo', 'pipefail', '-c', script], {
      cwd: ROOT,
      encoding: 'utf8',
      env: { ...process.env, JALON_DATA_DIR: folders.data, JALON_KEYS_DIR: folders.keys },
    });
    expect(ran.stderr).toBe('');
    return ran.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
  }

  it('is answered at every line, and refused at none', () => {
    const lines = life.match(/^(post|get) /gm) ?? [];
    expect(lines.length).toBeGreaterThan(15);
    expect(answers).toHaveLength(lines.length);
    expect(answers).not.toContainEqual(expect.objectContaining({ code: expect.any(String) as string }));
  });

  it('ends in the two reports that the README shows', () => {
    const shown = blocks('json').map((block) => JSON.parse(block) as unknown);
    expect(shown).toHaveLength(2);
    expect(answers.slice(-3, -1)).toEqual(shown);
  });

  it('adds nothing when it is pasted again', () => {
    const again = paste();
    const commands = again.slice(0, -5) as readonly { readonly events: readonly unknown[] }[];
    expect(commands.flatMap(({ events }) => events)).toEqual([]);
    expect(again.at(-1)).toEqual(answers.at(-1));
  }, 120_000);
});
