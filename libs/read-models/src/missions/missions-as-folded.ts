import type { Row, TenantId } from '@jalon/kernel';
import type { ViewStore } from '@jalon/ports';
import { besideBoard, wholeMissions } from './mission-board.js';

const ROWS_A_PAGE = 200;

/**
 * A tenant's missions as the views hold them, earliest proposed first, with their totals and revision: sealed fields sealed.
 * For operators, never for an answer: nobody's visibility is asked.
 */
export async function* missionsAsFolded(views: ViewStore, tenant: TenantId): AsyncIterable<Row> {
  let after: readonly string[] | undefined;
  do {
    const page = await views.read(async (reader) => {
      const rows = await reader.rows('missions', {
        tenant,
        order: { by: ['proposedAt', 'id'] },
        limit: ROWS_A_PAGE,
        ...(after && { after }),
      });
      const missions = rows.map((row) => ({ ...row, id: row['id'] as string }));
      return wholeMissions(missions, await besideBoard(reader, tenant, missions));
    });
    yield* page as readonly Row[];
    const last = page.at(-1) as Row | undefined;
    after = last && page.length === ROWS_A_PAGE ? [last['proposedAt'] as string, last['id'] as string] : undefined;
  } while (after);
}
