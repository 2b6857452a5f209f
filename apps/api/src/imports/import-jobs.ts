import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';
import { systemIds } from '@jalon/application';
import { BOUNDS_IN_A_SERVICE, ImportFailure, type Import, type ImportReport, type ImportRequest } from '@jalon/engine';
import { type Caller, type Language, type Uuid } from '@jalon/kernel';
import type { ApiEngine } from '../api-engine.js';
import { ApiProblem } from '../problems/api-problem.js';
import { problemAnswer, type Problem } from '../problems/problem-answer.js';
import { problemFromError, type ProblemFacts } from '../problems/problem-from-error.js';

/** How many imports run at a time, uploads on their way included: of the service, and of one tenant. */
const MOST_RUNNING = 4;
const MOST_OF_A_TENANT = 1;

/** How long the report of an import can be read after its end, in milliseconds. */
const KEPT_MS = 60 * 60 * 1_000;

/** How many imports of a tenant are kept after their end: the one that ended first is forgotten for another. */
const MOST_KEPT = 20;

export const IMPORT_STATES = ['reading', 'running', 'done', 'stopped', 'failed'] as const;
export type ImportState = (typeof IMPORT_STATES)[number];

/** An import as its starter sees it. */
export interface ImportProgress {
  readonly id: Uuid;
  /** `reading`: no row has been decided; `stopped`: the service was stopped; `failed`: see the problem. */
  readonly state: ImportState;
  readonly startedAt: string;
  readonly endedAt: string | null;
  /** The result so far; null while the file is read. */
  readonly report: ImportReport | null;
  /** Why it failed. */
  readonly problem: Problem | null;
}

export type ImportWork = Omit<ImportRequest, 'signal' | 'caller' | 'bounds'>;

interface Job {
  readonly id: Uuid;
  readonly caller: Caller;
  readonly startedAt: string;
  readonly stopping: AbortController;
  state: ImportState;
  endedAt: string | null;
  /** While it runs: it holds all rows, and what they were compared with. */
  work: Import | null;
  /** After its end. */
  reports: Readonly<Record<Language, ImportReport>> | null;
  failure: ProblemFacts | null;
  ended: Promise<void>;
}

/** A place among the imports that run. It is given back when the import ends, or never begins. */
export interface ImportPlace {
  start(work: ImportWork, language: Language): ImportProgress;
  /** Gives the place back where nothing was started. */
  release(): void;
}

export interface ImportJobsPorts {
  readonly engine: Pick<ApiEngine, 'openImport'>;
  readonly logger: Pick<Logger, 'info' | 'error'>;
}

/**
 * The imports of this process. They live in memory: after a restart the same file is sent again, and what is in is not
 * entered twice.
 */
@Injectable()
export class ImportJobs implements OnModuleDestroy {
  private readonly jobs = new Map<Uuid, Job>();
  /** The tenants of the places that are taken. */
  private readonly taken: string[] = [];

  constructor(private readonly ports: ImportJobsPorts) {}

  /** @throws ApiProblem TOO_MANY_IMPORTS */
  takePlace(caller: Caller): ImportPlace {
    const { tenant } = caller;
    if (this.taken.length >= MOST_RUNNING || this.taken.filter((each) => each === tenant).length >= MOST_OF_A_TENANT) {
      throw new ApiProblem('TOO_MANY_IMPORTS');
    }
    this.taken.push(tenant);
    let held = true;
    const release = () => {
      if (held) this.taken.splice(this.taken.indexOf(tenant), 1);
      held = false;
    };
    let started = false;
    return {
      start: (work, language) => {
        started = true;
        const job = this.begin(caller);
        job.ended = this.carryOut(job, work)
          .catch((error: unknown) => this.endAfterFault(job, error))
          .finally(release);
        return progressOf(job, language);
      },
      release: () => {
        if (!started) release();
      },
    };
  }

  /**
   * An import of the caller's own, with its sentences in the language of who asks now.
   *
   * @throws ApiProblem IMPORT_UNKNOWN
   */
  progress(id: string, { tenant, person }: Caller, language: Language): ImportProgress {
    const job = this.jobs.get(id);
    if (job?.caller.tenant !== tenant || job.caller.person !== person) throw new ApiProblem('IMPORT_UNKNOWN');
    return progressOf(job, language);
  }

