import type { StreamName } from '@jalon/kernel';
import type { FoldedStream } from './folded-stream.js';

/** Folded streams of this process, those in use rather than others. */
export interface KeptStreams {
  readonly of: (stream: StreamName) => KeptStream | undefined;
  readonly keep: (stream: StreamName, kept: KeptStream) => void;
  readonly forget: (stream: StreamName) => void;
}

export interface KeptStream {
  readonly folded: FoldedStream;
  /** Whether another process was seen to write it since it was last looked at. */
  readonly othersWrite: boolean;
}

/** How much is kept. */
export interface KeptBounds {
  readonly streams: number;
  /** Of the events that they were folded from: what they take of the heap is of that order. */
  readonly bytes: number;
}

const BOUNDS: KeptBounds = { streams: 8_192, bytes: 64 * 1024 * 1024 };

export function createKeptStreams({ streams, bytes }: KeptBounds = BOUNDS): KeptStreams {
  // When the young are half of what may be kept they become the old, and the old are let go: what is in use stays.
  let young = new Map<StreamName, KeptStream>();
  let old = new Map<StreamName, KeptStream>();
  let youngBytes = 0;

  function forget(stream: StreamName): void {
    youngBytes -= young.get(stream)?.folded.bytes ?? 0;
    young.delete(stream);
    old.delete(stream);
  }

  function keep(stream: StreamName, kept: KeptStream): void {
    forget(stream);
    // A stream without events is as soon asked for as forgotten.
    if (kept.folded.end.head === 'none' || kept.folded.bytes > bytes / 2) return;
    if (young.size >= streams / 2 || youngBytes + kept.folded.bytes > bytes / 2) {
      old = young;
      young = new Map();
      youngBytes = 0;
    }
    young.set(stream, kept);
    youngBytes += kept.folded.bytes;
  }

  return {
    of(stream) {
      const kept = young.get(stream) ?? old.get(stream);
      if (kept && !young.has(stream)) keep(stream, kept);
      return kept;
    },
    keep,
    forget,
  };
}
