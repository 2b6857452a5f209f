import { inWords, type Language, type SentenceParams } from '@jalon/kernel';
import { backupMessages } from './backup.messages.js';

/** A backup is not made, or not restored; nothing was put in place. */
export class BackupRefused extends Error {
  override readonly name = 'BackupRefused';

  constructor(
    readonly code: keyof typeof backupMessages,
    readonly params: SentenceParams = {},
    options?: ErrorOptions,
  ) {
    super(inWords(backupMessages[code], params, 'en'), options);
  }

  sentence(language: Language): string {
    return inWords(backupMessages[this.code], this.params, language);
  }
}
