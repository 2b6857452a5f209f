import { laterOf, type Instant } from '@jalon/kernel';
import type { Life, Step } from './step.js';

interface Waiting {
  readonly life: Life;
  readonly step: Step;
  /** Of two that wait for the same moment, the one that began first goes first. */
  readonly number: number;
}

/** Lives that go on side by side, whose steps are taken in the order of their moments: a binary heap of what each waits for. */
export class Calendar {
  private readonly heap: Waiting[] = [];
  private begun = 0;

  add(life: Life): void {
    this.wait(life, life.next(), '', this.begun++);
  }

  /** Takes the next step; `take` answers with the refusal, or null. False when nobody waits any more. */
  async next(take: (step: Step) => Promise<string | null>): Promise<boolean> {
    const first = this.pop();
    if (!first) return false;
    const { life, step, number } = first;
    this.wait(life, life.next(await take(step)), step.at, number);
    return true;
  }

  /** A life does not go back in time: what it meant to do before is done at once. */
  private wait(life: Life, { done, value: step }: IteratorResult<Step, void>, after: Instant, number: number): void {
    if (!done) this.push({ life, step: { ...step, at: laterOf(step.at, after) }, number });
  }

  private push(waiting: Waiting): void {
    const { heap } = this;
    let at = heap.push(waiting) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(waiting, heap[parent] as Waiting)) break;
      heap[at] = heap[parent] as Waiting;
      at = parent;
    }
    heap[at] = waiting;
  }

  private pop(): Waiting | undefined {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop();
    if (!first || !last || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      const smaller = right < heap.length && isBefore(heap[right] as Waiting, heap[left] as Waiting) ? right : left;
      if (smaller >= heap.length || !isBefore(heap[smaller] as Waiting, last)) break;
      heap[at] = heap[smaller] as Waiting;
      at = smaller;
    }
    heap[at] = last;
    return first;
  }
}

function isBefore(one: Waiting, other: Waiting): boolean {
  return one.step.at === other.step.at ? one.number < other.number : one.step.at < other.step.at;
}
