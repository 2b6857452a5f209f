import { maySeePerson } from '@jalon/access';
import type { Caller, Row } from '@jalon/kernel';
import type { Condition } from '@jalon/ports';
import { equal, present } from '../query/rows.js';
import { listPage, oneRow } from '../query/list-page.js';
import { answers, type QueryHandler } from '../query/query-handler.js';
import type { QueryPorts } from '../query/query-ports.js';
import { inScope, opened, type Scope } from '../query/scope.js';
import {
  GetEmployer,
  GetOrganisation,
  GetPerson,
  ListEmployers,
  ListOrganisations,
  ListPeople,
} from './directory.queries.js';

const BY_ID = { by: ['id'] } as const;

export const directoryHandlers = (ports: QueryPorts): readonly QueryHandler[] => [
  answers(ListPeople, (query, asking) =>
    inScope(ports, asking, (scope) =>
      listPage(scope, query, {
        projection: 'directory',
        table: 'people',
        where: present([
          equal('employer', query.employer),
          equal('organisation', query.organisation),
          standing('leftOn', query.status, scope),
        ]),
        order: BY_ID,
        show: personShown(ports, asking.caller, query.name),
      }),
    ),
  ),

  answers(GetPerson, ({ id }, asking) =>
    inScope(ports, asking, (scope) =>
      oneRow(scope, {
        projection: 'directory',
        table: 'people',
        id,
        show: personShown(ports, asking.caller, undefined),
      }),
    ),
  ),

  ...[[ListOrganisations, 'organisations'] as const, [ListEmployers, 'employers'] as const].map(([query, table]) =>
    answers(query, (asked, asking) =>
      inScope(ports, asking, (scope) =>
        listPage(scope, asked, {
          projection: 'directory',
          table,
          where: present([standing('closedOn', asked.status, scope)]),
          order: BY_ID,
          show: entityShown,
        }),
      ),
    ),
  ),

  ...[[GetOrganisation, 'organisations'] as const, [GetEmployer, 'employers'] as const].map(([query, table]) =>
    answers(query, ({ id }, asking) =>
      inScope(ports, asking, (scope) => oneRow(scope, { projection: 'directory', table, id, show: entityShown })),
    ),
  ),
];

function entityShown({ tenant: _, ...row }: Row): object {
  return row;
}

/** Whether someone takes part on the day of reading: until the day on which they left. */
function standing(column: string, status: string | undefined, { today }: Scope): Condition | null {
  if (status === undefined) return null;
  if (status !== 'active') return [column, '<=', today];
  return { anyOf: [[[column, '=', null]], [[column, '>', today]]] };
}

/** What an answer says of anyone: ids, and never a name. */
const IMPERSONAL = ['id', 'employer', 'organisation', 'leftOn', 'revision'] as const;

/** A person as the caller may know them; a search by name opens names here, since no index holds them. */
function personShown(ports: QueryPorts, caller: Caller, name: string | undefined) {
  return async (row: Row): Promise<object | null> => {
    if (!maySeePerson(row['id'] as string, caller)) {
      return name === undefined ? Object.fromEntries(IMPERSONAL.map((column) => [column, row[column]])) : null;
    }
    // A birth date is only ever read to find an age band.
    const { tenant: _, birthDate: __, ...person } = row;
    const known = await opened(ports, person);
    return name === undefined || isCalled(known, name) ? known : null;
  };
}

function isCalled({ givenName, familyName }: Row, name: string): boolean {
  const texts = [givenName, familyName].filter((part) => typeof part === 'string');
  return folded(texts.join(' ')).includes(folded(name));
}

/** Without accents and capitals. */
function folded(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase();
}
