import { onSqlite } from './storages.js';
import { describeRebuild } from './rebuild.journey.js';

jest.setTimeout(120_000);

describeRebuild([onSqlite]);
