import { onEventStoreDbDouble, onSqlite } from './storages.js';
import { describeLive } from './live.journey.js';

jest.setTimeout(60_000);

describeLive([onSqlite, onEventStoreDbDouble]);
