import { applicationRejections } from '@jalon/application';
import { directoryRejections } from '@jalon/directory';
import { inWords, type Language, type RejectionTable, type SentenceParams } from '@jalon/kernel';
import { marketplaceRejections } from '@jalon/marketplace';
import { importRejections } from './import/import.rejections.js';

const rejections: RejectionTable<string> = {
  ...applicationRejections,
  ...directoryRejections,
  ...marketplaceRejections,
  ...importRejections,
};

/** A rejection of the domain, or of a row before it gets there. */
export interface Refusal {
  readonly code: string;
  readonly params: SentenceParams;
}

/** A refusal in words. */
export function rejectionSentence({ code, params }: Refusal, language: Language): string {
  const text = rejections[code];
  return text ? inWords(text, params, language) : code;
}
