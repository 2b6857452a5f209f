import { onSqlite } from './storages.js';
import { describeReplay } from './replay.journey.js';

describeReplay([onSqlite]);
