import {
  cannotWriteIn,
  CorruptEvent,
  corruptionSentence,
  damageIn,
  type StoreDamaged,
  type StoreName,
  StoreUnavailable,
} from '@jalon/ports';
import { wordsOf, type Sentence } from '@jalon/kernel';
import { PasswordMissing } from '@jalon/postgres';
import { SecretRefused } from '@jalon/secret-files';
import { NotAStoreFile, type FILE_FAULTS } from '@jalon/sqlite';
import { obstacleText } from './obstacle.messages.js';
import { startMessage, type StartMessage } from './start.messages.js';

/** The variables, or options of a command, that may name a server whose answer a start needs. */
export type StoreVariable =
  | 'EVENT_STORE_URL'
  | 'VIEW_STORE_URL'
  | 'KEY_STORE_URL'
  | 'DESTROYED_KEYS_URL'
  | 'RECORD_STORE_URL'
  | '--from'
  | '--to'
  | '--store'
  | '--from-list'
  | '--to-list'
  | '--events'
  | '--keys'
  | '--records';

/** The engine does not start; each reason is a sentence for the operator. */
export class StartRefused extends Error {
  override readonly name: string = 'StartRefused';

  constructor(
    readonly reasons: readonly Sentence[],
    options?: ErrorOptions,
  ) {
    super(reasons.map(({ en }) => en).join('\n'), options);
  }
}

/** The same refusal with its reasons reworded: an option's name in the place of the variable that it stands for. */
export function reworded({ reasons }: StartRefused, words: (text: string) => string): StartRefused {
  return new StartRefused(reasons.map(({ en, fr }) => ({ en: words(en), fr: words(fr) })));
}

/** The engine does not start, only because a store does not answer, or only reads: the same start succeeds once it does. */
export class StoreNotAnswering extends StartRefused {
  override readonly name = 'StoreNotAnswering';

  constructor(reason: Sentence, variable: StoreVariable, cause: unknown) {
    super([startMessage(cannotWriteIn(cause) ? 'ONLY_READ' : 'NOT_ANSWERING', { reason, variable })], { cause });
  }
}

/** The engine does not start, only because a disk is full: the same start succeeds once there is room. */
export class DiskFull extends StartRefused {
  override readonly name = 'DiskFull';

  constructor(reason: Sentence, cause: unknown) {
    super([reason], { cause });
  }
}

/** Runs a step of the start. @throws StartRefused that names the step, whatever goes wrong in it */
export async function startStep<T>(step: StartMessage, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StartRefused) throw error;
    if (cannotWriteIn(error)?.obstacle === 'full') throw new DiskFull(failed(step, error), error);
    throw new StartRefused([failed(step, error)], { cause: error });
  }
}

/** The sentence for a failed step. The reason is the error's own message, which drivers write in English only. */
export function failed(step: StartMessage, error: unknown): Sentence {
  const damaged = damageIn(error);
  const reason = damaged
    ? damagedFile(damaged, step)
    : error instanceof NotAStoreFile
      ? notAStore(error, step)
      : reasonFor(error);
  return startMessage('STEP_FAILED', { step: startMessage(step), reason });
}

const VARIABLES: Readonly<Record<StoreName, StoreVariable>> = {
  events: 'EVENT_STORE_URL',
  views: 'VIEW_STORE_URL',
  keys: 'KEY_STORE_URL',
  'destroyed-keys': 'DESTROYED_KEYS_URL',
  records: 'RECORD_STORE_URL',
};

/** The options that name the stores of a copy, and the files of a backup. */
const OPTIONS = {
  COPY_SOURCE_UNOPENED: '--from',
  KEY_SOURCE_UNOPENED: '--from',
  COPY_TARGET_UNOPENED: '--to',
  KEY_TARGET_UNOPENED: '--to',
  RECORD_SOURCE_UNOPENED: '--from',
  RECORD_TARGET_UNOPENED: '--to',
  BACKUP_EVENTS_UNOPENED: '--events',
  BACKUP_KEYS_UNOPENED: '--keys',
  BACKUP_RECORDS_UNOPENED: '--records',
} as const satisfies Readonly<Partial<Record<StartMessage, StoreVariable>>>;

const isOption = (step: StartMessage): step is keyof typeof OPTIONS => step in OPTIONS;
const OF_BACKUP = ['BACKUP_EVENTS_UNOPENED', 'BACKUP_KEYS_UNOPENED', 'BACKUP_RECORDS_UNOPENED'] as const;
const isOfBackup = (step: StartMessage): step is (typeof OF_BACKUP)[number] => OF_BACKUP.some((each) => each === step);

const FAULTS: Readonly<Record<keyof typeof FILE_FAULTS, StartMessage>> = {
  'no-database': 'FILE_NO_DATABASE',
  'of-another': 'FILE_OF_ANOTHER',
  folder: 'FILE_IS_FOLDER',
  empty: 'FILE_EMPTY',
  missing: 'FILE_MISSING',
};

const notAStore = ({ file, held, why }: NotAStoreFile, step: StartMessage): Sentence =>
  startMessage(FAULTS[why], { file, variable: variableOf(held, step), remedy: remedyFor(held, step, 'PUT_BACK') });

const damagedFile = ({ file, store, cause }: StoreDamaged, step: StartMessage): Sentence =>
  startMessage('FILE_DAMAGED', {
    file,
    reason: wordsOf(cause),
    variable: variableOf(store, step),
    // A restore puts events and keys back: where only the keys are damaged, newer events would be lost.
    remedy: remedyFor(store, step, store === 'events' ? 'RESTORE' : 'RESTORE_FILE'),
  });

/** What names a store in a step: a variable, or the option of a command. */
function variableOf(store: StoreName, step: StartMessage): StoreVariable {
  if (!isOption(step)) return VARIABLES[store];
  if (isOfBackup(step)) return OPTIONS[step];
  return store === 'destroyed-keys' ? `${OPTIONS[step]}-list` : OPTIONS[step];
}

function remedyFor(store: StoreName, step: StartMessage, otherwise: StartMessage): Sentence {
  if (isOfBackup(step)) return startMessage('ANOTHER_BACKUP');
  return startMessage(store === 'views' ? 'REMOVE_VIEWS' : otherwise);
}

function reasonFor(error: unknown): Sentence | string {
  if (error instanceof CorruptEvent)
    return startMessage('EVENT_CORRUPT', { event: corruptionSentence(error.why, error.at) });
  const unwritable = cannotWriteIn(error);
  if (unwritable) {
    const { place, obstacle } = unwritable;
    return startMessage('CANNOT_WRITE', { place, why: obstacleText(obstacle) });
  }
  // The view store gives the fault that keeps it from being reached as the cause.
  const cause = error instanceof StoreUnavailable ? error.cause : null;
  const known = [error, cause].find((each) => each instanceof SecretRefused || each instanceof PasswordMissing);
  return known ? known.sentence : wordsOf(error);
}
