import { inWords } from '@jalon/kernel';
import type { ProjectionStatus } from '@jalon/application';
import type { Engine } from '@jalon/engine';
import { CliFailure, EXIT, type ExitCode } from '../failure.js';
import { progressOf } from '../import/progress.js';
import type { Terminal } from '../terminal.js';
import { withEngine } from '../with-engine.js';
import { projectionsText } from './projections-text.js';
import { untilDone } from './projections.work.js';

export interface RebuildOptions {
  readonly json?: boolean;
}

/** Builds a projection anew beside the live one, or all of them in one scan of the log, and waits for the swap. */
export function rebuild(terminal: Terminal, name: string | undefined, { json }: RebuildOptions): Promise<ExitCode> {
  return withEngine(terminal, async (engine) => {
    const wanted = await namesOf(engine, name);
    const requests = wanted.map((projection) => ({ kind: 'rebuild', projection }) as const);
    const asked = await engine.stores.views.ask(requests);
    const already = wanted.filter((projection) => !asked.some((request) => request.projection === projection));
    for (const projection of already)
      await terminal.err.line(inWords(projectionsText.UNDER_WAY, { projection }, terminal.language));

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
          : inWords(projectionsText.REBUILT, params, terminal.language),
      );
    }
    return EXIT.done;
  });
}

/** @throws CliFailure for a name that no projection has */
export async function namesOf(engine: Engine, name: string | undefined): Promise<readonly string[]> {
  const names = (await engine.projectionStatuses()).map(({ projection }) => projection);
  if (name === undefined) return names;
  if (names.includes(name)) return [name];
  throw new CliFailure('PROJECTION_UNKNOWN', { projection: name, names: names.join(', ') }, EXIT.usage);
}

/** One that is no longer asked for has been swapped in. */
function percentOf(statuses: readonly ProjectionStatus[], wanted: readonly string[]): number {
  const percents = statuses
    .filter(({ projection }) => wanted.includes(projection))
    .map((status) => status.rebuild?.percent ?? 100);
  return Math.floor(percents.reduce((sum, percent) => sum + percent, 0) / percents.length);
}
