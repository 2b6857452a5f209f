import { inWords, type StreamName } from '@jalon/kernel';
import { CliFailure, EXIT, type ExitCode } from '../failure.js';
import type { Terminal } from '../terminal.js';
import { withEngine } from '../with-engine.js';
import { projectionsText } from './projections-text.js';
import { parkedLine } from './projections.list.js';
import { namesOf } from './projections.rebuild.js';
import { untilDone } from './projections.work.js';

export interface ReleaseOptions {
  readonly projection?: string;
  readonly json?: boolean;
}

/** Folds a parked stream again, in every projection that has set it aside or in one; what still fails is parked again. */
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
        await terminal.out.line(inWords(projectionsText.RELEASED, { stream, projection }, terminal.language));
      for (const parked of after) {
        const { projection } = parked;
        await terminal.out.line(inWords(projectionsText.STILL_PARKED, { stream, projection }, terminal.language));
        await terminal.out.line(parkedLine(parked, terminal.language));
      }
    }
    return after.length === 0 ? EXIT.done : EXIT.refused;
  });
}
