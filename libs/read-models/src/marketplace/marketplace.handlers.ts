import { employersReached, oversees, overseesTenant } from '@jalon/access';
import type { Caller } from '@jalon/kernel';
import { directoryProjection, peopleTable } from '../directory/directory.projection.js';
import { answerOne, listPage, withoutTenant } from '../query/list-page.js';
import { answers, type QueryHandler, type QueryPorts } from '../query/query-handler.js';
import { refuseQuery } from '../query/query-rejections.js';
import { readViews, readViewsAndOpen, type QueryScope } from '../query/query-scope.js';
import { equal, notEnded, ownOrOfEmployers, type ConditionOn, type Filters } from '../query/table-reader.js';
import { viewState } from '../query/view-state.js';
import { withPlacesAndHead, withStatusToday } from './marketplace.answers.js';
import { marketplaceProjection } from './marketplace.projection.js';
import { GetNeed, GetOffer, ListNeeds, ListOffers, NeedMatches, OfferMatches } from './marketplace.queries.js';
import { bestNeedsFor, bestOffersFor } from './matches.answers.js';
import { needsTable } from './needs.table.js';
import { offersTable, type OfferRow } from './offers.table.js';

const projection = marketplaceProjection;
const LATEST_FIRST = { by: ['createdAt', 'id'], direction: 'descending' } as const;

export const marketplaceHandlers = (ports: QueryPorts): readonly QueryHandler[] => [
  answers(ListNeeds, (query, context) =>
    readViews(ports, context, (scope) =>
      listPage(scope, query, {
        projection,
        table: needsTable,
        where: [equal('status', query.status), equal('organisation', query.organisation), equal('cause', query.cause)],
        order: LATEST_FIRST,
        show: (row) => withoutTenant(row),
        complete: (needs) => withPlacesAndHead(scope, needs),
      }),
    ),
  ),

  answers(GetNeed, ({ id }, context) =>
    readViews(ports, context, async (scope) => {
      const row = await scope.views.row(needsTable, { id });
      const [need] = row ? await withPlacesAndHead(scope, [withoutTenant(row)]) : [];
      return answerOne(scope, projection, need ?? null);
    }),
  ),

  answers(ListOffers, (query, context) =>
    readViewsAndOpen(ports, context, (scope) =>
      listPage(scope, query, {
        projection,
        table: offersTable,
        where: [offersSeen(context.caller), ...inStatus(query.status, scope), equal('employee', query.employee)],
        join: { table: peopleTable, on: { id: 'employee' }, kind: 'left' },
        order: LATEST_FIRST,
        show: (row) => withoutTenant(row),
        complete: (offers) => withStatusToday(scope, offers),
      }),
    ),
  ),

  answers(GetOffer, ({ id }, context) =>
    readViewsAndOpen(ports, context, async (scope) => {
      const row = await scope.views.row(offersTable, { id });
      // As in the list: others' offers are shown only to those who oversee offers.
      const shown = row && (await mayReadOffer(scope, row)) ? [withoutTenant(row)] : [];
      const [offer] = await withStatusToday(scope, shown);
      return answerOne(scope, projection, offer ?? null);
    }),
  ),

  answers(NeedMatches, (query, context) =>
    readViewsAndOpen(ports, context, async (scope) => {
      const need = (await scope.views.row(needsTable, { id: query.id })) ?? refuseQuery('NOT_FOUND');
      if (!overseesTenant(context.caller) && context.caller.organisation !== need.organisation)
        return refuseQuery('QUERY_NOT_ALLOWED');
      const best = await bestOffersFor(scope, ports, need, query.limit);
      const items = best.map(({ row, ...match }) => ({ ...match, offer: offerOfMatch(row, context.caller) }));
      return { items, ...(await viewState(scope, [marketplaceProjection, directoryProjection])) };
    }),
  ),

  answers(OfferMatches, (query, context) =>
    readViewsAndOpen(ports, context, async (scope) => {
      const offer = (await scope.views.row(offersTable, { id: query.id })) ?? refuseQuery('NOT_FOUND');
      // As for the offer itself: its existence is not told to others.
      if (!(await mayReadOffer(scope, offer))) return refuseQuery('NOT_FOUND');
      const best = await bestNeedsFor(scope, ports, offer, query.limit);
      const needs = await withPlacesAndHead(
        scope,
        best.map(({ row }) => withoutTenant(row)),
      );
      const items = best.map(({ row: _, ...match }, index) => ({ ...match, need: needs[index] }));
      return { items, ...(await viewState(scope, [marketplaceProjection, directoryProjection])) };
    }),
  ),
];

/** Selects the offers that are in a status today. */
function inStatus(status: ListOffers['status'], { today }: QueryScope): Filters<OfferRow> {
  switch (status) {
    case undefined:
      return [];
    case 'open':
      return [['status', '=', 'open'], notEnded('people.leftOn', today)];
    case 'ended':
      return [
        ['status', '=', 'open'],
        ['people.leftOn', '<=', today],
      ];
    case 'withdrawn':
      return [['status', '=', 'withdrawn']];
  }
}

/** A condition for the offers that the caller may see: their own, and those of the employers that they oversee. */
function offersSeen(caller: Caller): ConditionOn<OfferRow> | null {
  return ownOrOfEmployers<keyof OfferRow | 'people.employer'>(
    ['employee', '=', caller.person],
    'people.employer',
    employersReached('GetOffer', caller),
  );
}

async function mayReadOffer({ views, caller }: QueryScope, { employee }: OfferRow): Promise<boolean> {
  if (caller.person === employee || overseesTenant(caller)) return true;
  const person = await views.row(peopleTable, { id: employee });
  return oversees(person?.employer ?? null, caller);
}

/** An organisation that looks for someone is shown what they offer, but neither their own words nor where they are. */
function offerOfMatch({ tenant: _, words, coordinates, ...offer }: OfferRow, caller: Caller) {
  return overseesTenant(caller) || offer.employee === caller.person ? { ...offer, coordinates, words } : offer;
}
