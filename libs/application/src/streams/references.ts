import {
  streamName,
  streamParts,
  type Reference,
  type ReferenceRecord,
  type StreamRef,
  type TenantId,
  type Traceparent,
} from '@jalon/kernel';
import type { StreamRepository } from './stream-repository.js';

export type References = Readonly<Record<string, Reference<unknown>>>;

/**
 * Other streams folded for a decision, by name. The tenant is the caller's: a command cannot name a stream of another,
 * whatever ids it carries.
 */
export async function loadReferences(
  streams: StreamRepository,
  tenant: TenantId,
  wanted: Readonly<Record<string, StreamRef>>,
  traceparent?: Traceparent,
): Promise<References> {
  const loaded = await Promise.all(
    Object.entries(wanted).map(
      async ([name, ref]) => [name, await loadReference(streams, tenant, ref, traceparent)] as const,
    ),
  );
  return Object.fromEntries(loaded);
}

async function loadReference(
  streams: StreamRepository,
  tenant: TenantId,
  ref: StreamRef,
  traceparent: Traceparent | undefined,
): Promise<Reference<unknown>> {
  const parts = { category: ref.category, tenant, id: ref.id };
  const stream = streamName(parts);
  // An id that no stream can have names nothing.
  if (!streamParts(stream)) return { found: false, stream };
  const { revision, state, decider } = await streams.load(parts, { traceparent });
  return revision !== null && decider.exists(state)
    ? { found: true, stream, revision, state }
    : { found: false, stream };
}

/** What events record of the streams that their decision leaned on. */
export function recordOf(references: References): readonly ReferenceRecord[] {
  return Object.entries(references).flatMap(([name, reference]) =>
    reference.found ? [{ name, stream: reference.stream, revision: reference.revision }] : [],
  );
}
