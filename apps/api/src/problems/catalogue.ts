import { applicationRejections } from '@jalon/application';
import { queryRejections } from '@jalon/read-models';
import { directoryRejections } from '@jalon/directory';
import type { RejectionKind, RejectionTable } from '@jalon/kernel';
import { marketplaceRejections } from '@jalon/marketplace';
import { missionRejections } from '@jalon/mission';
import { apiProblems, type ProblemText } from './api-problems.js';

/** What a refusal of the domain is to HTTP. */
const STATUS_OF: Readonly<Record<RejectionKind, number>> = {
  conflict: 409,
  unprocessable: 422,
  'not-found': 404,
  forbidden: 403,
};

const rejections: RejectionTable<string> = {
  ...applicationRejections,
  ...queryRejections,
  ...directoryRejections,
  ...marketplaceRejections,
  ...missionRejections,
};

/** Every code that an answer can carry: the door's own and the domain's. */
export const problemCatalogue: ReadonlyMap<string, ProblemText> = new Map([
  ...Object.entries(rejections).map(([code, { kind, en, fr }]) => [code, { status: STATUS_OF[kind], en, fr }] as const),
  ...Object.entries(apiProblems),
]);
