import { employersReached, isReached, maySeePerson, reaches } from '@jalon/access';
import { rolesOf } from '@jalon/directory/events';
import type { Caller, HeldRole } from '@jalon/kernel';
import { answerOne, listPage, withoutTenant } from '../query/list-page.js';
import { answers, type QueryHandler, type QueryPorts } from '../query/query-handler.js';
import { openFields, readViews, type QueryScope } from '../query/query-scope.js';
import {
  equal,
  notEnded,
  ofEmployers,
  ownOrOfEmployers,
  readAll,
  type ConditionOn,
  type Filters,
} from '../query/table-reader.js';
import { rolesTable, type RoleRow } from './roles.table.js';
import {
  directoryProjection,
  employersTable,
  organisationsTable,
  peopleTable,
  tenantsTable,
  type PersonRow,
} from './directory.projection.js';
import {
  GetEmployer,
  GetOrganisation,
  GetPerson,
  GetTenant,
  ListEmployers,
  ListOrganisations,
  ListPeople,
  ListRoles,
} from './directory.queries.js';

const projection = directoryProjection;
const BY_ID = { by: ['id'] } as const;

export const directoryHandlers = (ports: QueryPorts): readonly QueryHandler[] => [
  answers(GetTenant, (_query, context) =>
    readViews(ports, context, async (scope) => {
      const row = await scope.views.row(tenantsTable, { id: context.caller.tenant });
      if (!row) return answerOne(scope, projection, null);
      const { id: _id, ...settings } = row;
      return answerOne(scope, projection, settings);
    }),
  ),

  answers(ListPeople, (query, context) =>
    readViews(ports, context, (scope) =>
      listPage(scope, query, {
        projection,
        table: peopleTable,
        where: [
          peopleFound(context.caller),
          equal('employer', query.employer),
          equal('organisation', query.organisation),
          activeCondition('leftOn', query.status, scope),
        ],
        order: BY_ID,
        show: visiblePerson(ports, context.caller, query),
      }),
    ),
  ),

  answers(GetPerson, ({ id }, context) =>
    readViews(ports, context, async (scope) => {
      const row = await scope.views.row(peopleTable, { id });
      const show = visiblePerson(ports, context.caller, {});
      const shown = row && (await show(row));
      const whole = row && shown && maySeePerson(row, context.caller);
      return answerOne(scope, projection, whole ? { ...shown, roles: await rolesHeld(row, scope) } : shown);
    }),
  ),

  answers(ListRoles, (query, context) =>
    readViews(ports, context, (scope) =>
      listPage(scope, query, {
        projection,
        table: rolesTable,
        join: { table: peopleTable, on: { id: 'person' }, kind: 'left' },
        where: [equal('role', query.role), equal('person', query.person), ...grantStatus(query.status, scope)],
        order: { by: ['person', 'role', 'scope'] },
        show: (row) => openFields(ports, withoutTenant(row)),
      }),
    ),
  ),

  answers(ListOrganisations, (query, context) =>
    readViews(ports, context, (scope) =>
      listPage(scope, query, {
        projection,
        table: organisationsTable,
        where: [activeCondition('closedOn', query.status, scope)],
        order: BY_ID,
        show: withoutTenant,
      }),
    ),
  ),

  answers(GetOrganisation, ({ id }, context) =>
    readViews(ports, context, async (scope) => {
      const row = await scope.views.row(organisationsTable, { id });
      return answerOne(scope, projection, row && withoutTenant(row));
    }),
  ),

  answers(ListEmployers, (query, context) =>
    readViews(ports, context, (scope) =>
      listPage(scope, query, {
        projection,
        table: employersTable,
        where: [
          ofEmployers('id', employersReached('GetEmployer', context.caller)),
          activeCondition('closedOn', query.status, scope),
        ],
        order: BY_ID,
        show: withoutTenant,
      }),
    ),
  ),

  answers(GetEmployer, ({ id }, context) =>
    readViews(ports, context, async (scope) => {
      const row = isReached(id, employersReached('GetEmployer', context.caller))
        ? await scope.views.row(employersTable, { id })
        : null;
      return answerOne(scope, projection, row && withoutTenant(row));
    }),
  ),
];

/** A condition for the people whom the caller finds: everybody, if by their ids alone, or themselves and those whom they see. */
function peopleFound(caller: Caller): ConditionOn<PersonRow> | null {
  if (reaches('GetPerson', 'ids', caller)) return null;
  const reached = employersReached('GetPerson', caller);
  return ownOrOfEmployers<keyof PersonRow>(['id', '=', caller.person], 'employer', reached);
}

/** The roles that a person holds today, by their entry and by grants. */
async function rolesHeld(person: PersonRow, { views, today }: QueryScope): Promise<readonly HeldRole[]> {
  if (person.leftOn !== null && person.leftOn <= today) return [];
  const grants = await readAll(views, rolesTable, {
    where: [equal('person', person.id)],
    by: ['person', 'role', 'scope'],
  });
  return rolesOf(person, grants, today);
}

/** A grant ends when it is taken back, after its last day, or when the person leaves. */
function grantStatus(status: ListRoles['status'], { today }: QueryScope): Filters<RoleRow> {
  switch (status) {
    case undefined:
      return [];
    case 'in-force':
      return [
        ['revokedBy', '=', null],
        { anyOf: [[['until', '=', null]], [['until', '>=', today]]] },
        notEnded('people.leftOn', today),
      ];
    case 'ended':
      return [{ anyOf: [[['revokedBy', '<>', null]], [['until', '<', today]], [['people.leftOn', '<=', today]]] }];
  }
}

/** Selects those that are active today, which ends on the day in `column`; or the others. */
function activeCondition<C extends string>(
  column: C,
  status: 'active' | 'left' | 'closed' | undefined,
  { today }: QueryScope,
) {
  if (status === undefined) return null;
  return status === 'active' ? notEnded(column, today) : ([column, '<=', today] as const);
}

/**
 * People as the caller may know them: ids alone, or the whole person. Whoever may not know a name, or whether somebody has
 * left, finds nobody by it. A search by name opens the names here, since no index holds them.
 */
function visiblePerson(ports: QueryPorts, caller: Caller, { name, status }: Pick<ListPeople, 'name' | 'status'>) {
  return async (row: PersonRow): Promise<object | null> => {
    if (!maySeePerson(row, caller)) {
      if (!reaches('GetPerson', 'ids', caller)) return null;
      const { id, employer, organisation, revision } = row;
      return name === undefined && status === undefined ? { id, employer, organisation, revision } : null;
    }
    // The birth date is kept for the age band alone.
    const { tenant: _, birthDate: __, ...person } = row;
    const opened = await openFields(ports, person);
    return name === undefined || isCalled(opened, name) ? opened : null;
  };
}

interface InNames {
  readonly givenName: unknown;
  readonly familyName: unknown;
}

function isCalled({ givenName, familyName }: InNames, name: string): boolean {
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
