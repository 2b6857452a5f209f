import { onSqlite } from './storages.js';
import { describeSeededWalkthrough } from './seeded-walkthrough.journey.js';

// A shell that lives a year.
jest.setTimeout(240_000);

describeSeededWalkthrough([onSqlite]);
