import { type Caller, type CivilDate, type CommandClass, type Instant, laterOf, type Uuid } from '@jalon/kernel';

/** One command of a seeded year: its time, its caller and its target. */
export interface Step {
  readonly at: Instant;
  readonly by: Caller;
  readonly command: object;
  /** The stream's id, for a command whose class does not hold it. */
  readonly target: Uuid | null;
  /** The refusals that the year allows for; any other is a fault of the seed. */
  readonly mayBeRefused: readonly string[];
}

/** What came of a step. */
export interface Taken {
  /** The code of its refusal, or null. */
  readonly refusal: string | null;
  /** The id of the part that it made or addressed, such as an act. */
  readonly part?: Uuid;
}

/** Steps in the order of their times. After each step the generator gets what came of it. */
export type Steps = Generator<Step, void, Taken>;

/** A command with these fields. */
export function make<C extends object>(command: CommandClass<C>, fields: Partial<C> = {}): C {
  return Object.assign(new command(), fields);
}

/** A time of a working day, in UTC. It is on the same civil day in Paris. */
export function instantOn(date: CivilDate, hour: number, minute = 0, second = 0): Instant {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date}T${two(hour)}:${two(minute)}:${two(second)}.000Z`;
}

interface Waiting {
  readonly steps: Steps;
  readonly step: Step;
  /** Of two steps at the same time, the step of the sequence that was added first goes first. */
  readonly number: number;
}

/** Merges concurrent sequences of steps in the order of time: a binary heap with the next step of each. */
export class Calendar {
  private readonly heap: Waiting[] = [];
  private begun = 0;

  add(steps: Steps): void {
    this.wait(steps, steps.next(), '', this.begun++);
  }

  /** Runs the next step by `take`. Returns false when no step is left. */
  async next(take: (step: Step) => Promise<Taken>): Promise<boolean> {
    const first = this.pop();
    if (!first) return false;
    const { steps, step, number } = first;
    this.wait(steps, steps.next(await take(step)), step.at, number);
    return true;
  }

  /** A sequence does not go back in time: a step that is too early gets the time of the step before it. */
  private wait(steps: Steps, { done, value: step }: IteratorResult<Step, void>, after: Instant, number: number): void {
    if (!done) this.push({ steps, step: { ...step, at: laterOf(step.at, after) }, number });
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
