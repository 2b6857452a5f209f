import { type Caller, type CivilDate, type CommandClass, type Instant, laterOf, type Uuid } from '@jalon/kernel';

/** One command of a seeded year: when, by whom, on what. */
export interface Step {
  readonly at: Instant;
  readonly by: Caller;
  readonly command: object;
  /** The stream's id, for a command whose class does not hold it. */
  readonly target: Uuid | null;
  /** The refusals that belong to the story; any other is a fault of the seed. */
  readonly mayBeRefused: readonly string[];
}

/** Steps in the order of their moments; told of each whether it was refused, and why. */
export type Steps = Generator<Step, void, string | null>;

/** Makes a command with its fields. */
export function make<C extends object>(command: CommandClass<C>, fields: Partial<C> = {}): C {
  return Object.assign(new command(), fields);
}

/** A moment of a working day, in UTC: the same civil day in Paris. */
export function instantOn(date: CivilDate, hour: number, minute = 0, second = 0): Instant {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date}T${two(hour)}:${two(minute)}:${two(second)}.000Z`;
}

interface Waiting {
  readonly life: Steps;
  readonly step: Step;
  /** Of two that wait for the same moment, the one that began first goes first. */
  readonly number: number;
}

/** Lives that go on side by side, whose steps are taken in the order of their moments: a binary heap of what each waits for. */
export class Calendar {
  private readonly heap: Waiting[] = [];
  private begun = 0;

  add(life: Steps): void {
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
  private wait(life: Steps, { done, value: step }: IteratorResult<Step, void>, after: Instant, number: number): void {
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
