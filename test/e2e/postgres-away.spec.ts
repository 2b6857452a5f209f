import { onPostgres } from './storages.js';
import { describePostgresAway } from './postgres-away.journey.js';

jest.setTimeout(90_000);

describePostgresAway([onPostgres]);
