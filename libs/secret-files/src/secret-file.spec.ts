import fs, { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { createSecret, readSecret, SecretRefused } from './secret-file.js';

describe('a secret file', () => {
  let parent: string;
  let folder: string;
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'jalon-secret-'));
    folder = join(parent, 'deep', 'keys');
  });
  afterEach(() => rmSync(parent, { recursive: true }));

  it('is null until it is made', () => {
    expect(readSecret(folder, 'a.key')).toBeNull();
    expect(createSecret(folder, 'a.key', 'mine')).toBe('mine');
    expect(readSecret(folder, 'a.key')).toBe('mine');
  });

  it('is its owner’s alone, and lies alone in its folder', () => {
    createSecret(folder, 'a.key', 'mine');
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'a.key')).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['a.key']);
  });

  it('is durable with every folder that was made for it', () => {
    const flushed: number[] = [];
    const flush = jest.spyOn(fs, 'fsyncSync').mockImplementation((file) => void flushed.push(fs.fstatSync(file).ino));
    createSecret(folder, 'a.key', 'mine');
    flush.mockRestore();
    const wanted = [join(folder, 'a.key'), folder, join(parent, 'deep'), parent];
    expect(flushed).toEqual(wanted.map((path) => statSync(path).ino));
  });

  it('may lie in a folder named from here', () => {
    const here = relative(process.cwd(), folder);
    expect(createSecret(here, 'a.key', 'mine')).toBe('mine');
  });

  it('leaves nothing beside it, also of a start that was killed or found the disk full', () => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(join(folder, '.a.key.0190a000-0000-7000-8000-00000000000a'), 'half');
    const flush = jest.spyOn(fs, 'fsyncSync').mockImplementationOnce(() => {
      throw new Error('no space left');
    });
    expect(() => createSecret(folder, 'a.key', 'mine')).toThrow('no space left');
    flush.mockRestore();
    expect(readdirSync(folder)).toEqual([]);
    expect(createSecret(folder, 'a.key', 'mine')).toBe('mine');
  });

  it('is never replaced: who comes second is given the first one’s', () => {
    createSecret(folder, 'a.key', 'first');
    expect(createSecret(folder, 'a.key', 'second')).toBe('first');
    expect(readSecret(folder, 'a.key')).toBe('first');
    expect(readdirSync(folder)).toEqual(['a.key']);
  });

  it('is not made in a folder that others may enter', () => {
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, 0o755);
    expect(() => createSecret(folder, 'a.key', 'mine')).toThrow(`Run: chmod 700 ${folder}`);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([0o640, 0o604, 0o660, 0o610])('is refused at mode %o, without a word of what it holds', (mode) => {
    createSecret(folder, 'a.key', 'mine');
    chmodSync(join(folder, 'a.key'), mode);
    expect(() => readSecret(folder, 'a.key')).toThrow(SecretRefused);
    expect(() => readSecret(folder, 'a.key')).toThrow(/^(?!.*mine).*chmod 600/);
  });

  it('is refused where something else bears its name', () => {
    mkdirSync(parent, { recursive: true });
    writeFileSync(join(parent, 'file'), '');
    expect(() => readSecret(join(parent, 'file'), 'a.key')).toThrow(/cannot be read \(ENOTDIR\)/);
  });
});
