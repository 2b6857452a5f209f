import type { Readable } from 'node:stream';
import type { Export } from './export.js';
import { inChunks } from './in-chunks.js';

interface AuditEntry {
  readonly position: string;
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
 * The trail as one batch of CloudEvents 1.0 (JSON batch format), each with the event as stored for its `data`: byte for
 * byte, so that their SHA-256 is the extension `hash`. What the caller is shown in part has no data, and says why in `masked`.
 */
export function asCloudEvents({ pages, tenant }: Export): Readable {
  async function* batch(): AsyncIterable<Iterable<string>> {
    let separator = '[';
    for await (const page of pages) {
      yield separated(page, separator, tenant);
      if (page.length > 0) separator = ',\n';
    }
    yield [separator === '[' ? '[]' : ']'];
  }
  return inChunks(batch());
}

function* separated(page: readonly object[], first: string, tenant: string): Iterable<string> {
  for (const [index, entry] of page.entries())
    yield (index === 0 ? first : ',\n') + cloudEvent(entry as AuditEntry, tenant);
}

/** Its `id` is the position, which no two events of a log share and which is shown of every event. */
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