  /** Stops every import between two rows, and waits until the rows at work are done. */
  async onModuleDestroy(): Promise<void> {
    for (const { stopping } of this.jobs.values()) stopping.abort();
    await Promise.all([...this.jobs.values()].map(({ ended }) => ended));
  }

  private begin(caller: Caller): Job {
    const job: Job = {
      id: systemIds.next(),
      caller,
      startedAt: new Date().toISOString(),
      stopping: new AbortController(),
      state: 'reading',
      endedAt: null,
      work: null,
      reports: null,
      failure: null,
      ended: Promise.resolve(),
    };
    this.jobs.set(job.id, job);
    return job;
  }

  private async carryOut(job: Job, work: ImportWork): Promise<void> {
    const { id, caller, stopping } = job;
    const facts = { import: id, kind: work.kind, tenant: caller.tenant, dryRun: work.dryRun };
    this.ports.logger.info(facts, 'an import began');
    try {
      const bounds = BOUNDS_IN_A_SERVICE;
      job.work = await this.ports.engine.openImport({ ...work, caller, signal: stopping.signal, bounds });
      job.state = 'running';
      for await (const _ of job.work.outcomes);
      job.state = stopping.signal.aborted ? 'stopped' : 'done';
    } catch (error) {
      const isStopped = stopping.signal.aborted && error === stopping.signal.reason;
      job.state = isStopped ? 'stopped' : 'failed';
      job.failure = isStopped ? null : factsOf(error);
      if (job.failure && problemOf(job.failure, 'en').status >= 500)
        this.ports.logger.error({ ...facts, err: error }, 'an import failed');
    }
    if (job.work) job.reports = { en: job.work.report('en'), fr: job.work.report('fr') };
    this.end(job);
    this.ports.logger.info({ ...facts, state: job.state, ...countsIn(job.reports?.en) }, 'an import ended');
  }

  /** Ends an import whose end could not be told: nobody waits for it in vain, and the process goes on. */
  private endAfterFault(job: Job, error: unknown): void {
    job.state = 'failed';
    job.failure = { code: 'INTERNAL' };
    this.end(job);
    this.ports.logger.error({ import: job.id, err: error }, 'the end of an import failed');
  }

  /** Keeps of an import its reports only, and of a tenant's imports the latest. */
  private end(job: Job): void {
    const { id, caller } = job;
    job.work = null;
    job.endedAt = new Date().toISOString();
    // In the order of their ends.
    this.jobs.delete(id);
    this.jobs.set(id, job);
    const ended = [...this.jobs.values()].filter(
      (each) => each.endedAt !== null && each.caller.tenant === caller.tenant,
    );
    for (const each of ended.slice(0, -MOST_KEPT)) this.jobs.delete(each.id);
    setTimeout(() => this.jobs.delete(id), KEPT_MS).unref();
  }
}

function progressOf(
  { id, state, startedAt, endedAt, work, reports, failure }: Job,
  language: Language,
): ImportProgress {
  const problem = failure && problemOf(failure, language);
  const report = reports?.[language] ?? work?.report(language) ?? null;
  return { id, state, startedAt, endedAt, report, problem };
}

/** The numbers of a report: no text of a file reaches the log. */
function countsIn(report: ImportReport | undefined): Readonly<Record<string, number>> {
  if (!report) return {};
  const { total, read, created, revised, left, unchanged, skipped, refused, duplicates } = report;
  return { total, read, created, revised, left, unchanged, skipped, refused, duplicates };
}

/** A failure as the answer to a request would tell it. */
function problemOf(failure: ProblemFacts, language: Language): Problem {
  return problemAnswer(language, failure).problem;
}

/** @returns the facts of a file or mapping that cannot be imported, or of any other error */
export function factsOf(error: unknown): ProblemFacts {
  if (!(error instanceof ImportFailure)) return problemFromError(error);
  const why = { en: error.sentence('en'), fr: error.sentence('fr') };
  return { code: 'IMPORT_UNREADABLE', reason: error.code, params: { why } };
}
