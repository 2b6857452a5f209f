import { StoreUnavailable, type NewRead, type RefusalRecord } from '@jalon/ports';
import { CommandRefused } from '../commands/command-errors.js';
import { auditWriter } from './audit-writer.js';
import { recordingRefusals } from './recorded-refusals.js';

const HR = '0190a000-0000-7000-8000-00000000000a';
const read = (people: readonly string[] = ['p1'], tenant = 'main') => ({
  ...{ tenant, person: HR, roles: ['hr'], credential: 'session', query: 'ListPeople', parameters: {} },
  people,
});

/** A record store that can be away. */
function writerOver(options: { readonly capacity?: number; readonly pauseMs?: number } = {}) {
  const reads: NewRead[] = [];
  const refusals: RefusalRecord[] = [];
  const told: unknown[] = [];
  const store = { isAway: false, losesAnswers: false, fault: null as Error | null, transactions: 0 };
  const taking = async <R>(into: R[], records: readonly R[]) => {
    if (store.isAway) throw new StoreUnavailable('away', { store: 'records' });
    if (store.fault) throw store.fault;
    store.transactions += 1;
    into.push(...records);
    if (store.losesAnswers) throw new StoreUnavailable('no answer', { store: 'records' });
  };
  let ids = 0;
  const writer = auditWriter({
    records: {
      reads: { add: (some: readonly NewRead[]) => taking(reads, some) } as never,
      refusals: { add: (some: readonly RefusalRecord[]) => taking(refusals, some) } as never,
    },
    clock: { now: () => '2026-05-01T10:00:00.000Z' },
    ids: { next: () => String((ids += 1)) },
    telemetry: { auditLost: (count) => told.push(count), fault: (error) => told.push(error) },
    ...options,
  });
  return { writer, reads, refusals, told, store };
}

describe('the writer of the audit', () => {
  it('writes what was noted by itself, soon', async () => {
    const { writer, reads } = writerOver({ pauseMs: 5 });
    writer.noteRead(read());
    expect(reads).toEqual([]);
    while (reads.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(reads).toEqual([{ ...read(), id: '1', at: Date.parse('2026-05-01T10:00:00.000Z'), lost: 0 }]);
    await writer.stop();
  });

  it('writes the rest when it stops', async () => {
    const { writer, reads, refusals, told } = writerOver();
    writer.noteRead(read());
    writer.noteRefusal({
      ...{ tenant: 'main', person: HR, roles: [], credential: null },
      command: 'A',
      code: 'B',
      target: null,
    });
    writer.noteRead(read());
    await writer.stop();
    expect([reads.length, refusals.length, told]).toEqual([2, 1, []]);
  });

  it('writes many reads in few transactions, and a large one alone', async () => {
    const { writer, reads, store } = writerOver();
    const many = Array.from({ length: 3_000 }, (_, index) => String(index));
    for (let count = 0; count < 100; count += 1) writer.noteRead(read());
    writer.noteRead(read(many));
    await writer.stop();
    expect([reads.length, store.transactions]).toEqual([101, 2]);
  });

  it('keeps what the store does not take while it is away', async () => {
    const { writer, reads, told, store } = writerOver();
    store.isAway = true;
    writer.noteRead(read());
    await writer.flush();
    writer.noteRead(read());
    store.isAway = false;
    await writer.flush();
    expect([reads.length, told]).toEqual([2, []]);
    await writer.stop();
  });

  it('loses what is beyond its bound, tells it at once, and records it for each tenant when the store is back', async () => {
    const { writer, reads, told, store } = writerOver({ capacity: 5 });
    store.isAway = true;
    writer.noteRead(read(['p1', 'p2', 'p3']));
    writer.noteRead(read(['p1', 'p2']));
    writer.noteRead(read(['p1'], 'other'));
    expect(told).toEqual([1, 1]);
    await writer.flush();
    store.isAway = false;
    await writer.flush();
    expect(reads.map(({ tenant, query, lost }) => [tenant, query, lost])).toEqual([
      ['main', 'ListPeople', 0],
      ['main', 'ReadsLost', 1],
      ['other', 'ReadsLost', 1],
    ]);
    await writer.stop();
    expect(reads).toHaveLength(3);
  });

  it('sends again as it was what may be stored already, so that the store keeps it once', async () => {
    const { writer, reads, store } = writerOver({ capacity: 2 });
    const tooMuch = read(['p1', 'p2', 'p3']);
    const flushed = async (losesAnswers: boolean) => {
      store.losesAnswers = losesAnswers;
      await writer.flush();
    };
    writer.noteRead(read());
    await flushed(true);
    await flushed(false);
    writer.noteRead(tooMuch);
    await flushed(true);
    writer.noteRead(tooMuch);
    await flushed(false);
    await writer.stop();
    const [first, again, told, toldAgain, rest] = reads;
    expect([again, toldAgain]).toEqual([first, told]);
    expect([told, rest]).toMatchObject([
      { query: 'ReadsLost', lost: 1 },
      { query: 'ReadsLost', lost: 1 },
    ]);
    expect(reads).toHaveLength(5);
  });

  it('goes on after a batch that the store refuses', async () => {
    const { writer, reads, told, store } = writerOver();
    const fault = new Error('no');
    store.fault = fault;
    writer.noteRead(read());
    await writer.flush();
    store.fault = null;
    await writer.stop();
    expect(told).toEqual([fault, 1, fault]);
    expect(reads.map(({ query }) => query)).toEqual(['ReadsLost']);
  });

  it('tells what it could not write when it stops', async () => {
    const { writer, told, store } = writerOver();
    store.isAway = true;
    writer.noteRead(read());
    await writer.stop();
    writer.noteRead(read());
    expect(told).toEqual([1, 1]);
  });
});

describe('a refused command', () => {
  class ApproveHours {
    readonly reason = 'Zoé';
  }
  const context = {
    caller: { tenant: 'main', person: HR, roles: ['employee', 'organisation'] as const, organisation: null },
    credential: 'provider',
    target: 'm1',
    commandId: 'c',
    correlationId: 'c',
  };
  const refusing = (error: Error) => {
    const noted: unknown[] = [];
    const handler = recordingRefusals(
      { handle: () => Promise.reject(error) },
      { rolesFor: () => ['organisation'] },
      { noteRefusal: (refusal) => void noted.push(refusal) },
    );
    return { handler, noted };
  };

  it('is recorded with its code, and nothing of its body', async () => {
    const { handler, noted } = refusing(new CommandRefused({ code: 'FOUR_EYES', params: { name: 'Zoé' } }));
    await expect(handler.handle(new ApproveHours(), context)).rejects.toThrow('FOUR_EYES');
    expect(noted).toEqual([
      {
        ...{ tenant: 'main', person: HR, roles: ['organisation'], credential: 'provider' },
        ...{ command: 'ApproveHours', code: 'FOUR_EYES', target: 'm1' },
      },
    ]);
  });

  it('is not what a fault is', async () => {
    const { handler, noted } = refusing(new StoreUnavailable('away', { store: 'events' }));
    await expect(handler.handle(new ApproveHours(), context)).rejects.toThrow('away');
    expect(noted).toEqual([]);
  });
});
