import { onSqlite } from './journey.place.js';
import { describeReplay } from './replay.journey.js';

jest.setTimeout(120_000);

describeReplay([onSqlite]);
