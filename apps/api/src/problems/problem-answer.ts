import { apiTokenRejections } from '@jalon/access';
import { applicationRejections } from '@jalon/application';
import { queryRejections } from '@jalon/read-models';
import { directoryRejections } from '@jalon/directory';
import { inWords, type Language, type RejectionKind, type RejectionTable, type SentenceParams } from '@jalon/kernel';
import { loginRejections } from '@jalon/login';
import { marketplaceRejections } from '@jalon/marketplace';
import { missionRejections } from '@jalon/mission';
import type { ApiProblemDetails } from './api-problem.js';
import { problemFromError, type ProblemFacts } from './problem-from-error.js';
import { apiProblems, titleOf, type ProblemText } from './problem.messages.js';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** The HTTP status of each kind of rejection. */
const STATUS_OF: Readonly<Record<RejectionKind, number>> = {
  conflict: 409,
  unprocessable: 422,
  'not-found': 404,
  forbidden: 403,
};

const rejections: RejectionTable<string> = {
  ...applicationRejections,
  ...apiTokenRejections,
  ...queryRejections,
  ...loginRejections,
  ...directoryRejections,
  ...marketplaceRejections,
  ...missionRejections,
};

/** Every code that an answer can carry: the domain's rejections and the API's own problems. */
export const problemCatalogue: ReadonlyMap<string, ProblemText> = new Map([
  ...Object.entries(rejections).map(([code, { kind, en, fr }]) => [code, { status: STATUS_OF[kind], en, fr }] as const),
  ...Object.entries(apiProblems),
]);

/** The body of every answer that is not a success (RFC 9457). */
export interface Problem {
  /** `urn:jalon:problem:<code>` */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** Stable: programs decide on it. */
  readonly code: string;
  /** Which of the reasons of this code, where it has several. Stable, too. */
  readonly reason?: string;
  /** A sentence for people: what happened, and what to do. */
  readonly detail: string;
  /** The values in the sentence. */
  readonly params?: Readonly<Record<string, string | number>>;
  /** The fields to correct, in the language of the answer. */
  readonly errors?: readonly { readonly field: string; readonly detail: string }[];
  /** How many more fields are to be corrected than `errors` lists. */
  readonly moreErrors?: number;
}

/** A problem ready to be sent. */
export interface ProblemAnswer {
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;
  /** The level at which it is logged; null when the client is at fault. */
  readonly logged: 'error' | 'warn' | 'info' | null;
}

const QUERY_METHODS: readonly string[] = ['GET', 'HEAD'];

/**
 * Writes the answer for a problem in `language`. A code that the catalogue does not hold is answered as `INTERNAL`.
 * `method` is absent when the request could not be parsed.
 */
export function problemAnswer(language: Language, { code, ...details }: ProblemFacts, method = ''): ProblemAnswer {
  const found: ProblemText = problemCatalogue.get(code) ?? apiProblems.INTERNAL;
  const text = QUERY_METHODS.includes(method) ? { ...found, ...found.toQuery } : found;
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

/** Whether an error is a fault of the service, or of something that it needs: no client is to blame. */
export function isOwnFault(error: unknown): boolean {
  const { code } = problemFromError(error);
  return (problemCatalogue.get(code) ?? apiProblems.INTERNAL).status >= 500;
}

/** Writes a problem's body in a language. */
export function problemIn(
  language: Language,
  code: string,
  text: ProblemText,
  { params = {}, faults, moreFaults = 0, reason }: ApiProblemDetails,
): Problem {
  return {
    type: `urn:jalon:problem:${code}`,
    title: titleOf(text.status)[language],
    status: text.status,
    code,
    ...(reason !== undefined && { reason }),
    detail: inWords(text, params, language),
    ...(Object.keys(params).length > 0 && { params: paramsIn(params, language) }),
    ...(faults && { errors: faults.map(({ field, expected }) => ({ field, detail: expected[language] })) }),
    ...(moreFaults > 0 && { moreErrors: moreFaults }),
  };
}

function paramsIn(params: SentenceParams, language: Language): Readonly<Record<string, string | number>> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, typeof value === 'object' ? value[language] : value]),
  );
}
