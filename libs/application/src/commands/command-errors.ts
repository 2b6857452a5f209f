import type { Rejection, RejectionTable } from '@jalon/kernel';
import { StoreUnavailable, type CommandResult } from '@jalon/ports';

/** The refusals that any command may meet. */
export const applicationRejections = {
  TENANT_UNKNOWN: {
    kind: 'forbidden',
    en: 'This tenant has not been opened.',
    fr: 'Ce client n’a pas été ouvert.',
  },
  ROLE_REQUIRED: {
    kind: 'forbidden',
    en: 'This needs one of these roles: {roles}.',
    fr: 'Cela demande l’un de ces rôles : {roles}.',
  },
  SUBJECT_ERASED: {
    kind: 'conflict',
    en: 'The person’s data was erased: nothing personal can be recorded of them or compared any more.',
    fr: 'Les données de la personne ont été effacées : rien de personnel ne peut plus être enregistré ou comparé.',
  },
  TEXT_NOT_UNICODE: {
    kind: 'unprocessable',
    en: 'A text holds half of a character (a lone surrogate).',
    fr: 'Un texte contient une moitié de caractère (un demi-codet isolé).',
  },
} as const satisfies RejectionTable<string>;

export type ApplicationRejectionCode = keyof typeof applicationRejections;

/** The decider refused the command, or the handler did, with one of the codes above. */
export class CommandRefused extends Error {
  override readonly name = 'CommandRefused';

  constructor(readonly rejection: Rejection) {
    super(rejection.code);
  }
}

/** The same key came with another body. */
export class KeyReused extends Error {
  override readonly name = 'KeyReused';
}

/** The same key is being worked on at this moment. */
export class CommandInFlight extends Error {
  override readonly name = 'CommandInFlight';
}

/** The stream is no longer at the revision that the client saw. */
export class StaleRevision extends Error {
  override readonly name = 'StaleRevision';

  constructor(
    readonly seen: number,
    readonly actual: number | null,
  ) {
    super(`at revision ${actual ?? 'none'}, not ${seen}`);
  }
}

/** Other commands kept changing the stream; nothing was written and the command may be sent again. */
export class TooManyConflicts extends Error {
  override readonly name = 'TooManyConflicts';
}

/** The result of a command that threw, for metrics and traces. */
export function commandResultOf(error: unknown): CommandResult {
  if (error instanceof CommandRefused) return 'refused';
  if (error instanceof KeyReused) return 'key-reused';
  if (error instanceof CommandInFlight) return 'in-flight';
  if (error instanceof StaleRevision) return 'stale';
  if (error instanceof TooManyConflicts) return 'conflicts';
  if (error instanceof StoreUnavailable) return 'unavailable';
  return 'failed';
}
