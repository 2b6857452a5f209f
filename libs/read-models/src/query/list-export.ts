import { setImmediate as nextTurn } from 'node:timers/promises';
import { retryWhileUnavailable } from '@jalon/application';
import type { Position } from '@jalon/kernel';
import { cachedNames, type NamesOf } from '../directory/names.answers.js';
import type { ListAnswer } from './list-page.js';
import type { ListQuery } from './list.queries.js';
import { answers, type QueryContext, type QueryHandler, type QueryPorts } from './query-handler.js';
import type { ViewState } from './view-state.js';

/** A query for every item of a list, from its first page to its last: exports are made from it. */
export class ListExport {
  constructor(readonly list: ListQuery) {}
}

/** All items, page after page, and the state of the views when the export began. */
export interface ExportAnswer extends ViewState {
  readonly pages: AsyncIterable<readonly object[]>;
  /**
   * The names behind the ids that the items hold, as the directory stood then.
   *
   * @throws ViewBeingBuilt
   */
  readonly names: () => Promise<NamesOf>;
}

const ITEMS_A_PAGE = 100;

type ReadPage = (changes: Partial<ListQuery>, context: QueryContext) => Promise<ListAnswer<object>>;

/**
 * Asks the list's own handler page after page. Each page is read from a snapshot of its own, so a slow client holds none
 * open; later pages are read as of the first one's position, so the whole export is of one moment.
 */
export const listExportHandler = (ports: QueryPorts, lists: readonly QueryHandler[]): QueryHandler =>
  answers(ListExport, async ({ list }, context): Promise<ExportAnswer> => {
    const handler = lists.find(({ query }) => list instanceof query);
    if (!handler) throw new Error(`no list is answered for ${list.constructor.name}`);
    const readPage: ReadPage = async (changes, pageContext) =>
      (await handler.answer(copyOf(list, { limit: ITEMS_A_PAGE, ...changes }), pageContext)) as ListAnswer<object>;
    const { items, next, ...state } = await readPage({}, context);
    const pinned = pinnedTo(state.position, context);
    return { ...state, pages: pagesFrom({ items, next }, readPage, pinned), names: () => cachedNames(ports, pinned) };
  });

async function* pagesFrom(
  { items, next }: Pick<ListAnswer<object>, 'items' | 'next'>,
  readPage: ReadPage,
  context: QueryContext,
): AsyncIterable<readonly object[]> {
  yield items;
  for (let cursor = next; cursor !== null;) {
    await nextTurn();
    const from = cursor;
    const answer = await retryWhileUnavailable(() => readPage({ cursor: from }, context));
    yield answer.items;
    cursor = answer.next;
  }
}

/** The context of an export's later reads. */
export const pinnedTo = (position: Position | null, { caller }: QueryContext): QueryContext => ({
  caller,
  ...(position !== null && { pinnedAt: position }),
});

function copyOf(list: ListQuery, changes: Partial<ListQuery>): ListQuery {
  return Object.assign(Object.create(Object.getPrototypeOf(list) as object) as ListQuery, list, changes);
}
