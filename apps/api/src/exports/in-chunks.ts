import { Readable } from 'node:stream';

/** What is handed to the socket at once, in characters: fewer, larger writes. */
const CHUNK = 16_384;

/**
 * Texts as a stream of bytes, a few chunks ahead of its reader. They are bytes as soon as they are whole: what waits in a
 * stream as text, piece by piece, is held by the heap for longer than it lives.
 */
export function inChunks(parts: AsyncIterable<Iterable<string>>): Readable {
  async function* chunks(): AsyncIterable<Buffer> {
    let chunk = '';
    for await (const texts of parts) {
      for (const text of texts) {
        chunk += text;
        if (chunk.length < CHUNK) continue;
        yield Buffer.from(chunk);
        chunk = '';
      }
    }
    if (chunk !== '') yield Buffer.from(chunk);
  }
  return Readable.from(chunks(), { objectMode: false, highWaterMark: 4 * CHUNK });
}
