import { applicationRejections } from '@jalon/application';
import { directoryRejections } from '@jalon/directory';
import { inWords, type Language, type RejectionTable, type SentenceParams } from '@jalon/kernel';
import { marketplaceRejections } from '@jalon/marketplace';
import { missionRejections } from '@jalon/mission';
import { importRejections } from './import/import.messages.js';

const rejections: RejectionTable<string> = {
  ...applicationRejections,
  ...directoryRejections,
  ...marketplaceRejections,
  ...missionRejections,
  ...importRejections,
};

/** A rejection by the domain, or of an imported row before it reaches the domain. */
export interface Refusal {
  readonly code: string;
  readonly params: SentenceParams;
}

/** The sentence for a refusal. */
export function rejectionSentence({ code, params }: Refusal, language: Language): string {
  const text = rejections[code];
  return text ? inWords(text, params, language) : code;
}
