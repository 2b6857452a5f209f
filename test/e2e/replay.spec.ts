import { onSqlite } from './storages.js';
import { describeReplay } from './replay.journey.js';

jest.setTimeout(120_000);

describeReplay([onSqlite]);
