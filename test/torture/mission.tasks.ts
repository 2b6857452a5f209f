import type { Outcome } from '@jalon/application';
import type { Uuid } from '@jalon/kernel';
import type { AppendStep } from './scripted.event-store.js';

/** What a process of its own is asked to do, in lines of JSON. */
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

/** What it says of it. */
export type Answer =
  | { readonly accepted: Outcome }
  | { readonly refused: string }
  | { readonly failed: string }
  | { readonly swept: { readonly kept: number; readonly gone: number; readonly failed: number } };
