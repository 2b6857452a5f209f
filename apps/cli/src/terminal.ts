import type { Language } from '@jalon/kernel';
import type { Output } from './output.js';

/** What a command knows of where it runs. */
export interface Terminal {
  readonly out: Output;
  readonly err: Output;
  readonly environment: NodeJS.ProcessEnv;
  readonly language: Language;
  /** Aborts at the first SIGINT or SIGTERM: commands end at the next good moment. */
  readonly interrupted: AbortSignal;
}
