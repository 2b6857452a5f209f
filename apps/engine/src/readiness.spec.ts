import { StoreUnavailable } from '@jalon/event-store';
import { makeReadiness } from './readiness.js';

const WELL = { position: '7', caughtUp: true, lagEvents: 0, behindForMs: 0, parked: [], beingBuilt: [] };

/** An engine whose stores fail as `fault` says, and the lines that its log was told. */
function asked() {
  const lines: (readonly [level: string, line: string, facts: object])[] = [];
  const at = (level: string) => (facts: object, line: string) => void lines.push([level, line, facts]);
  const log = { info: at('info'), warn: at('warn'), error: at('error') };
  const stands = { fault: null as Error | null };
  const ready = makeReadiness({
    health: () => (stands.fault ? Promise.reject(stands.fault) : Promise.resolve(WELL)),
    runner: { failure: () => null, state: () => 'works' as const },
  });
  return { lines, stands, ready: () => ready(log) };
}

describe('how a process stands', () => {
  it('is told to the log where it changes, however often it is asked', async () => {
    const { lines, stands, ready } = asked();
    await ready();
    expect(lines).toEqual([]);

    stands.fault = new StoreUnavailable('no answer\n  in time', { cause: new Error('refused') });
    await Promise.all([ready(), ready()]);
    await ready();
    expect(lines.splice(0)).toEqual([['warn', 'the event store does not answer', { reason: 'no answer: refused' }]]);

    stands.fault = null;
    await ready();
    await ready();
    expect(lines).toEqual([['info', 'the event store answers again', {}]]);
  });

  it('tells that a store is back once all are known to be', async () => {
    const { lines, stands, ready } = asked();
    for (const store of ['events', 'views', 'events'] as const) {
      stands.fault = new StoreUnavailable('gone', { store });
      await ready();
    }
    stands.fault = null;
    await ready();
    expect(lines.map(([level, line]) => `${level}: ${line}`)).toEqual([
      'warn: the event store does not answer',
      'warn: the view store does not answer',
      'info: the event store answers again',
      'info: the view store answers again',
    ]);
  });

  it('tells whole what nobody foresaw, once', async () => {
    const { lines, stands, ready } = asked();
    stands.fault = new TypeError('no such thing');
    expect(await ready()).toMatchObject({ status: 'not-ready', unreachable: null });
    await ready();
    expect(lines).toEqual([['error', 'a store does not answer', { err: stands.fault }]]);
  });
});
