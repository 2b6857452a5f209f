import { inWords, type Language, type SentenceParams } from '@jalon/kernel';
import { importMessages, type ImportMessage } from './import.messages.js';

/** A file or its mapping cannot be imported at all. No row was written. The message is the English sentence. */
export class ImportFailure extends Error {
  override readonly name = 'ImportFailure';

  constructor(
    readonly code: ImportMessage,
    readonly params: SentenceParams = {},
  ) {
    super(inWords(importMessages[code], params, 'en'));
  }

  sentence(language: Language): string {
    return inWords(importMessages[this.code], this.params, language);
  }
}
