import type { Envelope } from '@jalon/kernel';
import type { EventRegistry } from './event-registry.js';
import { UnknownEvent } from '@jalon/ports';

/**
 * The envelope as the code of today speaks of it: its data led step by step from the stored version to the current one.
 * The stored bytes stay what they were.
 *
 * @throws UnknownEvent when the type or the version is not known
 */
export function upcast(envelope: Envelope, registry: EventRegistry): Envelope {
  const { version, upcasts = {} } = registry.definitionOf(envelope.type);
  if (envelope.version === version) return envelope;
  let data = envelope.data;
  for (let from = envelope.version; from !== version; from += 1) {
    // A version of the future, or none at all, has no step either.
    const step = upcasts[from];
    if (!step) throw new UnknownEvent(`this code does not know ${envelope.type}.v${envelope.version}`);
    data = step(data);
  }
  return { ...envelope, version, data };
}
