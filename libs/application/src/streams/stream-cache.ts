import { streamName, type Envelope, type StoredEvent, type StreamName, type StreamParts } from '@jalon/kernel';
import { ConflictError, KeyUnavailable } from '@jalon/ports';
import { LRUCache } from 'lru-cache';
import { CommandRefused } from '../commands/command-errors.js';
import { foldOnto, sameHead } from './folded-stream.js';
import type { LoadedStream, LoadOptions, StreamRepository } from './stream-repository.js';

/** How much is cached. */
export interface StreamCacheBounds {
  readonly streams: number;
  /** Of the events that were folded: what they take of the heap is of that order. */
  readonly bytes: number;
}

const BOUNDS: StreamCacheBounds = { streams: 8_192, bytes: 64 * 1024 * 1024 };

/**
 * Caches the folded streams of a repository, so that only what came since is read (docs/adr/0026). A stream from the cache
 * may be behind the store. That is harmless to an append, which names its head; `isCurrent` is for everything else.
 */
export function withStreamCache(streams: StreamRepository, bounds: StreamCacheBounds = BOUNDS): StreamRepository {
  const cache = streamCache(bounds);

  async function load(parts: StreamParts, options: LoadOptions = {}): Promise<LoadedStream> {
    const name = streamName(parts);
    const cached = cache.get(name);
    // Answers are not cached: the stream of a command that came before is read whole.
    const known = cached && !holdsCommand(cached.stream, options) ? cached.stream : undefined;
    try {
      const stream = await streams.load(parts, { ...options, known });
      // What was loaded or appended meanwhile may be later.
      if (cache.get(name) === cached) cache.set(name, { stream, othersWrite: (stream.newEvents ?? 0) > 0 });
      return stream;
    } catch (error) {
      cache.delete(name);
      throw error;
    }
  }

  return {
    ...streams,
    load,

    async loadCached(parts, options = {}) {
      const cached = cache.get(streamName(parts));
      // Where other processes write too, an append to a cached head would be refused every other time.
      if (!cached || cached.othersWrite || holdsCommand(cached.stream, options)) return load(parts, options);
      return { ...cached.stream, fromCache: true };
    },

    isCurrent: async (stream, traceparent) =>
      !stream.fromCache || sameHead((await load(stream.parts, { traceparent })).head, stream.head),

    async append(stream, events, facts, traceparent) {
      const { name } = stream;
      try {
        const appended = await streams.append(stream, events, facts, traceparent);
        const cached = cache.get(name);
        const before = stream.head === 'none' ? stream : cached?.stream;
        // It may have been evicted meanwhile, or loaded with what was appended.
        if (before && sameHead(before.head, stream.head)) {
          cache.set(name, { stream: followedBy(before, appended), othersWrite: cached?.othersWrite ?? false });
        }
        return appended;
      } catch (error) {
        // Refused while it was sealed: the store was not asked.
        if (error instanceof CommandRefused || error instanceof KeyUnavailable) throw error;
        const cached = cache.get(name);
        if (cached && error instanceof ConflictError) cache.set(name, { ...cached, othersWrite: true });
        // It is not known what lies in the stream now.
        else cache.delete(name);
        throw error;
      }
    },
  };
}

export interface CachedStream {
  readonly stream: LoadedStream;
  /** Whether another process was seen to write to it when it was last loaded or appended to. */
  readonly othersWrite: boolean;
}

export interface StreamCache {
  get(name: StreamName): CachedStream | undefined;
  set(name: StreamName, cached: CachedStream): void;
  delete(name: StreamName): void;
}

/** The streams used last, within the bounds; none larger than half of them, which would take the place of all others. */
export function streamCache({ streams, bytes }: StreamCacheBounds): StreamCache {
  if (streams === 0 || bytes === 0) return { get: () => undefined, set: () => undefined, delete: () => undefined };
  const cache = new LRUCache<StreamName, CachedStream>({
    max: streams,
    maxSize: bytes,
    maxEntrySize: Math.floor(bytes / 2),
    sizeCalculation: ({ stream }) => stream.bytes,
  });
  return {
    get: (name) => cache.get(name),
    set(name, { stream, othersWrite }) {
      // A stream without events is not worth a place: it is found as fast.
      if (stream.head === 'none') cache.delete(name);
      else cache.set(name, { stream: { ...stream, earlier: null }, othersWrite });
    },
    delete: (name) => void cache.delete(name),
  };
}

function holdsCommand({ commandIds }: LoadedStream, { commandId }: LoadOptions): boolean {
  return commandId !== undefined && commandIds.has(commandId);
}

/** The stream after an append. The events are folded as a reading would give them, from their bytes. */
function followedBy(stream: LoadedStream, appended: readonly StoredEvent[]): LoadedStream {
  const folding = foldOnto(stream.decider, stream);
  for (const event of appended) folding.add({ ...event, envelope: JSON.parse(event.body) as Envelope });
  return { ...stream, ...folding.folded() };
}
