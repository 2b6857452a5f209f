import { onSqlite } from './journey.place.js';
import { describeRebuild } from './rebuild.journey.js';

jest.setTimeout(120_000);

describeRebuild([onSqlite]);
