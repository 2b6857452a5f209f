import { ApiProblem } from '../problems/api-problem.js';

const STRONG_ETAG = /^"(0|[1-9]\d{0,15})"$/;

/**
 * The revision that a client saw, from `If-Match: "<revision>"`. `*` asks only that the thing exists, which every command
 * on a thing asks anyway; undefined then, as without the header.
 *
 * @throws ApiProblem IF_MATCH_INVALID
 */
export function revisionSeen(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined;
  const revision = STRONG_ETAG.exec(ifMatch.trim())?.[1];
  if (revision === undefined) throw new ApiProblem('IF_MATCH_INVALID');
  return Number(revision);
}

/** A revision as an ETag. */
export function etagOf(revision: number): string {
  return `"${revision}"`;
}
