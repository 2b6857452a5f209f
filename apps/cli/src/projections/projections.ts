import { setTimeout as pause } from 'node:timers/promises';
import type { ProjectionStatus } from '@jalon/application';
import type { Engine } from '@jalon/engine';
import { inWords, type Language, type StreamName, wordsOf } from '@jalon/kernel';
import type { ParkedStream, ViewRequest } from '@jalon/ports';
import { CliFailure, EXIT, type ExitCode } from '../failure.js';
import { progressOf } from '../progress.js';
import type { Terminal } from '../terminal.js';
import { withEngine } from '../with-engine.js';
import { projectionsMessages } from './projections.messages.js';

export interface ListOptions {
  readonly json?: boolean;
}

/** Lists the projections, with their progress and their parked streams. */
export function listProjections(terminal: Terminal, { json }: ListOptions): Promise<ExitCode> {
  return withEngine(terminal, async (engine) => {
    const statuses = await engine.projectionStatuses();
    if (json) await terminal.out.line(JSON.stringify(statuses));
    else
      for (const line of statuses.flatMap((status) => linesOf(status, terminal.language)))
        await terminal.out.line(line);
    return EXIT.done;
  });
}

function linesOf(status: ProjectionStatus, language: Language): readonly string[] {
  const { projection, version, readable, position, lagEvents, rebuild, parked } = status;
  const state = readable ? projectionsMessages.STANDS : projectionsMessages.NOT_READABLE;
  return [
    inWords(state, { projection, version, position: position ?? '-', events: lagEvents }, language),
    ...(rebuild ? [inWords(projectionsMessages.BUILDING, { percent: rebuild.percent }, language)] : []),
    ...parked.map((stream) => parkedLine(stream, language)),
  ];
}

function parkedLine({ stream, revision, eventType, error }: ParkedStream, language: Language): string {
  return inWords(projectionsMessages.PARKED, { stream, revision, eventType, error }, language);
}

export interface RebuildOptions {
  readonly json?: boolean;
}

/** Rebuilds a projection in shadow tables, or all projections in one scan of the log, and waits for the swap. */
export function rebuild(terminal: Terminal, name: string | undefined, { json }: RebuildOptions): Promise<ExitCode> {
  return withEngine(terminal, async (engine) => {
    const wanted = await namesOf(engine, name);
    const requests = wanted.map((projection) => ({ kind: 'rebuild', projection }) as const);
    const added = await engine.stores.views.ask(requests);
    const already = wanted.filter((projection) => !added.some((request) => request.projection === projection));
    for (const projection of already)
      await terminal.err.line(inWords(projectionsMessages.UNDER_WAY, { projection }, terminal.language));

    const bar = progressOf(100, terminal.err.isTerminal);
    let shown = 0;
    try {
      await untilDone(engine, terminal, requests, async () => {
        if (!terminal.err.isTerminal) return;
        for (const now = percentOf(await engine.projectionStatuses(), wanted); shown < now; shown += 1) bar.step();
      });
    } finally {
      bar.stop();
    }
    for (const status of await engine.projectionStatuses()) {
      if (!wanted.includes(status.projection)) continue;
      const { projection, version, position, parked } = status;
      const params = { projection, version, position: position ?? '-', parked: parked.length };
      await terminal.out.line(
        json
          ? JSON.stringify({ projection, version, position, parked: parked.length })
          : inWords(projectionsMessages.REBUILT, params, terminal.language),
      );
    }
    return EXIT.done;
  });
}

/** @throws CliFailure for an unknown projection */
export async function namesOf(engine: Engine, name: string | undefined): Promise<readonly string[]> {
  const names = (await engine.projectionStatuses()).map(({ projection }) => projection);
  if (name === undefined) return names;
  if (names.includes(name)) return [name];
  throw new CliFailure('PROJECTION_UNKNOWN', { projection: name, names: names.join(', ') }, EXIT.usage);
}

/** A projection without a rebuild under way has been swapped in, and counts as 100 %. */
function percentOf(statuses: readonly ProjectionStatus[], wanted: readonly string[]): number {
  const percents = statuses
    .filter(({ projection }) => wanted.includes(projection))
    .map((status) => status.rebuild?.percent ?? 100);
  return Math.floor(percents.reduce((sum, percent) => sum + percent, 0) / percents.length);
}

export interface ReleaseOptions {
  readonly projection?: string;
  readonly json?: boolean;
}

/** Folds a parked stream again, in one projection or in all that parked it. A stream that still fails is parked again. */
export function releaseStream(
  terminal: Terminal,
  stream: StreamName,
  { projection: only, json }: ReleaseOptions,
): Promise<ExitCode> {
  return withEngine(terminal, async (engine) => {
    const { views } = engine.stores;
    const within = await namesOf(engine, only);
    const parkedThere = async () =>
      (await views.everyParked()).filter((parked) => parked.stream === stream && within.includes(parked.projection));
    const before = await parkedThere();
    if (before.length === 0) throw new CliFailure('STREAM_NOT_PARKED', { stream });
    const requests = before.map(({ projection }) => ({ kind: 'release', projection, stream }) as const);
    await views.ask(requests);
    await untilDone(engine, terminal, requests);

    const after = await parkedThere();
    const released = before
      .map(({ projection }) => projection)
      .filter((projection) => !after.some((parked) => parked.projection === projection));
    if (json) await terminal.out.line(JSON.stringify({ stream, released, parked: after }));
    else {
      for (const projection of released)
        await terminal.out.line(inWords(projectionsMessages.RELEASED, { stream, projection }, terminal.language));
      for (const parked of after) {
        const { projection } = parked;
        await terminal.out.line(inWords(projectionsMessages.STILL_PARKED, { stream, projection }, terminal.language));
        await terminal.out.line(parkedLine(parked, terminal.language));
      }
    }
    return after.length === 0 ? EXIT.done : EXIT.refused;
  });
}

const LOOK_EVERY_MS = 100;

/**
 * Waits until the requests are done. A service that projects does them, or else this process: it waits for the lease all
 * the while, so the requests are also done when a service starts or stops meanwhile.
 *
 * @param look called at each check, to show the progress
 * @throws CliFailure REQUEST_STANDS when interrupted
 */
async function untilDone(
  { runner, stores: { views } }: Engine,
  { interrupted, err, language }: Terminal,
  requests: readonly ViewRequest[],
  look: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const standingBy = new AbortController();
  const projected = runner.run(standingBy.signal);
  let reported: unknown = null;
  try {
    while (await areOpen(views.requests(), requests)) {
      if (interrupted.aborted) throw new CliFailure('REQUEST_STANDS', {}, EXIT.interrupted);
      const failure = runner.failure();
      if (failure !== null && failure !== reported) {
        const again = new CliFailure('TRYING_AGAIN', { reason: wordsOf(failure) });
        await err.line(`jalon: ${again.sentence(language)}`);
      }
      reported = failure;
      await look();
      await pause(LOOK_EVERY_MS, undefined, { signal: interrupted }).catch(() => undefined);
    }
  } finally {
    standingBy.abort();
    await projected;
  }
}

async function areOpen(open: Promise<readonly ViewRequest[]>, requests: readonly ViewRequest[]): Promise<boolean> {
  const texts = new Set((await open).map((request) => JSON.stringify(request)));
  return requests.some((request) => texts.has(JSON.stringify(request)));
}
