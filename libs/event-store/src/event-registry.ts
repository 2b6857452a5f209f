import type { EventDefinition } from '@jalon/kernel';
import { UnknownEvent } from '@jalon/ports';

/** The events that this code knows: nothing else is written, and nothing else is read in silence. */
export interface EventRegistry {
  readonly definitions: readonly EventDefinition[];
  /** @throws UnknownEvent when there is no such type */
  definitionOf(type: string): EventDefinition;
}

/**
 * Puts the lists of several libs together. A definition may stand in more than one (the kernel's claim events do).
 *
 * @throws Error when two different definitions bear one type, or when an older version cannot be upcast
 */
export function createEventRegistry(definitions: readonly EventDefinition[]): EventRegistry {
  const byType = new Map<string, EventDefinition>();
  for (const definition of definitions) {
    const known = byType.get(definition.type);
    if (known && known !== definition) throw new Error(`two different events are called ${definition.type}`);
    requireUpcasts(definition);
    byType.set(definition.type, definition);
  }
  return {
    definitions: [...byType.values()],
    definitionOf(type) {
      const definition = byType.get(type);
      if (!definition) throw new UnknownEvent(`this code knows no event ${type}`);
      return definition;
    },
  };
}

/** A version once stored is read for ever, so each needs its step to the next. */
function requireUpcasts({ type, version, upcasts = {} }: EventDefinition): void {
  for (let older = 1; older < version; older += 1) {
    if (!upcasts[older]) throw new Error(`${type}.v${older} cannot be read: it has no upcast to v${older + 1}`);
  }
}
