import { StoreSilent } from '@jalon/ports';

/** An answer that did not come in time: what was asked may yet be done. */
export class NoAnswer extends StoreSilent {
  constructor(milliseconds: number) {
    super(`the event store did not answer within ${Math.round(milliseconds)} ms`);
  }
}

export interface TimeLimit {
  /** A word came: the time begins again. */
  heard(): void;
  lift(): void;
}

/**
 * Calls `passed` when nothing was heard for `milliseconds`. What had arrived while this process itself was busy is
 * looked at first: a long turn of its own is not the server's silence.
 */
export function timeLimit(milliseconds: number, passed: (fault: NoAnswer) => void): TimeLimit {
  let lifted = false;
  let heardSince = false;
  const timer = setTimeout(() => {
    heardSince = false;
    setImmediate(() => {
      if (!lifted && !heardSince) passed(new NoAnswer(milliseconds));
    });
  }, milliseconds);
  return {
    heard() {
      heardSince = true;
      timer.refresh();
    },
    lift() {
      lifted = true;
      clearTimeout(timer);
    },
  };
}

/** What `work` gives, or `NoAnswer`, whichever comes first. What it does afterwards is nobody's concern. */
export function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const limit = timeLimit(milliseconds, reject);
    void work.then(resolve, reject).finally(() => limit.lift());
  });
}
