import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { type EventStore, LeaseLost, type ViewRequest, type ViewStore } from '@jalon/ports';
import { backOff, notify, type Projection, type StoredEvent } from '@jalon/kernel';
import type { Gate } from './gate.js';
import { earliestPosition } from './progress.js';
import { slices } from './slices.js';

export interface ProjectionBuilderPorts {
  readonly store: Pick<EventStore, 'readAll' | 'readStream'>;
  readonly views: ViewStore;
  readonly projections: readonly Projection[];
  readonly holder: string;
  /** Passed by whoever feeds the live tables: shut for the last events before a swap. */
  readonly gate: Gate;
  /** A projection has just been swapped in: it is to be fed from here on. */
  readonly onSwapped: (projection: Projection) => void;
  /** The failure that it was recovering from is over. */
  readonly onRecovered: () => void;
  readonly onFailure?: (error: unknown) => void;
}

export interface ProjectionBuilder {
  /** Does what is asked of the process that projects, until `signal` aborts or the lease is lost. Never throws. */
  run(signal: AbortSignal): Promise<void>;
  /** The failure that it is recovering from; null otherwise. */
  failure(): unknown;
  /** Folds again the events of a stream that a projection has parked. */
  release(projection: Projection, stream: string): Promise<void>;
}

/** How often requests are looked for. */
const LOOK_EVERY_MS = 200;
/** What is folded into one projection in one transaction, and the live tables wait for: larger turns save nothing. */
const EVENTS_A_TURN = 250;

/**
 * Builds projections beside the live ones from the first event, all that are asked for in one scan of the log, and swaps
 * them in. What it has begun is gone on with by whoever projects next.
 */
export function projectionBuilder(ports: ProjectionBuilderPorts): ProjectionBuilder {
  const { store, views, projections, holder, gate, onSwapped, onRecovered, onFailure } = ports;
  let failure: unknown = null;

  async function run(signal: AbortSignal): Promise<void> {
    const waits = backOff();
    while (!signal.aborted) {
      try {
        const worked = await workOff(await views.requests(), signal);
        waits.reset();
        if (failure !== null) {
          failure = null;
          onRecovered();
        }
        if (!worked) await pause(LOOK_EVERY_MS, undefined, { signal });
      } catch (error) {
        if (isAborted(signal) || error instanceof LeaseLost) return;
        failure = error;
        notify(onFailure, error);
        await pause(waits.next(), undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** Whether there was anything to do. */
  async function workOff(requests: readonly ViewRequest[], signal: AbortSignal): Promise<boolean> {
    for (const request of requests) if (request.kind === 'release') await releaseAsked(request);
    const wanted = projections.filter(({ name }) =>
      requests.some(({ kind, projection }) => kind === 'rebuild' && projection === name),
    );
    if (wanted.length > 0) await build(wanted, signal);
    return wanted.length > 0;
  }

  async function build(wanted: readonly Projection[], signal: AbortSignal): Promise<void> {
    await begin(wanted);
    if (!(await catchUp(wanted, signal))) return;
    await addIndexes(wanted, signal);
    if (isAborted(signal)) return;
    // What came while the indexes were made is not left to those for whom the gate is shut.
    if (!(await catchUp(wanted, signal))) return;
    await gate.whileShut(async () => {
      for await (const page of rest(wanted)) await fold(page, wanted);
      for (const projection of wanted) if (await views.swap(projection, holder)) onSwapped(projection);
    });
  }

  /**
   * False where it is to begin again or to end. Whoever asks meanwhile is not kept waiting: the scan begins again, for all,
   * where the last of them stands.
   */
  async function catchUp(wanted: readonly Projection[], signal: AbortSignal): Promise<boolean> {
    for await (const page of rest(wanted)) {
      await fold(page, wanted);
      if (isAborted(signal) || (await moreAsked(wanted))) return false;
    }
    return true;
  }

  async function addIndexes(wanted: readonly Projection[], signal: AbortSignal): Promise<void> {
    for (const projection of wanted) {
      while (!isAborted(signal) && (await views.addIndex(projection, holder, signal))) await nextTurn();
    }
  }

  /** Tables of the code's version that somebody has begun are gone on with. */
  async function begin(wanted: readonly Projection[]): Promise<void> {
    const begun = await views.read((reader) => reader.shadowProgress());
    for (const projection of wanted) {
      const known = begun.find(({ projection: name }) => name === projection.name);
      if (known?.version !== projection.version) await views.reset(projection, 'beside', holder);
    }
  }

  async function* rest(wanted: readonly Projection[]): AsyncGenerator<readonly StoredEvent[]> {
    yield* store.readAll(earliestPosition(wanted, await views.read((reader) => reader.shadowProgress())));
  }

  async function fold(page: readonly StoredEvent[], wanted: readonly Projection[]): Promise<void> {
    for (const slice of slices(page, EVENTS_A_TURN)) {
      for (const projection of wanted) {
        await views.applyPage(projection, slice, holder, 'beside');
        await nextTurn();
      }
    }
  }

  async function moreAsked(wanted: readonly Projection[]): Promise<boolean> {
    const others = new Set(projections.filter((projection) => !wanted.includes(projection)).map(({ name }) => name));
    return (await views.requests()).some(({ kind, projection }) => kind === 'release' || others.has(projection));
  }

  async function releaseAsked(request: ViewRequest & { readonly kind: 'release' }): Promise<void> {
    const projection = projections.find(({ name }) => name === request.projection);
    if (projection) await release(projection, request.stream);
    await views.done(request, holder);
  }

  async function release(projection: Projection, stream: string): Promise<void> {
    const events: StoredEvent[] = [];
    for await (const event of store.readStream(stream)) events.push(event);
    await views.release(projection, stream, events, holder);
  }

  return { run, release, failure: () => failure };
}

/** Asked again after each wait: the compiler believes that it cannot have changed. */
const isAborted = (signal: AbortSignal): boolean => signal.aborted;
