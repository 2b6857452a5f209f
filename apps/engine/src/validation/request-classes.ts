import { type QueryHandler, ListExport } from '@jalon/read-models';
import type { AnyDecider, CommandClass } from '@jalon/kernel';

/** Every class that what somebody gives is read as: the commands and the queries of these tables. */
export function requestClasses(
  deciders: readonly AnyDecider[],
  queries: readonly Pick<QueryHandler, 'query'>[],
): readonly CommandClass[] {
  const commands = deciders.flatMap((decider) => decider.commands.map(({ command }) => command));
  // An export makes it of a list that was read already.
  const asked = queries.map(({ query }) => query).filter((query) => query !== ListExport);
  return [...commands, ...asked];
}
