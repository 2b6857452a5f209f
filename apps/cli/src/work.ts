import type { ExitCode } from './failure.js';
import type { Terminal } from './terminal.js';

/** What a command does once its line has been read. */
export type Work = (terminal: Terminal) => Promise<ExitCode>;
export type Perform = (work: Work) => Promise<void>;
