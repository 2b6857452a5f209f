import type { Sentence } from '@jalon/kernel';
import { ApiProblem } from '../problems/api-problem.js';

/** How deep a body may nest. */
const MAX_DEPTH = 16;

const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Refuses what JSON allows and this service cannot hold: numbers beyond a double, half a surrogate pair, the NUL
 * character (which PostgreSQL refuses), bottomless nesting, and names that every object has already: an own `constructor` would pass for
 * the class, and an own `hasOwnProperty` for a field that the class knows.
 *
 * @throws ApiProblem BODY_INVALID, FORBIDDEN_KEY
 */
export function refuseFlaws(body: object): void {
  let level: readonly object[] = [body];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) {
      throw invalid({ en: `it nests deeper than ${MAX_DEPTH} levels`, fr: `il dépasse ${MAX_DEPTH} niveaux` });
    }
    const members = level.flatMap(membersOf);
    members.forEach(refuseScalar);
    level = members.filter((member) => typeof member === 'object' && member !== null);
  }
}

function membersOf(value: object): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (Object.keys(value).some(everyObjectHas)) throw new ApiProblem('FORBIDDEN_KEY');
  return Object.values(value);
}

/** Whether `name` is one that any object answers to without having it: `constructor`, `toString`… */
export function everyObjectHas(name: string): boolean {
  return name in Object.prototype;
}

function refuseScalar(value: unknown): void {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw invalid({ en: 'a number is too large', fr: 'un nombre est trop grand' });
  }
  if (typeof value !== 'string') return;
  if (value.includes('\0'))
    throw invalid({ en: 'a text holds the NUL character', fr: 'un texte contient le caractère NUL' });
  if (LONE_SURROGATE.test(value)) {
    throw invalid({
      en: 'a text holds half a surrogate pair',
      fr: 'un texte contient une moitié de paire d’indirection',
    });
  }
}

function invalid(why: Sentence): ApiProblem {
  return new ApiProblem('BODY_INVALID', { params: { why } });
}
