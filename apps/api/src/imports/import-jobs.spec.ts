import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { fileInMemory, type Import, type ImportReport, type ImportRequest } from '@jalon/engine';
import type { Caller, Language } from '@jalon/kernel';
import { ApiProblem } from '../problems/api-problem.js';
import { ImportJobs, type ImportProgress, type ImportWork } from './import-jobs.js';

const callerOf = (tenant: string): Caller => ({
  ...{ tenant, person: '01890a5d-ac96-774b-bcce-b302099a8057', roles: ['hr'], organisation: null },
});
const WORK = { kind: 'people', file: fileInMemory('p.csv', new Uint8Array()), dryRun: true } as unknown as ImportWork;
const noRows = (): Import['outcomes'] => (async function* () {})();
const reportIn = (language: Language) => ({ kind: 'people', file: language }) as unknown as ImportReport;

function jobsOver(openImport: (request: ImportRequest) => Promise<Import>) {
  const logged: string[] = [];
  const log = (_: object, message: string) => void logged.push(message);
  const jobs = new ImportJobs({ engine: { openImport }, logger: { info: log, error: log } as never });
  const ended = async (tenant: string): Promise<ImportProgress> => {
    const caller = callerOf(tenant);
    const { id } = jobs.takePlace(caller).start(WORK, 'en');
    for (;;) {
      const progress = jobs.progress(id, caller, 'en');
      if (progress.endedAt !== null) return progress;
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { jobs, logged, ended };
}

describe('the imports of a process', () => {
  it('keep their reports after their end, in both languages, and none of their rows', async () => {
    setFlagsFromString('--expose_gc');
    const gc = runInNewContext('gc') as () => void;
    const held: WeakRef<object>[] = [];
    const { jobs, ended } = jobsOver(async () => {
      const rows = { all: Array.from({ length: 1_000 }, (_, index) => index) };
      held.push(new WeakRef(rows));
      return { outcomes: noRows(), report: (language) => (rows.all.length > 0 ? reportIn(language) : reportIn('en')) };
    });
    const { id, state } = await ended('main');
    expect(state).toBe('done');
    // A turn of its own: what a turn looked at through a WeakRef lives until its end.
    await new Promise((resolve) => setTimeout(resolve, 1));
    gc();
    expect(held.map((each) => each.deref())).toEqual([undefined]);
    expect(jobs.progress(id, callerOf('main'), 'fr').report).toEqual({ kind: 'people', file: 'fr' });
  });

  it('are kept for each tenant: the failures of one forget no report of another', async () => {
    const { jobs, ended } = jobsOver(async ({ caller }) => {
      if (caller.tenant === 'other') throw new Error('down');
      return { outcomes: noRows(), report: reportIn };
    });
    const { id } = await ended('main');
    const failed: ImportProgress[] = [];
    for (let count = 0; count < 60; count += 1) failed.push(await ended('other'));
    expect(jobs.progress(id, callerOf('main'), 'en').state).toBe('done');
    const known = failed.filter((each) => {
      try {
        return jobs.progress(each.id, callerOf('other'), 'en').state === 'failed';
      } catch (error) {
        if (error instanceof ApiProblem && error.code === 'IMPORT_UNKNOWN') return false;
        throw error;
      }
    });
    expect(known).toEqual(failed.slice(-20));
  });

  it('end, and give their place back, where telling the end fails', async () => {
    const { logged, ended } = jobsOver(async () => ({
      outcomes: noRows(),
      report: () => {
        throw new TypeError('no sentence');
      },
    }));
    // While it runs its report fails, too: only the end is asked for.
    for (let count = 0; count < 2; count += 1) {
      const progress = await ended('main');
      expect(progress).toMatchObject({ state: 'failed', report: null, problem: { status: 500, code: 'INTERNAL' } });
    }
    expect(logged.filter((message) => message === 'the end of an import failed')).toHaveLength(2);
  });
});
