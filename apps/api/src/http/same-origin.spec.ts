import type { FastifyRequest } from 'fastify';
import { ApiProblem } from '../problems/api-problem.js';
import { requireSameOrigin } from './same-origin.js';

const OWN = 'https://jalon.example.org';
const isTaken = (headers: Record<string, string>): boolean => {
  try {
    requireSameOrigin({ headers } as unknown as FastifyRequest, OWN);
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(ApiProblem);
    return false;
  }
};

describe('a request that changes something', () => {
  it.each([
    [{ 'sec-fetch-site': 'same-origin', origin: OWN }],
    [{ 'sec-fetch-site': 'none' }],
    [{ 'sec-fetch-site': 'same-origin' }],
    [{ origin: OWN }],
  ])('is taken from a page of the service (%j)', (headers) => {
    expect(isTaken(headers)).toBe(true);
  });

  it.each([
    [{}],
    [{ 'sec-fetch-site': 'same-site', origin: OWN }],
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ origin: 'https://evil.example' }],
    [{ origin: 'null' }],
    // A page of another name that DNS leads to this machine is of the same origin, to its browser.
    [{ 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' }],
    [{ 'sec-fetch-site': 'same-origin', origin: 'null' }],
    [{ 'sec-fetch-site': 'none', origin: 'https://evil.example' }],
  ])('is refused from elsewhere (%j)', (headers) => {
    expect(isTaken(headers)).toBe(false);
  });
});
