import type { Uuid } from '@jalon/kernel';
import type { Refusal } from '../../rejection-sentence.js';
import type { Likeness } from '../duplicates.js';

/** What became of one row. */
export type RowOutcome = { readonly line: number; readonly key: string | null } & (
  | { readonly outcome: 'published' | 'revised' | 'unchanged'; readonly need: Uuid }
  | { readonly outcome: 'refused'; readonly rejection: Refusal }
  | ({ readonly outcome: 'duplicate' } & Likeness)
);

export function wentIn({ outcome }: RowOutcome): boolean {
  return outcome !== 'refused' && outcome !== 'duplicate';
}
