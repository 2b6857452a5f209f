import { NotYetVisible } from '@jalon/application';
import type { Engine } from '@jalon/engine';
import type { Caller, CommandClass } from '@jalon/kernel';
import type { ListAnswer, ListQuery, QueryHandler } from '@jalon/read-models';
import { CliFailure, EXIT } from './failure.js';

/**
 * The items of a list as the caller is shown them, from views that have reached the end of the log. Where no service
 * projects, this process does it meanwhile.
 *
 * @throws CliFailure VIEWS_BEHIND
 */
export async function* readList<Query extends ListQuery, Item>(
  { queries, runner, stores, positionTokens }: Engine,
  caller: Caller,
  list: CommandClass<Query>,
  filter: Partial<Query>,
): AsyncIterable<Item> {
  const handler = queries.find(({ query }) => query === list) as QueryHandler<Query, ListAnswer<Item>>;
  const last = await stores.events.lastPosition();
  const minPosition = last === null ? null : positionTokens.give(caller.tenant, last);
  const endProjecting = projectMeanwhile(runner);
  try {
    for (let cursor: string | null = null; ;) {
      const query = Object.assign(new list(), { limit: 200, ...filter, ...(cursor !== null && { cursor }) });
      const page: ListAnswer<Item> = await handler
        .answer(query, { caller, ...(minPosition !== null && { minPosition }) })
        .catch(notYet);
      yield* page.items;
      cursor = page.next;
      if (cursor === null) return;
    }
  } finally {
    await endProjecting();
  }
}

/** Projects where no service does, until what is returned is called. */
export function projectMeanwhile(runner: Engine['runner']): () => Promise<void> {
  const standingBy = new AbortController();
  const projected = runner.run(standingBy.signal);
  return async () => {
    standingBy.abort();
    await projected;
  };
}

function notYet(error: unknown): never {
  if (error instanceof NotYetVisible) throw new CliFailure('VIEWS_BEHIND', {}, EXIT.notYet);
  throw error;
}
