import { directoryEvents } from '@jalon/directory/events';
import type { EventDefinition } from '@jalon/kernel';
import { marketplaceEvents } from '@jalon/marketplace/events';
import { missionEvents } from '@jalon/mission/events';

/** Every event that can be stored. Two libraries list the events of claims; here they are listed once. */
export const events: readonly EventDefinition[] = [
  ...new Set<EventDefinition>([...directoryEvents, ...marketplaceEvents, ...missionEvents]),
];
