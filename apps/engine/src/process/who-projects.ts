import type { Logger } from 'pino';
import type { ProjectorState } from '@jalon/application';

const LINES: Readonly<Record<ProjectorState, string>> = {
  works: 'this process projects',
  'stands-by': 'another process projects: this one stands by',
  none: 'this process neither projects nor stands by any more',
};

/** Tells the log who projects, as this process sees it: a line whenever that changes. */
export const whoProjects =
  (logger: Logger) =>
  (projector: ProjectorState): void =>
    logger.info({ projector }, LINES[projector]);
