/** What is handed to the socket at once, in characters: fewer, larger writes. */
const CHUNK = 16_384;

export async function* inChunks(parts: AsyncIterable<string>): AsyncIterable<string> {
  let chunk = '';
  for await (const part of parts) {
    chunk += part;
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}
