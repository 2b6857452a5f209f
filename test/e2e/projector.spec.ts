import { onEventStoreDbDouble, onSqlite } from './storages.js';
import { describeProjectors } from './projector.journey.js';

jest.setTimeout(60_000);

describeProjectors([onSqlite, onEventStoreDbDouble]);
