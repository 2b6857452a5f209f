import { onEventStoreDbDouble, onSqlite } from './storages.js';
import { describeProjectors } from './projector.journey.js';

describeProjectors([onSqlite, onEventStoreDbDouble]);
