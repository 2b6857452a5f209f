import type { Clock, Ids, TenantId } from '@jalon/kernel';
import { StoreUnavailable, type NewRead, type RecordStore, type RefusalRecord, type Telemetry } from '@jalon/ports';

/** A read or a refusal, before it has an id and a time. */
type Noted<R> = Omit<R, 'id' | 'at'>;

export interface AuditWriterPorts {
  readonly records: Pick<RecordStore, 'reads' | 'refusals'>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly telemetry: Pick<Telemetry, 'auditLost' | 'fault'>;
  readonly pauseMs?: number;
  /** How much waits at most: each record counts 1, and 1 for each person that it names. */
  readonly capacity?: number;
}

/** Records reads and refused commands after their answers: no request waits for the record store. */
export interface AuditWriter {
  /** Never throws. */
  noteRead(read: Noted<Omit<NewRead, 'lost'>>): void;
  /** Never throws. */
  noteRefusal(refusal: Noted<RefusalRecord>): void;
  /** Writes what waits; what the store does not take waits on. */
  flush(): Promise<void>;
  /** Writes what waits once more, and ends. What the store does not take then is lost, and told as that. */
  stop(): Promise<void>;
}

const PAUSE_MS = 1_000;
/** About 10 MB of ids. */
const CAPACITY = 200_000;
/** How many reads and people one transaction takes, where a read alone does not hold more. */
const A_TRANSACTION = 1_000;

type Waiting = { readonly weight: number } & ({ readonly read: NewRead } | { readonly refusal: RefusalRecord });

/**
 * Writes in batches, each second. While the record store is away what was noted waits in memory, up to `capacity`; what comes
 * beyond is lost. As soon as the store takes records again, a record tells each tenant how many of its reads are missing.
 */
export function auditWriter({
  records,
  clock,
  ids,
  telemetry,
  pauseMs = PAUSE_MS,
  capacity = CAPACITY,
}: AuditWriterPorts): AuditWriter {
  let waiting: Waiting[] = [];
  let weight = 0;
  let isStopped = false;
  let writing: Promise<void> | null = null;
  const lostReads = new Map<TenantId, number>();
  /** What tells of them. A note whose answer was lost is sent again as it was, so it is stored once. */
  const lossNotes = new Map<TenantId, NewRead>();

  const timer = setInterval(() => void flush(), pauseMs);
  timer.unref();

  const now = () => Date.parse(clock.now());

  function add(next: Waiting): void {
    if (isStopped || weight + next.weight > capacity) {
      lose([next]);
      return;
    }
    waiting.push(next);
    weight += next.weight;
  }

  function lose(lost: readonly Waiting[]): void {
    for (const each of lost) {
      if (!('read' in each)) continue;
      const { tenant } = each.read;
      lostReads.set(tenant, (lostReads.get(tenant) ?? 0) + 1);
    }
    if (lost.length > 0) telemetry.auditLost(lost.length);
  }

  function flush(): Promise<void> {
    writing ??= writeAll().finally(() => (writing = null));
    return writing;
  }

  async function writeAll(): Promise<void> {
    while (waiting.length > 0) if (!(await writeNext())) return;
    await tellLost();
  }

  /** @returns whether to go on: not while the store is away */
  async function writeNext(): Promise<boolean> {
    const batch = nextBatch(waiting);
    try {
      const refusals = batch.flatMap((each) => ('refusal' in each ? [each.refusal] : []));
      const reads = batch.flatMap((each) => ('read' in each ? [each.read] : []));
      if (refusals.length > 0) await records.refusals.add(refusals);
      if (reads.length > 0) await records.reads.add(reads);
    } catch (error) {
      if (error instanceof StoreUnavailable) return false;
      telemetry.fault(error);
      lose(batch);
    }
    waiting = waiting.slice(batch.length);
    weight -= batch.reduce((sum, each) => sum + each.weight, 0);
    return true;
  }

  async function tellLost(): Promise<void> {
    for (const [tenant, lost] of [...lostReads]) {
      const caller = { tenant, person: null, roles: [], credential: null };
      const details = { query: 'ReadsLost', parameters: {}, people: [], lost };
      const note = lossNotes.get(tenant) ?? { ...caller, id: ids.next(), at: now(), ...details };
      lossNotes.set(tenant, note);
      try {
        await records.reads.add([note]);
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) telemetry.fault(error);
        return;
      }
      lossNotes.delete(tenant);
      // More may have been lost meanwhile.
      const more = (lostReads.get(tenant) ?? 0) - note.lost;
      if (more > 0) lostReads.set(tenant, more);
      else lostReads.delete(tenant);
    }
  }

  return {
    noteRead: (read) => add({ weight: 1 + read.people.length, read: { ...read, id: ids.next(), at: now(), lost: 0 } }),
    noteRefusal: (refusal) => add({ weight: 1, refusal: { ...refusal, id: ids.next(), at: now() } }),
    flush,
    async stop() {
      clearInterval(timer);
      isStopped = true;
      // A write under way may have begun before the last note.
      await writing;
      await flush();
      lose(waiting);
      waiting = [];
    },
  };
}

/** All of one kind: a batch is stored whole or not at all. */
function nextBatch(waiting: readonly Waiting[]): readonly Waiting[] {
  const isRead = waiting[0] !== undefined && 'read' in waiting[0];
  let weight = 0;
  const end = waiting.findIndex((each, index) => {
    weight += each.weight;
    return 'read' in each !== isRead || (index > 0 && weight > A_TRANSACTION);
  });
  return end < 0 ? [...waiting] : waiting.slice(0, end);
}
