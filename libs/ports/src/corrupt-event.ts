import type { Position, Sentence, StreamName } from '@jalon/kernel';

/** The place of an event in a store, as far as it is known. */
export interface EventPlace {
  readonly position?: Position | undefined;
  readonly stream?: StreamName | undefined;
  readonly revision?: number | undefined;
  readonly id?: string | undefined;
}

/** Why a stored event cannot be trusted. The names are stable: `jalon check --json` gives them. */
export const CORRUPTIONS = {
  HASH: { en: 'its bytes do not have its hash', fr: 'ses octets n’ont pas son empreinte' },
  JSON: { en: 'its bytes are no JSON', fr: 'ses octets ne sont pas du JSON' },
  FORM: { en: 'its envelope is of another form', fr: 'son enveloppe a une autre forme' },
  MEMBERS: { en: 'its envelope has other members', fr: 'son enveloppe a d’autres membres' },
  CANONICAL: { en: 'its bytes are not in canonical form', fr: 'ses octets n’ont pas la forme canonique' },
  COLUMNS: {
    en: 'its columns are not those of its envelope',
    fr: 'ses colonnes ne sont pas celles de son enveloppe',
  },
  TYPE: { en: 'its type is not that of its envelope', fr: 'son type n’est pas celui de son enveloppe' },
  DATA: {
    en: 'its data is not that of its type and version',
    fr: 'ses données ne sont pas celles de son type et de sa version',
  },
  SEALED: { en: 'a sealed field belongs elsewhere', fr: 'un champ chiffré vient d’ailleurs' },
  STREAM: { en: 'it belongs in no stream', fr: 'il n’appartient à aucun flux' },
  REVISION: { en: 'it has no revision', fr: 'il n’a pas de révision' },
  FIRST: {
    en: 'it is first in its stream, and follows another',
    fr: 'il est le premier de son flux, et en suit un autre',
  },
  LINK: {
    en: 'it does not follow the event before it in its stream: one of the two was changed, moved or removed',
    fr: 'il ne suit pas l’événement qui le précède dans son flux\u00A0: l’un des deux a été modifié, déplacé ou supprimé',
  },
  REFERENCE: {
    en: 'it refers to an event that does not come before it',
    fr: 'il se réfère à un événement qui ne le précède pas',
  },
  TWICE: { en: 'an event with its id is stored already', fr: 'un événement a déjà cet identifiant' },
  MISSING: { en: 'it is missing', fr: 'il manque' },
  STREAM_EMPTY: {
    en: 'the events of this stream are missing',
    fr: 'les événements de ce flux manquent',
  },
  GONE: { en: 'its stream had events that are gone', fr: 'son flux avait des événements qui ont disparu' },
  OTHER: { en: 'its stream holds something else there', fr: 'son flux contient autre chose à cet endroit' },
  DELETED: { en: 'its stream was deleted at the server', fr: 'son flux a été supprimé sur le serveur' },
  TRANSACTION: {
    en: 'it was written in a transaction: it has no position of its own',
    fr: 'il a été écrit dans une transaction\u00A0: il n’a pas de position propre',
  },
  INSTALLATION: {
    en: 'the record of the installation cannot be read',
    fr: 'l’enregistrement de l’installation est illisible',
  },
  FILE: { en: 'the file of the events is damaged', fr: 'le fichier des événements est endommagé' },
} as const satisfies Readonly<Record<string, Sentence>>;

export type Corruption = keyof typeof CORRUPTIONS;

/**
 * The bytes, columns, place or hash chain of a stored event contradict each other: somebody changed the store, or its disk
 * is damaged. Trying again does not help.
 */
export class CorruptEvent extends Error {
  override readonly name = 'CorruptEvent';

  constructor(
    readonly why: Corruption,
    readonly at: EventPlace = {},
    options?: ErrorOptions,
  ) {
    super(corruptionSentence(why, at).en, options);
  }
}

/** Where the event is, and what is wrong with it. */
export const corruptionSentence = (why: Corruption, at: EventPlace): Sentence => sentenceAt(at, CORRUPTIONS[why]);

/** A sentence about an event, after its place. */
export function sentenceAt(at: EventPlace, { en, fr }: Sentence): Sentence {
  const place = placeOf(at);
  if (place === null) return { en, fr };
  return { en: `event ${place.en}: ${en}`, fr: `événement ${place.fr}\u00A0: ${fr}` };
}

/** Null where nothing of the place is known. */
function placeOf({ id, position, stream, revision }: EventPlace): Sentence | null {
  const inStream =
    stream === undefined ? [] : [`(${[stream, ...(revision === undefined ? [] : [revision])].join(', ')})`];
  const named = (at: string) => [...(id ? [id] : []), ...(position === undefined ? [] : [at, position]), ...inStream];
  if (named('').length === 0) return null;
  return { en: named('at position').join(' '), fr: named('à la position').join(' ') };
}
