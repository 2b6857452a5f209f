import type { Sentence } from '@jalon/kernel';

/** For the operator: why the file of a secret cannot be used as it was found, and what to do. */
export const secretFileMessages = {
  VANISHED: {
    en: '{path} vanished while it was being made. Start again.',
    fr: '{path} a disparu pendant sa création. Recommencez.',
  },
  OPEN_TO_OTHERS: {
    en: '{path} is open to other accounts of this machine. Run: chmod {mode} {path}',
    fr: '{path} est ouvert à d’autres comptes de cette machine. Lancez\u00A0: chmod {mode} {path}',
  },
  UNREADABLE: {
    en: '{path} cannot be read ({code}). Give it to the account that runs Jalon.',
    fr: '{path} ne peut pas être lu ({code}). Donnez-le au compte qui fait tourner Jalon.',
  },
} as const satisfies Readonly<Record<string, Sentence>>;
