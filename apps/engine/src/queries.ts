import { type QueryHandler, queryHandlers, type QueryPorts } from '@jalon/read-models';
import { matching } from '@jalon/marketplace';

/** Every query of the house, answered from these stores with the marketplace's score. */
export function queries(ports: Omit<QueryPorts, 'matching'>): readonly QueryHandler[] {
  return queryHandlers({ ...ports, matching });
}
