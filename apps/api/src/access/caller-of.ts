import type { FastifyRequest } from 'fastify';
import type { Caller } from '@jalon/kernel';
import { ApiProblem } from '../problems/api-problem.js';
import '../http/request-facts.js';

/**
 * Who is asking.
 *
 * @throws ApiProblem AUTHENTICATION_REQUIRED where the route let someone unknown in
 */
export function callerOf(request: FastifyRequest): Caller {
  if (request.caller === null) throw new ApiProblem('AUTHENTICATION_REQUIRED');
  return request.caller;
}
