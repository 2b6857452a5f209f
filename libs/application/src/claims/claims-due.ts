import type { Instant, Row } from '@jalon/kernel';
import type { RowsQuery, ViewStore } from '@jalon/ports';
import type { HeldClaim } from './held-claim.js';

/** Which claims somebody should look after. Only ever a hint: views may lag, and the streams decide. */
export interface ClaimsDue {
  /**
   * Claims that were given back or abandoned but still stand, and those taken before `takenBefore` that nothing is known to
   * rest on.
   */
  due(takenBefore: Instant): AsyncIterable<HeldClaim>;
}

const PAGE = 200;
const ORDER = ['takenAt', 'owner', 'subject', 'key'] as const;

/** The claims due, from the view `claims` beside `claim_uses`. */
export function claimsDueIn(views: Pick<ViewStore, 'read' | 'tenantsIn'>): ClaimsDue {
  return {
    async *due(takenBefore) {
      for (const tenant of await views.tenantsIn('claims')) {
        let after: readonly string[] | undefined;
        do {
          const query: RowsQuery = { tenant, ...dueSince(takenBefore), ...(after && { after }) };
          const page = await views.read((reader) => reader.rows('claims', query));
          yield* page.map(claimIn);
          after = page.length < PAGE ? undefined : ORDER.map((column) => page.at(-1)?.[column] as string);
        } while (after);
      }
    },
  };
}

function dueSince(takenBefore: Instant): Omit<RowsQuery, 'tenant'> {
  return {
    join: {
      table: 'claim_uses',
      on: { owner: 'owner', subject: 'subject', key: 'key', attempt: 'attempt' },
      kind: 'left',
    },
    where: [
      {
        anyOf: [
          [['claim_uses.state', 'in', ['given-back', 'abandoned']]],
          [
            ['claim_uses.state', '=', null],
            ['takenAt', '<', takenBefore],
          ],
        ],
      },
    ],
    order: { by: ORDER },
    limit: PAGE,
  };
}

function claimIn({ owner, subject, key, attempt }: Row): HeldClaim {
  return { owner: owner as string, subject: subject as string, key: key as string, attempt: attempt as number };
}
