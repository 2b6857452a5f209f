import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

describe('a process that writes to EventStoreDB while every fault occurs', () => {
  it('loses nothing, writes nothing twice, sees everything once and in order, and does not crash', async () => {
    const program = ['test/support/run-typescript.cjs', 'test/contract/eventstoredb.chaos.process.ts'];
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...program]);
    const [output, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);

    expect(errors).toBe('');
    expect(code).toBe(0);
    const result: unknown = JSON.parse(output);
    expect(result).toMatchObject({ lost: 0, duplicated: 0, outOfOrder: 0 });
    expect((result as { acknowledged: number }).acknowledged).toBeGreaterThan(20);
    expect((result as { unknown: number }).unknown).toBeGreaterThan(10);
  });
});
