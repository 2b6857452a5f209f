import { onSqlite } from './storages.js';
import { describeRebuild } from './rebuild.journey.js';

describeRebuild([onSqlite]);
