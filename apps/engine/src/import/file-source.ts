import { createReadStream } from 'node:fs';
import { ImportFailure } from './import-failure.js';

/** A file to import, with its name for messages. It is plain data: another process reads it. */
export type FileSource = { readonly name: string } & ({ readonly path: string } | { readonly content: Uint8Array });

/** A file on this machine. */
export const fileOnDisk = (path: string): FileSource => ({ name: path, path });

/** A file that was received whole. */
export const fileInMemory = (name: string, content: Uint8Array): FileSource => ({ name, content });

/** How many bytes are read at a time: bounds apply between two. */
const SLICE = 64 * 1024;

/** @throws ImportFailure when the file does not exist or cannot be opened */
export async function* bytesOf(file: FileSource): AsyncGenerator<Uint8Array> {
  if ('content' in file) {
    for (let at = 0; at < file.content.length; at += SLICE) yield file.content.subarray(at, at + SLICE);
    return;
  }
  try {
    for await (const bytes of createReadStream(file.path, { highWaterMark: SLICE })) yield bytes as Uint8Array;
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'EACCES') {
      throw new ImportFailure('FILE_UNREADABLE', { file: file.name });
    }
    throw error;
  }
}
