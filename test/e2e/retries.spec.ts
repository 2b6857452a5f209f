import { onEventStoreDbDouble, onSqlite } from './storages.js';
import { describeRetries } from './retries.journey.js';

describeRetries([onSqlite, onEventStoreDbDouble]);
