import { createReadStream } from 'node:fs';
import { ImportFailure } from './import-failure.js';

/** A file to import, which may be read several times. */
export interface FileSource {
  /** Its name in messages and reports. */
  readonly name: string;
  bytes(): AsyncIterable<Uint8Array>;
}

/** A file on this machine. Reading it throws ImportFailure when it does not exist or cannot be opened. */
export function fileOnDisk(path: string): FileSource {
  return {
    name: path,
    async *bytes() {
      try {
        for await (const bytes of createReadStream(path)) yield bytes as Uint8Array;
      } catch (error) {
        const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
        if (code === 'ENOENT' || code === 'EISDIR' || code === 'EACCES') {
          throw new ImportFailure('FILE_UNREADABLE', { file: path });
        }
        throw error;
      }
    },
  };
}

/** A file that was received whole. */
export function fileInMemory(name: string, content: Uint8Array): FileSource {
  return {
    name,

    async *bytes() {
      yield content;
    },
  };
}
