import { onSqlite } from './journey.place.js';
import { describeSeededWalkthrough } from './seeded-walkthrough.journey.js';

// A shell that lives a year.
jest.setTimeout(240_000);

describeSeededWalkthrough([onSqlite]);
