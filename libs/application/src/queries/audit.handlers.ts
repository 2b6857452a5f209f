import { setImmediate as nextTurn } from 'node:timers/promises';
import { oversees } from '@jalon/access';
import { addDays, positionOf, sortablePosition, type Position, type Row } from '@jalon/kernel';
import type { Condition } from '../projections/view-store.js';
import { AuditEvents } from './audit.queries.js';
import { completeness } from './completeness.js';
import { equal, present } from './conditions.js';
import { eventsShown } from './events-shown.js';
import { requirePeriod } from './period.js';
import { namesFor } from './names.js';
import { answers, type QueryHandler } from './query-handler.js';
import type { QueryPorts } from './query-ports.js';
import { refuseQuery } from './query-rejections.js';
import { inScope, type Scope } from './scope.js';
import { pinnedAt, type WholeAnswer } from './whole-list.js';

const ROWS_A_PAGE = 100;

export const auditHandlers = (ports: QueryPorts): readonly QueryHandler[] => [
  answers(AuditEvents, async (query, asking): Promise<WholeAnswer> => {
    if (!oversees(asking.caller)) return refuseQuery('QUERY_NOT_ALLOWED');
    requirePeriod(query);
    // Missions decide what may be shown, so no event is shown that their view has not seen.
    const { scope, state } = await inScope(ports, asking, async (found) => ({
      scope: found,
      state: await completeness(found, ['audit', 'missions']),
    }));
    const names = () => namesFor(ports, pinnedAt(asking, state.position));
    return { ...state, entries: entriesOf(ports, scope, query, state.position), names };
  }),
];

/** Page by page, each on a snapshot of its own: a slow reader holds nothing. */
async function* entriesOf(
  ports: QueryPorts,
  scope: Scope,
  query: AuditEvents,
  until: Position | null,
): AsyncIterable<object> {
  if (until === null) return;
  const { tenant } = scope;
  const where = [...filtersOf(query), ['position', '<=', sortablePosition(until)] as const];
  let after: readonly string[] | undefined;
  do {
    const { rows, entries } = await ports.views.read(async (views) => {
      const page = await views.rows('audit', {
        tenant,
        where,
        order: { by: ['position'] },
        limit: ROWS_A_PAGE,
        ...(after && { after }),
      });
      return { rows: page, entries: await entriesIn(ports, { ...scope, views }, query, page) };
    });
    yield* entries;
    await nextTurn();
    after = rows.length < ROWS_A_PAGE ? undefined : [rows.at(-1)?.['position'] as string];
  } while (after);
}

function filtersOf({ actor, stream, type, from, to }: AuditEvents): readonly Condition[] {
  return present([
    equal('person', actor),
    equal('stream', stream),
    equal('type', type),
    from === undefined ? null : ['recordedAt', '>=', from],
    to === undefined ? null : ['recordedAt', '<', addDays(to, 1)],
  ]);
}

async function entriesIn(
  ports: QueryPorts,
  scope: Scope,
  query: AuditEvents,
  found: readonly Row[],
): Promise<readonly object[]> {
  const events = await eventsShown(ports, scope, found);
  return events.flatMap(({ event, row, shown }): readonly object[] => {
    if (shown.show === 'whole') return [{ ...entryOf(row), body: event.body }];
    // Found by its actor, even a masked entry would say who it was.
    if (shown.show === 'hidden' || query.actor !== undefined) return [];
    return [{ ...maskedEntry(row), masked: shown.because, opensOn: shown.opensOn ?? null }];
  });
}

function entryOf({ tenant: _, ...row }: Row): object {
  return { ...row, position: positionOf(row['position'] as string) };
}

function maskedEntry({ position, stream, revision, category, streamId, type, recordedAt, hash }: Row): object {
  return { position: positionOf(position as string), stream, revision, category, streamId, type, recordedAt, hash };
}
