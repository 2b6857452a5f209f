import { onEventStoreDbDouble, onPostgres } from './storages.js';
import { describeTwoProjectors, describeTwoServices } from './two-services.journey.js';

describeTwoServices([onPostgres, onEventStoreDbDouble]);
describeTwoProjectors([onPostgres]);
