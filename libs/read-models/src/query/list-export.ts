import { setImmediate as nextTurn } from 'node:timers/promises';
import { retryWhileUnavailable } from '@jalon/application';
import type { PositionToken, Uuid } from '@jalon/kernel';
import { cachedNames, type NamesOf } from '../directory/names.answers.js';
import type { Parties } from '../directory/party-people.answers.js';
import { ListHours } from '../hours/hours.queries.js';
import { ListMissions } from '../missions/missions.queries.js';
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
    const { items, next, ...state } = await readPage({}, { ...context, forExport: true });
    const pinned = pinnedTo(state.position, context);
    // Those who see a mission, or its time, may know its parties by name.
    const known = new Set<Uuid>();
    const meet = (list instanceof ListMissions || list instanceof ListHours) && meeting(known);
    const pages = pagesFrom({ items, next }, readPage, pinned);
    return { ...state, pages: meet ? meet(pages) : pages, names: () => cachedNames(ports, pinned, { known }) };
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

/** Adds the parties of each item to those whom the reader may know. */
const meeting = (known: Set<Uuid>) =>
  async function* met(pages: AsyncIterable<readonly object[]>): AsyncIterable<readonly object[]> {
    for await (const page of pages) {
      for (const { employee, manager } of page as readonly Parties[]) {
        known.add(employee);
        if (manager) known.add(manager);
      }
      yield page;
    }
  };

/** The context of an export's later reads. */
export const pinnedTo = (position: PositionToken | null, { caller }: QueryContext): QueryContext => ({
  caller,
  forExport: true,
  ...(position !== null && { pinnedAt: position }),
});

function copyOf(list: ListQuery, changes: Partial<ListQuery>): ListQuery {
  return Object.assign(Object.create(Object.getPrototypeOf(list) as object) as ListQuery, list, changes);
}
