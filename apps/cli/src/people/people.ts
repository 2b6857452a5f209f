import { inWords, type TenantId } from '@jalon/kernel';
import { CliFailure, EXIT, type ExitCode } from '../failure.js';
import { projectMeanwhile } from '../read-list.js';
import type { Terminal } from '../terminal.js';
import { withEngine } from '../with-engine.js';
import { peopleMessages } from './people.messages.js';

export interface DuplicatesOptions {
  readonly tenant: TenantId;
  readonly json?: boolean;
}

/** How many are listed at most: they are settled one by one. */
const LISTED = 500;

/** Brings what is reserved in line with the streams, and lists who shares what only one of them may have. */
export function listDuplicates(terminal: Terminal, { tenant, json }: DuplicatesOptions): Promise<ExitCode> {
  return withEngine(terminal, async (engine) => {
    await engine.tenants.require(tenant);
    const endProjecting = projectMeanwhile(engine.runner);
    const isInLine = await engine.upkeep(terminal.interrupted).finally(endProjecting);
    if (!isInLine) throw new CliFailure('VIEWS_BEHIND', {}, EXIT.notYet);
    const duplicates = await engine.duplicates(tenant, LISTED);
    for (const { kind, scope, people } of duplicates) {
      const field = kind === 'email' ? 'email' : 'staffNumber';
      const employer = scope === '' ? null : scope;
      const text = employer === null ? peopleMessages.SHARED_IN_TENANT : peopleMessages.SHARED_AT_EMPLOYER;
      const params = { field, people: people.join(', '), ...(employer !== null && { employer }) };
      await terminal.out.line(
        json ? JSON.stringify({ field, employer, people }) : inWords(text, params, terminal.language),
      );
    }
    if (!json && duplicates.length === 0) await terminal.out.line(peopleMessages.NONE[terminal.language]);
    return duplicates.length === 0 ? EXIT.done : EXIT.refused;
  });
}
