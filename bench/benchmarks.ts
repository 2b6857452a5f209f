import { appendBench } from './append.bench.js';
import { catchUp, rebuild } from './catch-up.bench.js';
import { commandBench } from './commands.bench.js';
import { emmett } from './emmett.bench.js';
import { besideFollowers } from './followers.bench.js';
import type { Bench } from './harness/bench.js';
import { http } from './http.bench.js';
import { serverAppendBench } from './eventstoredb/append.bench.js';
import { serverCatchUp } from './eventstoredb/catch-up.bench.js';
import { serverCommands } from './eventstoredb/commands.bench.js';
import { twoServices } from './eventstoredb/http.bench.js';
import { largeLogBenches } from './large-log.bench.js';
import { loadAndFold } from './load-and-fold.bench.js';
import { match } from './match.bench.js';
import { matchChange } from './match-change.bench.js';
import { catchUpInPostgres } from './postgres.bench.js';
import { readAudit } from './read-audit.bench.js';
import { readsUnderWrites } from './reads-under-writes.bench.js';
import { publicationBenches } from './publication.bench.js';
import { refusedBodies } from './refused-bodies.bench.js';
import { replayOfMissions, replayOfViews } from './replay.bench.js';
import { validation } from './validation.bench.js';

/** All benchmarks, in the order in which they run. */
export const benchmarks: readonly Bench[] = [
  appendBench(1),
  appendBench(64),
  loadAndFold,
  replayOfMissions,
  replayOfViews,
  commandBench(1),
  commandBench(64),
  validation,
  refusedBodies,
  http,
  readsUnderWrites,
  readAudit,
  besideFollowers(50),
  besideFollowers(300),
  catchUp,
  rebuild,
  match,
  matchChange,
  ...publicationBenches,
  ...largeLogBenches(),
  emmett,
  catchUpInPostgres,
  twoServices,
  serverAppendBench(1, 'batch'),
  serverAppendBench(64, 'batch'),
  serverAppendBench(1, 'unary'),
  serverAppendBench(64, 'unary'),
  serverCatchUp,
  serverCommands('elsewhere'),
  serverCommands('here'),
];
