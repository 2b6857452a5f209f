import type { ExitCode } from './failure.js';
import type { Terminal } from './terminal.js';

/**
 * What a command does once its line has been read. Its module is loaded then and not before: help, a usage error and the other
 * commands do without what it stands on.
 */
export type Work = (terminal: Terminal) => Promise<ExitCode>;
export type Perform = (work: Work) => Promise<void>;
