import { oversees } from '@jalon/access';
import type { Caller, Row } from '@jalon/kernel';
import { completeness } from '../query/view-state.js';
import { equal, present } from '../query/rows.js';
import { listPage, oneRow } from '../query/list-page.js';
import { answers, type QueryHandler } from '../query/query-handler.js';
import type { QueryPorts } from '../query/query-ports.js';
import { refuseQuery } from '../query/query-rejections.js';
import { inScope, openedInScope, type Scope } from '../query/scope.js';
import { GetNeed, GetOffer, ListNeeds, ListOffers, NeedMatches, OfferMatches } from './marketplace.queries.js';
import { needsFor, offersFor } from './matches.answers.js';
import { wholeNeeds } from './marketplace.answers.js';

const LATEST_FIRST = { by: ['createdAt', 'id'], direction: 'descending' } as const;

export const marketplaceHandlers = (ports: QueryPorts): readonly QueryHandler[] => [
  answers(ListNeeds, (query, asking) =>
    inScope(ports, asking, (scope) =>
      listPage(scope, query, {
        projection: 'marketplace',
        table: 'needs',
        where: present([
          equal('status', query.status),
          equal('organisation', query.organisation),
          equal('cause', query.cause),
        ]),
        order: LATEST_FIRST,
        show: needShown,
        complete: (needs) => wholeNeeds(scope, needs),
      }),
    ),
  ),

  answers(ListOffers, async (query, asking) =>
    openedInScope(ports, asking, (scope) =>
      listPage(scope, query, {
        projection: 'marketplace',
        table: 'offers',
        where: present([
          oversees(asking.caller) ? null : ['employee', '=', asking.caller.person],
          equal('status', query.status),
          equal('employee', query.employee),
        ]),
        order: LATEST_FIRST,
        show: (row) => offerShown(row, asking.caller),
      }),
    ),
  ),

  answers(GetNeed, ({ id }, asking) =>
    inScope(ports, asking, (scope) =>
      oneRow(scope, {
        projection: 'marketplace',
        table: 'needs',
        id,
        show: async (row) => (await wholeNeeds(scope, [needShown(row)]))[0] ?? null,
      }),
    ),
  ),

  answers(GetOffer, async ({ id }, asking) =>
    openedInScope(ports, asking, (scope) =>
      oneRow(scope, {
        projection: 'marketplace',
        table: 'offers',
        id,
        // As in the list: nobody else's, but for those who oversee them.
        show: (row) => (mayReadWords(row, asking.caller) ? offerShown(row, asking.caller) : null),
      }),
    ),
  ),

  answers(NeedMatches, async (query, asking) =>
    openedInScope(ports, asking, async (scope) => {
      const need = await found(scope, 'needs', query.id);
      if (!oversees(asking.caller) && asking.caller.organisation !== need['organisation'])
        return refuseQuery('QUERY_NOT_ALLOWED');
      const best = await offersFor(scope, ports, need, query.limit);
      const items = best.map(({ row, ...match }) => ({ ...match, offer: offerShown(row, asking.caller) }));
      return { items, ...(await completeness(scope, ['marketplace', 'directory'])) };
    }),
  ),

  answers(OfferMatches, async (query, asking) =>
    openedInScope(ports, asking, async (scope) => {
      const offer = await found(scope, 'offers', query.id);
      // As the offer itself: whose it is not is not told that it is there.
      if (!mayReadWords(offer, asking.caller)) return refuseQuery('NOT_FOUND');
      const best = await needsFor(scope, ports, offer, query.limit);
      const needs = await wholeNeeds(
        scope,
        best.map(({ row }) => needShown(row)),
      );
      const items = best.map(({ row: _, ...match }, place) => ({ ...match, need: needs[place] }));
      return { items, ...(await completeness(scope, ['marketplace', 'directory'])) };
    }),
  ),
];

async function found({ views, tenant }: Scope, table: string, id: string): Promise<Row> {
  return (await views.row(table, { tenant, id })) ?? refuseQuery('NOT_FOUND');
}

function needShown({ tenant: _, ...need }: Row): Row {
  return need;
}

/** An organisation that looks for someone is shown what they offer, not in whose words. */
function offerShown({ tenant: _, words, ...offer }: Row, caller: Caller): object {
  return mayReadWords(offer, caller) ? { ...offer, words } : offer;
}

function mayReadWords(offer: Row, caller: Caller): boolean {
  return oversees(caller) || offer['employee'] === caller.person;
}
