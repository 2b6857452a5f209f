import type { Caller, Position } from '@jalon/kernel';

/** A query's class, as the bus dispatches by it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a query class may be constructed with anything
export type QueryClass<Q extends object = object> = new (...args: any[]) => Q;

/** One query: its class and how it is answered. */
export interface QueryHandler<Q extends object = object, Answer = unknown> {
  readonly query: QueryClass<Q>;
  /** The query's stable name: what metrics, logs and documents call it. */
  readonly name: string;
  /**
   * @throws QueryRefused when the caller may not, or nothing is there
   * @throws NotYetVisible when the views do not reach `asking.minPosition` in time
   */
  answer(query: Q, asking: QueryContext): Promise<Answer>;
}

export function answers<Q extends object, Answer>(
  query: QueryClass<Q>,
  answer: (query: Q, asking: QueryContext) => Promise<Answer>,
): QueryHandler<Q, Answer> {
  return { query, name: query.name, answer };
}

/** What travels with a query besides its fields. */
export interface QueryContext {
  readonly caller: Caller;
  /** The position that the answer must have seen (`Jalon-Min-Position`): what the caller's own command returned. */
  readonly minPosition?: Position;
  /** What the first page of an export had seen: its later pages know no more. */
  readonly pinnedAt?: Position;
}
