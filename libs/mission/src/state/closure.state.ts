import type { Personal, Uuid } from '@jalon/kernel';
import type { Criterion } from '../events.js';

/** A party's evaluation, as it last stands. */
export interface Evaluation {
  readonly by: Uuid;
  /** Which version, from 1. */
  readonly number: number;
  readonly scores: readonly { readonly criterion: Criterion; readonly score: number }[];
  readonly comment: Personal<string> | null;
}

/** What the organisation said of the outcomes. */
export type OutcomesAnswer =
  | { readonly answer: 'confirmed'; readonly by: Uuid }
  | { readonly answer: 'disputed'; readonly by: Uuid; readonly reason: Personal<string> | null };
