import { applicationRejections } from '@jalon/application';
import { directoryRejections } from '@jalon/directory';
import type { Language, Rejection, RejectionTable } from '@jalon/kernel';
import { marketplaceRejections } from '@jalon/marketplace';
import { importRejections } from './import/import.rejections.js';
import { filled } from './sentence.js';

const rejections: RejectionTable<string> = {
  ...applicationRejections,
  ...directoryRejections,
  ...marketplaceRejections,
  ...importRejections,
};

/** A refusal in words. */
export function rejectionSentence({ code, params }: Rejection, language: Language): string {
  const text = rejections[code];
  return text ? filled(text[language], params) : code;
}
