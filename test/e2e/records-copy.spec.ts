import { newPostgresDatabase } from '@jalon/testing';
import { checkedFetch } from './answer-check.js';
import { jalon, type CliRun } from './cli.js';
import { newFile } from './copy-command.js';
import { foldersOfSuite, refusedStart, startService, type Service } from './service.js';

const folders = foldersOfSuite();

/** The status of a request with an API token. */
const statusWith = async ({ url }: Service, token: string): Promise<number> =>
  (await checkedFetch(`${url}/v1/me`, { headers: { authorization: `Bearer ${token}` } })).status;

describe('records that move from a file to PostgreSQL, and back', () => {
  const mine = folders();
  let postgres: string;
  let token: string;
  const copy = (from: string, to: string, ...more: readonly string[]): Promise<CliRun> =>
    jalon(mine, 'records', 'copy', '--from', from, '--to', to, ...more);

  beforeAll(async () => {
    postgres = await newPostgresDatabase();
    await (await startService(mine)).end();
    token = (await jalon(mine, 'token', '--role', 'hr')).stdout.trim();
    expect(token).toMatch(/^jln_/);
  });

  it('are refused where there are none, and made nowhere', async () => {
    const empty = newFile(mine);
    const { code, stderr } = await copy(`sqlite:${empty}`, postgres);
    expect([code, stderr]).toEqual([1, expect.stringContaining(`${empty} is missing`)]);
    expect((await copy('sqlite:', 'sqlite:')).code).toBe(2);
  });

  it('are a copy first, on which no service starts', async () => {
    const { code, stdout, stderr } = await copy('sqlite:', postgres, '--json');
    expect([code, stderr]).toEqual([0, '']);
    const told = JSON.parse(stdout) as { readonly source: { readonly records: number }; readonly target: object };
    expect(told).toMatchObject({ sourceChanged: false, successor: false });
    expect(told.target).toEqual(told.source);
    expect(told.source.records).toBeGreaterThan(0);
    const refused = await refusedStart(mine, { RECORD_STORE_URL: postgres });
    expect([refused.code, refused.stderr]).toEqual([78, expect.stringContaining('jalon records copy … --successor')]);
  });

  it('are in service there once it is the successor, and a forgetful service is refused', async () => {
    const { code, stdout } = await copy('sqlite:', postgres, '--successor');
    expect([code, stdout]).toEqual([0, expect.stringContaining('is now the successor of sqlite:')]);
    const service = await startService(mine, { RECORD_STORE_URL: postgres });
    expect(await statusWith(service, token)).toBe(200);
    await service.end();
    const refused = await refusedStart(mine);
    const successor = expect.stringMatching(/successor: the record store sqlite:/) as unknown;
    expect([refused.code, refused.stderr]).toEqual([78, successor]);
    const ending = await jalon(mine, 'records', 'end-sessions');
    expect([ending.code, ending.stdout, ending.stderr]).toEqual([1, '', successor]);
  });

  it('come back, with what was made there', async () => {
    const there = { ...mine, env: { RECORD_STORE_URL: postgres } };
    const later = (await jalon(there, 'token', '--role', 'hr')).stdout.trim();
    expect((await copy(postgres, 'sqlite:', '--successor')).code).toBe(0);
    const service = await startService(mine);
    expect([await statusWith(service, token), await statusWith(service, later)]).toEqual([200, 200]);
    await service.end();
  });

  it('replace none that are in service, nor those of another installation', async () => {
    const other = folders();
    await (await startService(other)).end();
    const theirs = `sqlite:${other.data}/records.sqlite`;
    const refused = await copy('sqlite:', theirs);
    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringContaining('is not the key that the record store'),
    ]);
    const third = newFile(mine);
    expect((await copy('sqlite:', `sqlite:${third}`, '--successor')).code).toBe(0);
    const reopened = await jalon(mine, 'records', 'reopen', '--store', 'sqlite:');
    expect([reopened.code, reopened.stdout]).toEqual([
      0,
      expect.stringMatching(/is in service again[^]*sessions? ended/),
    ]);
    const inService = await copy('sqlite:', `sqlite:${third}`);
    expect([inService.code, inService.stderr]).toEqual([1, expect.stringContaining('is in service')]);
  });
});
