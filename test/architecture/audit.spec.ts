import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'jalon-audit-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The audit of an answer that npm gave once (test/fixtures/audit), on the day 2026-12-01. */
function audit(answer: string, known: readonly object[] = []) {
  const list = join(folder, 'known.json');
  writeFileSync(list, JSON.stringify(known));
  const file = answer.startsWith('/') ? answer : `test/fixtures/audit/${answer}.json`;
  const { status, stdout } = spawnSync(process.execPath, ['scripts/audit.mjs', file, list, '2026-12-01'], {
    encoding: 'utf8',
  });
  return { status, lines: stdout.trim().split('\n') };
}

const NEGOTIATOR = 'GHSA-aaaa-bbbb-cccc';
const FOUND = `high: negotiator: negotiator hangs on a long Accept header (https://github.com/advisories/${NEGOTIATOR})`;
const accepted = (until: string) => ({ advisory: NEGOTIATOR, reason: 'proxies bound the header', until });

describe('the audit of the dependencies', () => {
  it('fails on a high finding, and not on a moderate one', () => {
    expect(audit('two-findings')).toEqual({ status: 1, lines: [`failed: ${FOUND}`] });
    expect(audit('moderate')).toEqual({ status: 0, lines: ['no high or critical vulnerability is known'] });
  });

  it('takes a finding in the known list, with its reason, until its day', () => {
    expect(audit('two-findings', [accepted('2026-12-01')])).toEqual({
      status: 0,
      lines: [`known: ${FOUND}: proxies bound the header (until 2026-12-01)`],
    });
    expect(audit('two-findings', [accepted('2026-11-30')])).toEqual({
      status: 1,
      lines: [`failed: ${FOUND}`, `${NEGOTIATOR} was accepted until 2026-11-30 only`],
    });
  });

  it('asks to remove from the list what is not found any more', () => {
    expect(audit('moderate', [accepted('2027-01-01')])).toEqual({
      status: 0,
      lines: [`not found any more: remove ${NEGOTIATOR} from the known list`],
    });
  });

  it('is skipped where the registry has no such endpoint or is out of reach, and only there', () => {
    expect(audit('no-endpoint')).toEqual({ status: 0, lines: ['skipped: the registry has no audit endpoint'] });
    expect(audit('no-registry')).toEqual({
      status: 0,
      lines: [expect.stringMatching(/^skipped: the registry cannot be reached: /)],
    });
    expect(audit('forbidden')).toEqual({
      status: 1,
      lines: [expect.stringMatching(/^failed: npm audit could not ask: /)],
    });
  });

  it('fails where npm says nothing that can be read', () => {
    const empty = join(folder, 'empty');
    writeFileSync(empty, '');
    expect(audit(empty)).toMatchObject({
      status: 1,
      lines: [expect.stringMatching(/^failed: npm audit gave no JSON/)],
    });
  });
});
