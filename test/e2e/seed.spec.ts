import { onEventStoreDbDouble, onSqlite } from './storages.js';
import { describeSeed } from './seed.journey.js';

describeSeed([onSqlite, onEventStoreDbDouble]);
