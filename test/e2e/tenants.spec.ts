import { onEventStoreDbDouble, onSqlite } from './storages.js';
import { describeTenants } from './tenants.journey.js';

describeTenants([onSqlite, onEventStoreDbDouble]);
