import { setImmediate as nextTurn } from 'node:timers/promises';
import { createReadStream } from 'node:fs';
import { ImportFailure } from './import-failure.js';

/** How large a workbook may be once it is unpacked. */
export interface WorkbookBounds {
  /** The most that all its parts may be when unpacked, in bytes. */
  readonly unpacked: number;
  /** The most cells between the first and the last one, empty ones included: gaps are filled in memory. */
  readonly cells: number;
}

/** A file to import, which may be read several times. */
export interface FileSource {
  /** Its name in messages and reports. */
  readonly name: string;
  bytes(): AsyncIterable<Uint8Array>;
  /** How large it may be as a workbook; by default what a command line may hold in memory. */
  readonly workbook?: WorkbookBounds;
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

/** How many bytes are read at a time. */
const PIECE = 64 * 1024;

/** A file that was received whole. While it is read, other work gets its turn. */
export function fileInMemory(name: string, content: Uint8Array, workbook?: WorkbookBounds): FileSource {
  return {
    name,
    ...(workbook && { workbook }),

    async *bytes() {
      for (let at = 0; at < content.length; at += PIECE) {
        yield content.subarray(at, at + PIECE);
        await nextTurn();
      }
    },
  };
}
