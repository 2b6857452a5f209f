import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { type EventStore, LeaseLost, type Telemetry, type ViewRequest, type ViewStore } from '@jalon/ports';
import { backOff, isAborted, slicesOf, type Projection, type StoredEvent } from '@jalon/kernel';
import { earliestPosition } from './projection-status.js';

export interface ProjectionBuilderPorts {
  readonly store: Pick<EventStore, 'readAll' | 'readStream'>;
  readonly views: ViewStore;
  readonly projections: readonly Projection[];
  readonly holder: string;
  /** The runner passes it before it feeds the live tables. It is shut for the last events before a swap. */
  readonly gate: Gate;
  /** Told when a projection was swapped in: the runner feeds it from then on. */
  readonly onSwapped: (projection: Projection) => void;
  /** Told when work succeeds again after a failure. */
  readonly onRecovered: () => void;
  readonly telemetry: Telemetry;
}

export interface ProjectionBuilder {
  /** Works off the requests in the view store, until `signal` aborts or the lease is lost. Never throws. */
  run(signal: AbortSignal): Promise<void>;
  /** The failure that it is recovering from; null otherwise. */
  failure(): unknown;
  /** Folds again the events of a stream that a projection has parked. */
  release(projection: Projection, stream: string): Promise<void>;
}

/** How often requests are looked for. */
const LOOK_EVERY_MS = 200;
/** Events folded into one projection in one transaction. The live tables wait for it, and larger turns save nothing. */
const EVENTS_A_TURN = 250;

/**
 * Builds shadows of projections from the first event, all that are asked for in one scan of the log, and swaps them in. The
 * process that projects next continues a build that was begun.
 */
export function projectionBuilder(ports: ProjectionBuilderPorts): ProjectionBuilder {
  const { store, views, projections, holder, gate, onSwapped, onRecovered, telemetry } = ports;
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
        telemetry.fault(error);
        await pause(waits.next(), undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** Returns whether there was something to build. */
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
    // Events that came while the indexes were made are folded before the gate is shut: it is to stay shut for a moment only.
    if (!(await catchUp(wanted, signal))) return;
    await gate.whileShut(async () => {
      for await (const page of unseenBy(wanted)) await fold(page, wanted);
      for (const projection of wanted) if (await views.swap(projection, holder)) onSwapped(projection);
    });
  }

  /**
   * Folds the shadows up to the end of the log. False when the scan must begin again, because something else was asked for
   * meanwhile, or must end.
   */
  async function catchUp(wanted: readonly Projection[], signal: AbortSignal): Promise<boolean> {
    for await (const page of unseenBy(wanted)) {
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

  /** Continues shadows of the code's version; begins the others anew. */
  async function begin(wanted: readonly Projection[]): Promise<void> {
    const begun = await views.read((reader) => reader.shadowProgress());
    for (const projection of wanted) {
      const known = begun.find(({ projection: name }) => name === projection.name);
      if (known?.version !== projection.version) await views.reset(projection, 'shadow', holder);
    }
  }

  async function* unseenBy(wanted: readonly Projection[]): AsyncGenerator<readonly StoredEvent[]> {
    yield* store.readAll(earliestPosition(wanted, await views.read((reader) => reader.shadowProgress())));
  }

  async function fold(page: readonly StoredEvent[], wanted: readonly Projection[]): Promise<void> {
    for (const slice of slicesOf(page, EVENTS_A_TURN)) {
      for (const projection of wanted) {
        await views.applyPage(projection, slice, holder, 'shadow');
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

/** Lets through those who feed the live tables, except while a swap is under way. */
export class Gate {
  private shut: Promise<unknown> | null = null;

  /** Waits while the gate is shut. */
  async pass(): Promise<void> {
    while (this.shut) await this.shut;
  }

  /** Shuts the gate while `work` runs. Only one caller may do so at a time. */
  async whileShut<T>(work: () => Promise<T>): Promise<T> {
    const working = work();
    const over = working.then(
      () => undefined,
      () => undefined,
    );
    this.shut = over;
    try {
      return await working;
    } finally {
      this.shut = null;
    }
  }
}
