/** An event as the double keeps it: bytes, like the server. */
export interface DoubleRecord {
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
  /** The byte at which it lies in the log, so with gaps. */
  readonly position: number;
  /** Where its transaction began, where somebody wrote it in one. */
  readonly begunAt?: number;
}

export type NewRecord = Pick<DoubleRecord, 'id' | 'type' | 'data' | 'metadata'>;

/** What the server answers to an append. */
export type AppendResult =
  | { readonly kind: 'appended'; readonly last: DoubleRecord }
  | { readonly kind: 'conflict'; readonly actual: number | 'none' }
  | { readonly kind: 'too-large' };

export const MAX_APPEND_BYTES = 1024 * 1024;
const HEADER_BYTES = 118;

/**
 * The log of an event store server, in memory, with the server's habits: positions are bytes, records of its own lie
 * between ours, an append that repeats stored ids behind a stale revision is acknowledged without a look at its data.
 */
export class RecordedLog {
  readonly records: DoubleRecord[] = [];
  private readonly streams = new Map<string, DoubleRecord[]>();
  private end = 0;
  private readonly listeners = new Set<() => void>();

  constructor() {
    this.write('$users', {
      id: 'system-1',
      type: '$UserCreated',
      data: new Uint8Array(40),
      metadata: new Uint8Array(0),
    });
  }

  streamOf(stream: string): readonly DoubleRecord[] {
    return this.streams.get(stream) ?? [];
  }

  append(stream: string, events: readonly NewRecord[], expected: number | 'none'): AppendResult {
    // The server counts no metadata.
    const bytes = events.reduce((sum, { data }) => sum + data.length, 0);
    if (bytes > MAX_APPEND_BYTES) return { kind: 'too-large' };
    const there = this.streamOf(stream);
    const last = there.at(-1);
    const next = expected === 'none' ? 0 : expected + 1;
    if (there.length !== next) {
      const same = there.slice(next, next + events.length);
      const repeated = same.length === events.length && same.every(({ id }, index) => id === events[index]?.id);
      if (repeated) return { kind: 'appended', last: same.at(-1)! };
      return { kind: 'conflict', actual: last ? last.revision : 'none' };
    }
    for (const event of events) this.write(stream, event);
    // The server writes for itself as well: nobody may believe that positions follow each other.
    if (this.records.length % 7 === 0)
      this.write('$stats', {
        id: `s${this.end}`,
        type: '$stats',
        data: new Uint8Array(9),
        metadata: new Uint8Array(0),
      });
    this.ring();
    return { kind: 'appended', last: this.streamOf(stream).at(-1)! };
  }

  /** Forwards the records at `from` and behind it, backwards those before it. Null where no record begins there. */
  from(from: number | null, direction: 'forwards' | 'backwards'): readonly DoubleRecord[] | null {
    if (from === null) return direction === 'forwards' ? this.records : [...this.records].reverse();
    if (from >= this.end) return direction === 'forwards' ? [] : [...this.records].reverse();
    const index = this.indexOf(from);
    if (index === null) return null;
    return direction === 'forwards' ? this.records.slice(index) : this.records.slice(0, index).reverse();
  }

  /** The next records behind the one at `position`, at most `count`. */
  after(position: number, count: number): readonly DoubleRecord[] {
    let low = 0;
    let high = this.records.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.records[middle]!.position <= position) low = middle + 1;
      else high = middle;
    }
    return this.records.slice(low, low + count);
  }

  /** What a server that was restored from an older backup has: nothing from this record on. */
  forgetFrom(position: number): void {
    const kept = this.records.filter((record) => record.position < position);
    this.records.splice(0, this.records.length, ...kept);
    for (const [name, records] of this.streams) {
      this.streams.set(
        name,
        records.filter((record) => record.position < position),
      );
    }
    this.end = position;
  }

  /** Calls `listener` after each append, until what it returns is called. */
  onAppend(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  private indexOf(position: number): number | null {
    const [first] = this.after(position - 1, 1);
    return first?.position === position ? this.records.indexOf(first) : null;
  }

  private write(stream: string, event: NewRecord): void {
    const there = this.streams.get(stream) ?? [];
    const record = { ...event, stream, revision: there.length, position: this.end };
    there.push(record);
    this.streams.set(stream, there);
    this.records.push(record);
    this.end += HEADER_BYTES + stream.length + event.data.length + event.metadata.length;
  }

  private ring(): void {
    for (const listener of [...this.listeners]) listener();
  }
}
