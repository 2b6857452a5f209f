import { onEventStoreDbDouble, onSqlite } from './storages.js';
import { describeRetries } from './retries.journey.js';

jest.setTimeout(60_000);

describeRetries([onSqlite, onEventStoreDbDouble]);
