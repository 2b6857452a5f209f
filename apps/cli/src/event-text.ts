import { isSealed, type Json, type StoredEvent } from '@jalon/kernel';

/** One event on one line: where it lies, what happened, who did it. */
export function eventLine({ position, envelope }: StoredEvent): string {
  const { recordedAt, stream, revision, type, actor } = envelope;
  return `${position.padStart(6)}  ${recordedAt}  ${stream}@${revision}  ${type}  ${actor.role} ${actor.person}`;
}

/** One event as a paragraph: its facts, then its data field by field. What is sealed stays so. */
export function eventParagraph(event: StoredEvent): string {
  const { envelope } = event;
  const facts = [
    ['actor', actorText(envelope.actor)],
    ['command', envelope.commandId],
    ['correlation', envelope.correlationId],
    ['rules', envelope.rules],
    ...envelope.references.map(({ name, stream, revision }) => [`leaned on ${name}`, `${stream}@${revision}`]),
    ['hash', event.hash],
    ['previous', envelope.prev ?? '-'],
  ];
  const lines = facts.map(([name, value]) => `  ${name}: ${value}`);
  const data = Object.entries(envelope.data).map(([name, value]) => `    ${name}: ${valueText(value)}`);
  return [`${envelope.type} v${envelope.version}, revision ${envelope.revision}, position ${event.position}`]
    .concat(`  recorded: ${envelope.recordedAt}`, lines, data.length > 0 ? ['  data:', ...data] : [])
    .join('\n');
}

/** One event for a program: the stored bytes untouched, within what the store adds. */
export function eventJson({ position, hash, body }: StoredEvent): string {
  return `{"position":"${position}","hash":"${hash}","body":${body}}`;
}

function actorText({ person, party, role, onBehalfOf }: StoredEvent['envelope']['actor']): string {
  const side = party === null ? '' : ` for the ${party}`;
  return `${person} (${role}${side})${onBehalfOf === undefined ? '' : ` on behalf of ${onBehalfOf}`}`;
}

function valueText(value: Json): string {
  if (isSealed(value)) return '(sealed)';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
