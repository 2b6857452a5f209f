import { languageFor } from './language.js';
import { apiProblems, type ProblemText } from './api-problems.js';
import { problemCatalogue } from './catalogue.js';
import { problemIn, type Problem } from './problem.js';
import type { ProblemFacts } from './problem-of.js';

const QUERIES: readonly string[] = ['GET', 'HEAD'];
export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** A problem ready to be sent. */
export interface ProblemAnswer {
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;
  /** How the log tells it: a fault of ours whole, what is expected in a line; null where it is the client's. */
  readonly logged: 'error' | 'warn' | 'info' | null;
}

/** Writes a problem for a client, in the language it asks for; `method` is what it asked by, where it got so far. */
export function answerTo(
  acceptLanguage: string | undefined,
  { code, ...details }: ProblemFacts,
  method = '',
): ProblemAnswer {
  const language = languageFor(acceptLanguage);
  const found: ProblemText = problemCatalogue.get(code) ?? apiProblems.INTERNAL;
  const text = QUERIES.includes(method) ? { ...found, ...found.toQuery } : found;
  return {
    logged: text.status >= 500 ? (text.logged ?? 'error') : null,
    problem: problemIn(language, problemCatalogue.has(code) ? code : 'INTERNAL', text, details),
    headers: {
      'content-type': PROBLEM_MEDIA_TYPE,
      'content-language': language,
      vary: 'Accept-Language',
      'cache-control': 'no-store',
      ...(text.retryAfter && { 'retry-after': String(text.retryAfter) }),
      ...details.headers,
    },
  };
}
