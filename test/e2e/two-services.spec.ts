import { everyStorage, onEventStoreDbDouble, onPostgres } from './storages.js';
import { describeTwoProjectors, describeTwoServices } from './two-services.journey.js';

describeTwoServices([...everyStorage, onEventStoreDbDouble]);
describeTwoProjectors([onPostgres]);
