import { applicationRejections } from '@jalon/application';
import { directoryRejections } from '@jalon/directory';
import type { Language, RejectionTable } from '@jalon/kernel';
import { marketplaceRejections } from '@jalon/marketplace';
import { importRejections } from './import/import.rejections.js';
import { filled, type Params } from './sentence.js';

const rejections: RejectionTable<string> = {
  ...applicationRejections,
  ...directoryRejections,
  ...marketplaceRejections,
  ...importRejections,
};

/** A rejection of the domain, or of a row before it gets there. */
export interface Refusal {
  readonly code: string;
  readonly params: Params;
}

/** A refusal in words. */
export function rejectionSentence({ code, params }: Refusal, language: Language): string {
  const text = rejections[code];
  return text ? filled(text, params, language) : code;
}
