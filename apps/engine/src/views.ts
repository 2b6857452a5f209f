import type { ViewStore } from '@jalon/application';
import { projections } from '@jalon/read-models';
import { openPostgresViewStore, openSqliteViewStore } from '@jalon/view-store';
import type { StorePlace } from './config.js';

/** The views of the house, where they lie. */
export function openViews(place: StorePlace): Promise<ViewStore> {
  return 'url' in place ? openPostgresViewStore(place.url, projections) : openSqliteViewStore(place.file, projections);
}
