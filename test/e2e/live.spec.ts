import { onEventStoreDbDouble, onSqlite } from './storages.js';
import { describeLive } from './live.journey.js';

describeLive([onSqlite, onEventStoreDbDouble]);
