import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { BackupRefused } from './backup-refused.js';
import { partialFile, publishAll } from './partial-file.js';

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

  it('leaves no name behind where another of them cannot have its own', () => {
    const keys = partialFile(join(folder, 'keys.sqlite'));
    const events = partialFile(file);
    writeFileSync(file, 'theirs');
    expect(() => publishAll([keys, events])).toThrow(BackupRefused);
    for (const each of [keys, events]) each.discard();
    expect([readdirSync(folder), readFileSync(file, 'utf8')]).toEqual([['events.sqlite'], 'theirs']);
  });

  it('removes what a killed process has left for the same name, and nothing of others', () => {
    const left = ['events.sqlite.partial-00aa00bb00cc', 'events.sqlite.partial-00aa00bb00cc-journal'];
    const others = ['events.sqlite.partial-notes', 'other.sqlite.partial-00aa00bb00cc'];
    for (const name of [...left, ...others]) writeFileSync(join(folder, name), 'keys');
    partialFile(file).discard();
    expect(readdirSync(folder).sort()).toEqual(others);
  });

  it('is the last one begun of several at once, and the others are told', () => {
    const [first, last] = [partialFile(file), partialFile(file)];
    expect(readdirSync(folder)).toEqual([basename(last.path)]);
    expect(() => publishAll([first])).toThrow('Another process has begun');
    publishAll([last]);
    for (const each of [first, last]) each.discard();
    expect(readdirSync(folder)).toEqual(['events.sqlite']);
  });
});
