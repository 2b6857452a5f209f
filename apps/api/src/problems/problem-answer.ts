import { languageFor } from './language.js';
import { apiProblems, type ProblemText } from './api-problems.js';
import { problemCatalogue } from './catalogue.js';
import { problemIn, type Problem } from './problem.js';
import type { ProblemFacts } from './problem-of.js';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** A problem ready to be sent. */
export interface ProblemAnswer {
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether it is a fault of ours, for the log to tell whole. */
  readonly fault: boolean;
}

/** Writes a problem for a client, in the language it asks for. */
export function answerTo(acceptLanguage: string | undefined, { code, ...details }: ProblemFacts): ProblemAnswer {
  const language = languageFor(acceptLanguage);
  const text: ProblemText = problemCatalogue.get(code) ?? apiProblems.INTERNAL;
  return {
    fault: text.status >= 500 && !text.passing,
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
