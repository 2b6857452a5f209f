import type { Outcome } from '@jalon/application';
import type { Uuid } from '@jalon/kernel';
import type { AppendStep } from './scripted.event-store.js';

/** A task for a child process, sent as a line of JSON. */
export type Task =
  | {
      readonly do: 'accept';
      readonly mission: Uuid;
      readonly key: Uuid;
      readonly by?: Uuid;
      readonly self?: SelfSignal;
    }
  | { readonly do: 'register'; readonly key: Uuid; readonly self?: SelfSignal }
  | { readonly do: 'sweep'; readonly self?: SelfSignal };

/** The signal that the process sends to itself, and at which of the task's appends, or once it has answered. */
export interface SelfSignal {
  readonly signal: 'SIGKILL' | 'SIGSTOP';
  readonly at: Pick<AppendStep, 'index' | 'when'> | 'answered';
}

/** The child's answer. */
export type Answer =
  | { readonly accepted: Outcome }
  | { readonly refused: string }
  | { readonly failed: string }
  | { readonly swept: { readonly kept: number; readonly gone: number; readonly failed: number } };
