import type { Telemetry, ViewStore } from '@jalon/ports';
import { projections } from '@jalon/read-models';
import { openPostgresViewStore, openSqliteViewStore } from '@jalon/view-store';
import type { StorePlace } from './config.js';

/** Opens the views where the configuration says. */
export function openViews(place: StorePlace, telemetry: Telemetry): Promise<ViewStore> {
  if ('file' in place) return openSqliteViewStore(place.file, projections);
  const onDropped = (names: readonly string[]) => telemetry.fault(new ViewsOfOthersDropped(names));
  return openPostgresViewStore(place.url, projections, { onDropped });
}

/** What others had made upon the views went with what it rested on: a column, or a whole view. */
export class ViewsOfOthersDropped extends Error {
  override readonly name = 'ViewsOfOthersDropped';

  constructor(readonly names: readonly string[]) {
    super(`dropped, for what they rested on is no more: ${names.join(', ')} (jalon_dropped_views defines them)`);
  }
}
