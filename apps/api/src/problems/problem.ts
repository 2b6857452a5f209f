import { inWords, type Language, type SentenceParams } from '@jalon/kernel';
import type { ApiProblemDetails, FieldError } from './api-problem.js';
import type { ProblemText } from './api-problems.js';
import { titleOf } from './titles.js';

/** The body of every answer that is not a success (RFC 9457). */
export interface Problem {
  /** `urn:jalon:problem:<code>` */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** Stable: what a program decides on. */
  readonly code: string;
  /** A sentence for people: what happened, and what to do. */
  readonly detail: string;
  readonly params?: Readonly<Record<string, string | number>>;
  readonly errors?: readonly FieldError[];
}

/** Writes a problem in a language. */
export function problemIn(
  language: Language,
  code: string,
  text: ProblemText,
  { params = {}, faults }: ApiProblemDetails,
): Problem {
  return {
    type: `urn:jalon:problem:${code}`,
    title: titleOf(text.status)[language],
    status: text.status,
    code,
    detail: inWords(text, params, language),
    ...(Object.keys(params).length > 0 && { params: inLanguage(params, language) }),
    ...(faults && { errors: faults.map(({ field, expected }) => ({ field, detail: expected[language] })) }),
  };
}

function inLanguage(params: SentenceParams, language: Language): Readonly<Record<string, string | number>> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, typeof value === 'object' ? value[language] : value]),
  );
}
