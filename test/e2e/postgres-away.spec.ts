import { onPostgres } from './storages.js';
import { describePostgresAway } from './postgres-away.journey.js';

describePostgresAway([onPostgres]);
