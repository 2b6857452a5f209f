import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemIds, type CommandContext } from '@jalon/application';
import { RegisterOrganisation } from '@jalon/directory';
import { instantPlus, streamName, type Caller, type Instant, type StoredEvent, type Uuid } from '@jalon/kernel';
import { CloseNeed, PublishNeed } from '@jalon/marketplace';
import { telemetryOf, type StreamAhead } from '@jalon/ports';
import { openEngine, readConfig, type Engine } from './index.js';
import { streamsAhead } from './streams-ahead.js';

const START = '2026-05-01T10:00:00.000Z';
const [MINUTE, HOUR] = [60_000, 3_600_000];

/** An event of a stream, recorded so many milliseconds after the start. */
const event = (stream: string, ms: number, position = '7') =>
  ({ position, envelope: { stream, recordedAt: instantPlus(START, ms) } }) as StoredEvent;

function watched() {
  let now: Instant = START;
  const told: StreamAhead[] = [];
  const streams = streamsAhead({ now: () => now }, (met) => void told.push(met));
  return { streams, told, setClock: (ms: number) => void (now = instantPlus(START, ms)) };
}

describe('streams ahead of the clock', () => {
  it('are those whose last event lies more than a minute ahead', () => {
    const { streams, told } = watched();
    streams.note([event('need-main.a', MINUTE), event('need-main.b', MINUTE + 1, '9'), event('need-main.c', -HOUR)]);
    const recordedAt = instantPlus(START, MINUTE + 1);
    expect([told, streams.count()]).toEqual([[{ stream: 'need-main.b', position: '9', recordedAt }], 1]);
  });

  it('are told once each, with their last event, in whichever order events are read', () => {
    const { streams, told } = watched();
    const [first, last] = [event('need-main.a', HOUR, '1'), event('need-main.a', 2 * HOUR, '2')];
    for (const events of [[first, last], [last, first], [first]]) streams.note(events);
    expect([told.map(({ position }) => position), streams.count()]).toEqual([['2'], 1]);
  });

  it('are forgotten once the clock has reached them, not before', () => {
    const { streams, told, setClock } = watched();
    streams.note([event('need-main.a', HOUR), event('need-main.a', 2 * HOUR)]);
    streams.note([event('need-main.a', HOUR)]);
    setClock(2 * HOUR - MINUTE - 1);
    expect(streams.count()).toBe(1);
    setClock(2 * HOUR - MINUTE);
    expect(streams.count()).toBe(0);
    streams.note([event('need-main.a', 4 * HOUR)]);
    expect([told.length, streams.count()]).toEqual([2, 1]);
  });

  it('are found when the clock is set back, though they were not ahead when they were seen', () => {
    const { streams, told, setClock } = watched();
    setClock(HOUR);
    streams.note([event('need-main.a', HOUR)]);
    expect(streams.count()).toBe(0);
    setClock(0);
    expect([streams.count(), streams.count()]).toEqual([1, 1]);
    expect(told.map(({ stream }) => stream)).toEqual(['need-main.a']);
  });

  it('are found again when the clock, which had reached them, is set back', () => {
    const { streams, told, setClock } = watched();
    streams.note([event('need-main.a', HOUR)]);
    setClock(HOUR);
    expect(streams.count()).toBe(0);
    setClock(0);
    expect([streams.count(), told.map(({ stream }) => stream)]).toEqual([1, ['need-main.a', 'need-main.a']]);
  });

  it('are a thousand at most, and make room for others when the clock has reached them', () => {
    const { streams, told, setClock } = watched();
    for (let n = 0; n < 1_200; n += 1) streams.note([event(`need-main.${n}`, HOUR)]);
    expect([told.length, streams.count()]).toEqual([1_000, 1_000]);
    setClock(HOUR);
    streams.note([event('need-main.a', 3 * HOUR)]);
    expect([told.at(-1)?.stream, streams.count()]).toEqual(['need-main.a', 1]);
  });

  it('are not pushed out by any number of streams that are not ahead', () => {
    const { streams } = watched();
    streams.note([event('need-main.a', HOUR)]);
    for (let n = 0; n < 1_200; n += 1) streams.note([event(`need-main.${n}`, 0)]);
    expect(streams.count()).toBe(1);
  });
});

describe('an engine over a store with events of the future', () => {
  const folder = mkdtempSync(join(tmpdir(), 'jalon-ahead-'));
  const hr: Caller = { tenant: 'main', person: systemIds.next(), roles: ['hr'], organisation: null };
  let now: Instant = START;
  let told: StreamAhead[];
  let engine: Engine;
  let organisation: Uuid;

  const open = () => {
    told = [];
    const env = { JALON_DATA_DIR: join(folder, 'data'), JALON_KEYS_DIR: join(folder, 'keys') };
    const telemetry = telemetryOf({ streamAhead: (met) => void told.push(met) });
    return openEngine(readConfig(env), { clock: { now: () => now }, project: false, telemetry });
  };
  const give = (command: object, target: Uuid | null = null) => {
    const context: CommandContext = {
      caller: hr,
      target,
      commandId: systemIds.next(),
      correlationId: systemIds.next(),
    };
    return engine.handler.handle(command, context);
  };
  const publish = () => give(Object.assign(new PublishNeed(), { organisation, title: 'Un site', places: 1 }));
  const streamOf = (id: Uuid) => streamName({ category: 'need', tenant: 'main', id });
  async function timesOf(id: Uuid): Promise<readonly Instant[]> {
    const times: Instant[] = [];
    for await (const { envelope } of engine.stores.events.readStream(streamOf(id))) times.push(envelope.recordedAt);
    return times;
  }

  beforeAll(async () => {
    engine = await open();
    ({ id: organisation } = await give(
      Object.assign(new RegisterOrganisation(), { name: 'Le Port', register: 'rna' }),
    ));
  });
  afterAll(async () => {
    await engine.close();
    rmSync(folder, { recursive: true });
  });

  it('names the stream that was written while the clock was ahead, then and after a start', async () => {
    now = instantPlus(START, HOUR);
    const { id } = await publish();
    expect(engine.streamsAheadOfClock()).toBe(0);
    now = START;
    expect(engine.streamsAheadOfClock()).toBe(1);
    const met = expect.objectContaining({ stream: streamOf(id), recordedAt: instantPlus(START, HOUR) });
    expect(told).toEqual([met]);

    await engine.close();
    engine = await open();
    // The start reads the newest events.
    expect([engine.streamsAheadOfClock(), told]).toEqual([1, [met]]);

    // Commands on it are done, at the time of its last event; others are recorded now, and are not ahead.
    await give(Object.assign(new CloseNeed(), { reason: 'withdrawn' }), id);
    const { id: other } = await publish();
    expect(await timesOf(id)).toEqual([instantPlus(START, HOUR), instantPlus(START, HOUR)]);
    expect(await timesOf(other)).toEqual([START]);
    expect([engine.streamsAheadOfClock(), told]).toEqual([1, [met]]);

    now = instantPlus(START, HOUR);
    expect(engine.streamsAheadOfClock()).toBe(0);
  });
});
