import { checkedFetch } from './answer-check.js';
import { clientOf, tokenFor } from './client.js';
import { commandPaths, everyCommand } from './every-command.js';
import { registerParties } from './parties.js';
import { queryPaths } from './query-paths.js';
import { foldersOfSuite, startService, type Service } from './service.js';

/** Stands in every name and text that is sent. */
const MARK = 'Quetzalcoatl';
const NAMES = ['Marchetti', 'Meunier', 'Benali', 'Lenoir', 'ines.marchetti@', 'Jardins du Canal'];

const folders = foldersOfSuite();
let service: Service;
let token: string;
beforeAll(async () => {
  service = await startService(folders(), { LOG_LEVEL: 'trace' });
  token = await tokenFor(service, { tenant: 'main', person: crypto.randomUUID(), roles: ['hr'], organisation: null });
});
afterAll(() => service.end());

describe('the log', () => {
  it('holds nothing of a person and no token, whatever was sent, done, read or refused', async () => {
    const parties = await registerParties(service, { mark: MARK });
    const answers = await everyCommand(parties, MARK);
    expect(answers.filter(({ status }) => status > 201)).toEqual([]);
    const seen = { 'jalon-min-position': answers.at(-1)!.headers.get('jalon-position')! };
    const read = [];
    for (const path of queryPaths(parties)) read.push(await parties.hr.get(path, seen));
    expect(read.filter(({ status }) => status >= 500)).toEqual([]);
    for (const name of [MARK, ...NAMES]) expect(read.some(({ text }) => text.includes(name))).toBe(true);

    const outsider = await clientOf(service, { tenant: 'main', roles: ['employee'] });
    for (const path of new Set(commandPaths(parties))) {
      for (const body of [{ familyName: MARK, [MARK]: MARK }, `"${MARK}"`, { reason: MARK, comment: { MARK } }])
        await outsider.send('POST', path, { body });
      await checkedFetch(`${service.url}${path}?name=${MARK}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}x`, 'jalon-correlation-id': MARK, 'user-agent': MARK, cookie: MARK },
        body: `{"name": "${MARK}"`,
      });
    }
    await checkedFetch(`${service.url}/v1/people?name=${MARK}`, { headers: { authorization: `Bearer ${token}` } });
    await checkedFetch(`${service.url}/v1/${MARK}/${token}`);

    // The last request: its line is the last of all.
    await checkedFetch(`${service.url}/health/live`);
    while (!service.log().includes('"route":"/health/live"')) await new Promise((resolve) => setTimeout(resolve, 10));
    const log = service.log();
    expect(log.split('"msg":"answered"').length).toBeGreaterThan(4 * answers.length);
    for (const secret of [MARK, ...NAMES, token.slice(0, 40), token.slice(-40)]) expect(log).not.toContain(secret);
  });
});
