import type { Readable } from 'node:stream';
import type { PositionToken } from '@jalon/kernel';
import { textStream, type Export, type Pages } from './export-stream.js';

/** One JSON object of the shape that every list has: `items`, then the state of the views. */
export function asJson({ pages, viewState }: Export): Readable {
  async function* parts(): AsyncIterable<Iterable<string>> {
    yield ['{"items":['];
    yield* separated(pages, ',', JSON.stringify);
    yield [`],${JSON.stringify(viewState).slice(1)}`];
  }
  return textStream(parts());
}

/** NDJSON: one JSON object a line. */
export function asNdjson({ pages }: Export): Readable {
  async function* parts(): AsyncIterable<Iterable<string>> {
    for await (const page of pages) yield linesOf(page);
  }
  function* linesOf(page: readonly object[]): Iterable<string> {
    for (const item of page) yield `${JSON.stringify(item)}\n`;
  }
  return textStream(parts());
}

/** An event of the audit trail, as the caller may see it. */
interface AuditEntry {
  readonly position: PositionToken;
  readonly stream: string;
  readonly revision: number;
  readonly streamId: string;
  readonly type: string;
  readonly version?: number;
  readonly recordedAt: string;
  readonly hash: string;
  readonly body?: string;
  readonly masked?: string;
}

/**
 * The audit trail as one batch of CloudEvents 1.0 (JSON batch format). Their `data` is the stored event, byte for byte,
 * so that its SHA-256 is the extension `hash`. An event that the caller may see only in part has no data, and says why
 * in the extension `masked`.
 */
export function asCloudEvents({ pages, tenant }: Export): Readable {
  async function* parts(): AsyncIterable<Iterable<string>> {
    yield ['['];
    yield* separated(pages, ',\n', (entry) => cloudEvent(entry as AuditEntry, tenant));
    yield [']'];
  }
  return textStream(parts());
}

/** Its `id` is the position: no two events of a tenant share it, and every caller is shown it. */
function cloudEvent(entry: AuditEntry, tenant: string): string {
  const { position, stream, revision, streamId, type, version, recordedAt, hash, body, masked } = entry;
  const attributes = JSON.stringify({
    specversion: '1.0',
    id: position,
    source: `urn:jalon:${tenant}`,
    type: version === undefined ? `jalon.${type}` : `jalon.${type}.v${version}`,
    subject: streamId,
    time: recordedAt,
    stream,
    revision,
    hash,
    ...(masked !== undefined && { masked }),
    ...(body !== undefined && { datacontenttype: 'application/json' }),
  });
  return body === undefined ? attributes : `${attributes.slice(0, -1)},"data":${body}}`;
}

/** The items of all pages, written, with a separator between each two. */
async function* separated(
  pages: Pages,
  separator: string,
  write: (item: object) => string,
): AsyncIterable<Iterable<string>> {
  let first = true;
  function* itemsOf(page: readonly object[]): Iterable<string> {
    for (const item of page) {
      yield first ? write(item) : separator + write(item);
      first = false;
    }
  }
  for await (const page of pages) yield itemsOf(page);
}
