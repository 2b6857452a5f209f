import type { EventStore } from '@jalon/ports';

/** The worker is dead: none of its further calls takes effect. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

/** One append that is about to be made, or was just made: the process's first is 0. */
export interface AppendStep {
  readonly index: number;
  readonly when: 'before' | 'after';
  readonly stream: string;
  readonly types: readonly string[];
}

/** What happens to a worker around each of its appends. */
export type Script = (step: AppendStep) => 'die' | Promise<void> | undefined;

/** A shared store as one worker sees it, which freezes and dies where the script says. */
export function scripted(store: EventStore, script: Script): EventStore {
  let appends = 0;
  let dead = false;

  function requireAlive(): void {
    if (dead) throw new Killed();
  }

  async function reach(step: AppendStep): Promise<void> {
    const fate = script(step);
    if (fate === 'die') dead = true;
    requireAlive();
    await fate;
  }

  return {
    ...store,
    async append(stream, drafts, head, traceparent) {
      requireAlive();
      const step = { index: appends, stream, types: drafts.map(({ type }) => type) };
      appends += 1;
      await reach({ ...step, when: 'before' });
      const stored = await store.append(stream, drafts, head, traceparent);
      await reach({ ...step, when: 'after' });
      return stored;
    },
    readStream(stream, options) {
      requireAlive();
      return store.readStream(stream, options);
    },
  };
}

/** Dies around one of its appends. */
export function diesAt(index: number, when: AppendStep['when']): Script {
  return (step) => (step.index === index && step.when === when ? 'die' : undefined);
}

/** A frozen moment: the process waits there until it is resumed. */
export interface Freeze {
  readonly script: Script;
  /** Resolves when the process has come to that moment. */
  readonly reached: Promise<void>;
  resume(): void;
}

/** Freezes around one of its appends. */
export function freezesAt(index: number, when: AppendStep['when']): Freeze {
  const { promise: reached, resolve: reach } = withResolvers();
  const { promise: resumed, resolve: resume } = withResolvers();
  const script: Script = (step) => {
    if (step.index !== index || step.when !== when) return undefined;
    reach();
    return resumed;
  };
  return { script, reached, resume };
}

function withResolvers(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
