import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { filled, type Sentence, type SentenceParams } from '@jalon/kernel';
import { secretFileMessages } from './secret-file.messages.js';

/** A secret cannot be used as it was found. The sentence is for the operator, and says what to do. */
export class SecretRefused extends Error {
  override readonly name = 'SecretRefused';
  readonly sentence: Sentence;

  constructor(sentence: Sentence, params: SentenceParams = {}) {
    const said = filled(sentence, params);
    super(said.en);
    this.sentence = said;
  }
}

/** Whether a secret was made, or existed. */
export type Made = 'made' | 'already there';

/** Windows has no such bits: there the folder's access list decides. */
const HAS_MODES = process.platform !== 'win32';
const OTHERS = 0o077;

/**
 * The text of a secret file, or null when there is none.
 *
 * @throws SecretRefused when anyone but its owner could read the file or its folder
 */
export function readSecret(folder: string, name: string): string | null {
  const file = join(folder, name);
  const descriptor = openIfThere(file);
  if (descriptor === null) return null;
  try {
    refuseOthers(folder, statSync(folder).mode, '700');
    refuseOthers(file, fstatSync(descriptor).mode, '600');
    return readFileSync(descriptor, 'utf8');
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Creates a secret file, whole or not at all: written aside, flushed, then linked to its name, which fails when another
 * process was first. Durable on return.
 *
 * @returns the text of the file: ours, or that of the process that was first
 */
export function createSecret(folder: string, name: string, text: string): string {
  const firstMade = mkdirSync(folder, { recursive: true, mode: 0o700 });
  refuseOthers(folder, statSync(folder).mode, '700');
  const aside = join(folder, `.${name}.${randomUUID()}`);
  try {
    writeDurably(aside, text);
    linkSync(aside, join(folder, name));
  } catch (error) {
    // Another process was first: it has taken the name, or has removed the file that we wrote aside.
    if (!['EEXIST', 'ENOENT'].includes(codeOf(error))) throw error;
  } finally {
    clearAside(folder, name);
  }
  flushFolders(resolve(folder), resolve(firstMade === undefined ? folder : dirname(firstMade)));
  const existing = readSecret(folder, name);
  if (existing === null) throw new SecretRefused(secretFileMessages.VANISHED, { path: join(folder, name) });
  return existing;
}

/** @throws SecretRefused when the mode lets anyone but the owner in */
export function refuseOthers(path: string, mode: number, wanted: string): void {
  if (!HAS_MODES || (mode & OTHERS) === 0) return;
  throw new SecretRefused(secretFileMessages.OPEN_TO_OTHERS, { path, mode: wanted });
}

function openIfThere(file: string): number | null {
  try {
    return openSync(file, 'r');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw new SecretRefused(secretFileMessages.UNREADABLE, { path: file, code: codeOf(error) });
  }
}

function writeDurably(file: string, text: string): void {
  const descriptor = openSync(file, 'wx', 0o600);
  try {
    writeSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Removes files that this start wrote aside, or one that was killed before it was done. */
function clearAside(folder: string, name: string): void {
  const aside = readdirSync(folder).filter((entry) => entry.startsWith(`.${name}.`));
  for (const entry of aside) rmSync(join(folder, entry), { force: true });
}

/** A new name is durable once its folder is flushed. So are the folders that were made for it, up to `top`. */
function flushFolders(folder: string, top: string): void {
  flushFolder(folder);
  if (folder !== top) flushFolders(dirname(folder), top);
}

function flushFolder(folder: string): void {
  if (!HAS_MODES) return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown';
}
