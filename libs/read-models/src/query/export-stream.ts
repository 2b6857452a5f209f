import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Position } from '@jalon/kernel';
import { answers, type QueryContext, type QueryHandler } from './query-handler.js';
import { retryWhileUnavailable } from '@jalon/application';
import type { Standing } from './view-state.js';
import { namesFor, type NamesOf } from '../directory/names.answers.js';
import type { ListAnswer } from './list-page.js';
import type { ListQuery } from './list.queries.js';
import type { QueryPorts } from './query-ports.js';

/** Every item of a list, from its first page to its last: what an export is made from. */
export class WholeList {
  constructor(readonly list: ListQuery) {}
}

/** All items, page after page, and where the views stood when it began. */
export interface WholeAnswer extends Standing {
  readonly pages: AsyncIterable<readonly object[]>;
  /**
   * The names behind the ids that the items hold, as the directory stood then.
   *
   * @throws ViewBeingBuilt
   */
  readonly names: () => Promise<NamesOf>;
}

const ITEMS_A_PAGE = 100;

/**
 * Asks a list page after page. Each is a snapshot of its own, so a slow reader holds nothing, and each knows what was known
 * when the first was read: the whole is of one moment.
 */
export const wholeListHandler = (ports: QueryPorts, lists: readonly QueryHandler[]): QueryHandler =>
  answers(WholeList, async ({ list }, asking): Promise<WholeAnswer> => {
    const handler = lists.find(({ query }) => list instanceof query);
    if (!handler) throw new Error(`no list is answered for ${list.constructor.name}`);
    const page = async (given: Partial<ListQuery>, as: QueryContext) =>
      (await handler.answer(alike(list, { limit: ITEMS_A_PAGE, ...given }), as)) as ListAnswer<object>;
    const { items, next, ...standing } = await page({}, asking);
    const pinned = pinnedAt(asking, standing.position);
    return { ...standing, pages: goingOn({ items, next }, page, pinned), names: () => namesFor(ports, pinned) };
  });

async function* goingOn(
  { items, next }: Pick<ListAnswer<object>, 'items' | 'next'>,
  page: (given: Partial<ListQuery>, as: QueryContext) => Promise<ListAnswer<object>>,
  asking: QueryContext,
): AsyncIterable<readonly object[]> {
  yield items;
  for (let cursor = next; cursor !== null;) {
    await nextTurn();
    const from = cursor;
    const answer = await retryWhileUnavailable(() => page({ cursor: from }, asking));
    yield answer.items;
    cursor = answer.next;
  }
}

export const pinnedAt = ({ caller }: QueryContext, position: Position | null): QueryContext => ({
  caller,
  ...(position !== null && { pinnedAt: position }),
});

function alike(list: ListQuery, changes: Partial<ListQuery>): ListQuery {
  return Object.assign(Object.create(Object.getPrototypeOf(list) as object) as ListQuery, list, changes);
}
