import type { Ids } from '@jalon/kernel';
import { ApiProblem } from '../problems/api-problem.js';

const VISIBLE = /^[\x21-\x7e]{1,255}$/;

/**
 * The client's key, or a new one that it is told.
 *
 * @throws ApiProblem KEY_INVALID
 */
export function keyOf(header: string | string[] | undefined, ids: Ids): string {
  if (header === undefined) return ids.next();
  if (typeof header !== 'string' || !VISIBLE.test(header)) throw new ApiProblem('KEY_INVALID');
  return header;
}
