import type { Caller, Category, DecisionContext, Role, Uuid } from '@jalon/kernel';
import { ruleSet } from '@jalon/rules';

/** A caller with one role. */
export function callerAs(role: Role, person: Uuid, organisation: Uuid | null = null): Caller {
  return { tenant: 'main', person, roles: [role], organisation };
}

/** The id that a decision gives what the client left unnamed. */
export const NEW_ID = '00000000-0000-4000-8000-0000000000ff';

/** The context of a decision on one stream of the tenant `main`, on 15 June 2026 at noon in Paris. */
export function contextOf(
  category: Category,
  id: string,
  caller: Caller,
): DecisionContext<unknown, Record<string, unknown>> {
  return {
    now: '2026-06-15T10:00:00.000Z',
    zone: 'Europe/Paris',
    tenant: 'main',
    caller,
    stream: `${category}-main.${id}`,
    id,
    newId: NEW_ID,
    nextRevision: 0,
    rules: ruleSet('base@1'),
    references: {},
    humanOf: (person) => person,
    opened: {},
  };
}

/** A reference to an existing thing. */
export function found<State>(category: Category, id: Uuid, state: State) {
  return { found: true, stream: `${category}-main.${id}`, revision: 0, state } as const;
}

/** A reference to a stream that has no event. */
export function notFound(category: Category, id: Uuid) {
  return { found: false, stream: `${category}-main.${id}` } as const;
}
