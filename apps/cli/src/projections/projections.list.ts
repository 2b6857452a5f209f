import type { ParkedStream } from '@jalon/ports';
import type { ProjectionStatus } from '@jalon/application';
import { inWords, type Language } from '@jalon/kernel';
import { EXIT, type ExitCode } from '../failure.js';
import type { Terminal } from '../terminal.js';
import { withEngine } from '../with-engine.js';
import { projectionsText } from './projections-text.js';

export interface ListOptions {
  readonly json?: boolean;
}

/** Every projection: how far it is, and what it has set aside. */
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
  const stand = readable ? projectionsText.STANDS : projectionsText.NOT_READABLE;
  return [
    inWords(stand, { projection, version, position: position ?? '-', events: lagEvents }, language),
    ...(rebuild ? [inWords(projectionsText.BUILDING, { percent: rebuild.percent }, language)] : []),
    ...parked.map((stream) => parkedLine(stream, language)),
  ];
}

export function parkedLine({ stream, revision, eventType, error }: ParkedStream, language: Language): string {
  return inWords(projectionsText.PARKED, { stream, revision, eventType, error }, language);
}
