import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BackupRefused } from './backup-refused.js';
import { partialFile } from './partial-file.js';

describe('a file that gets its name once it is whole', () => {
  const folder = mkdtempSync(join(tmpdir(), 'jalon-partial-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'events.sqlite');
  afterEach(() => readdirSync(folder).forEach((name) => rmSync(join(folder, name))));

  it('has no name before, and is its owner’s alone', () => {
    const partial = partialFile(file);
    writeFileSync(partial.path, 'whole');
    expect(readdirSync(folder)).not.toContain('events.sqlite');
    partial.publish();
    partial.discard();
    expect([readdirSync(folder), readFileSync(file, 'utf8'), statSync(file).mode & 0o777]).toEqual([
      ['events.sqlite'],
      'whole',
      0o600,
    ]);
  });

  it('never replaces one that came meanwhile', () => {
    const partial = partialFile(file);
    writeFileSync(file, 'theirs');
    expect(() => partial.publish()).toThrow(BackupRefused);
    partial.discard();
    expect([readdirSync(folder), readFileSync(file, 'utf8')]).toEqual([['events.sqlite'], 'theirs']);
  });

  it('removes what a killed process has left for the same name, and nothing of others', () => {
    const dead = 2 ** 22 + 1;
    for (const left of [`events.sqlite.partial-${dead}-00aa00`, `other.sqlite.partial-${dead}-00aa00`]) {
      writeFileSync(join(folder, left), 'keys');
    }
    writeFileSync(join(folder, `events.sqlite.partial-${process.ppid}-00aa00`), 'of a process that lives');
    partialFile(file).discard();
    expect(readdirSync(folder).sort()).toEqual([
      `events.sqlite.partial-${process.ppid}-00aa00`,
      `other.sqlite.partial-${dead}-00aa00`,
    ]);
  });
});
