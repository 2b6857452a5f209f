/** An event as the server stores it: data and metadata are bytes. */
export interface DoubleRecord {
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
  /** Its byte offset in the log, so positions have gaps. */
  readonly position: number;
  /** Where its transaction began; only set by tests that need one. */
  readonly transactionPosition?: number;
}

export type NewRecord = Pick<DoubleRecord, 'id' | 'type' | 'data' | 'metadata'>;

/** The server's answer to an append. */
export type AppendResult =
  | { readonly kind: 'appended'; readonly last: DoubleRecord }
  | { readonly kind: 'conflict'; readonly actual: number | 'none' }
  | { readonly kind: 'too-large' };

export const MAX_APPEND_BYTES = 1024 * 1024;
const HEADER_BYTES = 118;

/**
 * The log of an event store server, in memory. It behaves like the server: positions are byte offsets; the server's own
 * records lie between ours; an append with a stale revision is acknowledged if the same ids are stored there, without
 * comparing data.
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
    // Like the server, this does not count metadata.
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
    // The server writes records of its own as well, so positions are not consecutive.
    if (this.records.length % 7 === 0)
      this.write('$stats', {
        id: `s${this.end}`,
        type: '$stats',
        data: new Uint8Array(9),
        metadata: new Uint8Array(0),
      });
    this.notifyListeners();
    return { kind: 'appended', last: this.streamOf(stream).at(-1)! };
  }

  /** Forwards, the records from `from` on; backwards, those before it. Null when no record begins at `from`. */
  from(from: number | null, direction: 'forwards' | 'backwards'): readonly DoubleRecord[] | null {
    if (from === null) return direction === 'forwards' ? this.records : [...this.records].reverse();
    if (from >= this.end) return direction === 'forwards' ? [] : [...this.records].reverse();
    const index = this.indexOf(from);
    if (index === null) return null;
    return direction === 'forwards' ? this.records.slice(index) : this.records.slice(0, index).reverse();
  }

  /** At most `count` records after the one at `position`. */
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

  /** Removes all records from this position on, like a restore from an older backup. */
  truncateFrom(position: number): void {
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

  private notifyListeners(): void {
    for (const listener of [...this.listeners]) listener();
  }
}
