import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
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

  const DAY_MS = 24 * 3_600_000;

  /** A part that was last written so long ago. */
  function part(name: string, ageMs: number): string {
    const path = join(folder, name);
    writeFileSync(path, 'keys');
    const at = new Date(Date.now() - ageMs);
    utimesSync(path, at, at);
    return name;
  }

  it('removes what a killed process has left a day ago for the same name, and nothing of others', () => {
    part('events.sqlite.partial-00aa00bb00cc', DAY_MS + 60_000);
    part('events.sqlite.partial-00aa00bb00cc-journal', DAY_MS + 60_000);
    const left = [
      // It may be written by a process of another container, whose number says nothing here.
      part('events.sqlite.partial-11aa11bb11cc', DAY_MS - 60_000),
      part('other.sqlite.partial-00aa00bb00cc', 2 * DAY_MS),
      part('events.sqlite.partial-notes', 2 * DAY_MS),
    ];
    partialFile(file).discard();
    expect(readdirSync(folder).sort()).toEqual(left.sort());
  });

  it('is not taken for one that was left, however many are written at once', () => {
    const writing = [partialFile(file), partialFile(file), partialFile(file)];
    expect(readdirSync(folder).sort()).toEqual(writing.map(({ path }) => basename(path)).sort());
    for (const each of writing) each.discard();
    expect(readdirSync(folder)).toEqual([]);
  });
});
