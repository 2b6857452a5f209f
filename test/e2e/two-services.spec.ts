import { clientOf } from './client.js';
import { newFolders, removeFolders, startService } from './service.js';

jest.setTimeout(60_000);

const folders = newFolders();
afterAll(() => removeFolders(folders));

describe('two services on one data folder', () => {
  it('do each other’s work: what one was told the other answers, also once it has gone', async () => {
    const first = await startService(folders);
    const second = await startService(folders);
    const toFirst = await clientOf(first);
    const toSecond = await clientOf(second, { person: toFirst.person });
    const names = async (position: unknown) => {
      const { body } = await toSecond.get('/v1/employers', { 'jalon-min-position': String(position) });
      return body.items.map(({ name }: { name: string }) => name).sort();
    };

    const alto = await toFirst.post('/v1/employers', { name: 'Alto' });
    const basso = await toSecond.post('/v1/employers', { name: 'Basso' });
    expect([alto.status, basso.status]).toEqual([201, 201]);
    expect(await names(basso.body.position)).toEqual(['Alto', 'Basso']);

    expect(await first.end()).toMatchObject({ code: 0 });
    const canto = await toSecond.post('/v1/employers', { name: 'Canto' });
    expect(await names(canto.body.position)).toEqual(['Alto', 'Basso', 'Canto']);
    expect(await second.end()).toMatchObject({ code: 0, stderr: '' });
  });
});
