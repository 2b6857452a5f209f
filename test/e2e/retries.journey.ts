import type { Storage } from './storages.js';
import { clientOf, type Client } from './client.js';
import { removeFolders, startService, type Folders, type Service } from './service.js';

export function describeRetries(storages: readonly Storage[]): void {
  describe.each(storages)('over %s', (_storage, empty) => {
    let folders: Folders;
    let service: Service;
    let hr: Client;

    beforeAll(async () => {
      folders = await empty();
      service = await startService(folders);
      hr = await clientOf(service);
    });
    afterAll(async () => {
      await service.end();
      removeFolders(folders);
    });

    const keyed = (key: string) => ({ 'idempotency-key': key });

    describe('the same command sent again', () => {
      it('gets the first answer, byte for byte, and does nothing more', async () => {
        const first = await hr.post('/v1/employers', { name: 'Once' }, keyed('a'));
        const again = await hr.post('/v1/employers', { name: 'Once' }, keyed('a'));
        expect([first.status, again.status]).toEqual([201, 201]);
        expect(again.text).toBe(first.text);
        expect(again.headers.get('etag')).toBe(first.headers.get('etag'));
        expect(again.headers.get('location')).toBe(first.headers.get('location'));
      });

      it('gets it also after later commands have moved the thing on', async () => {
        const { body: employer } = await hr.post('/v1/employers', { name: 'First' });
        const path = `/v1/employers/${employer.id}/revisions`;
        const first = await hr.post(path, { name: 'Second' }, keyed('b'));
        await hr.post(path, { name: 'Third' });
        const again = await hr.post(path, { name: 'Second' }, { ...keyed('b'), 'if-match': '"0"' });
        expect([again.status, again.text]).toEqual([200, first.text]);
      });

      it('is refused with another body, unless only personal fields differ', async () => {
        const person = { givenName: 'Inès', familyName: 'Marchetti', site: 'lyon' };
        const first = await hr.post('/v1/people', person, keyed('c'));
        const other = await hr.post('/v1/people', { ...person, site: 'paris' }, keyed('c'));
        expect([other.status, other.body.code]).toEqual([422, 'KEY_REUSED']);
        const renamed = await hr.post('/v1/people', { ...person, givenName: 'Agnès' }, keyed('c'));
        expect(renamed.text).toBe(first.text);
      });

      it('is another command from another person, or on another path', async () => {
        const colleague = await clientOf(service);
        const mine = await hr.post('/v1/employers', { name: 'Mine' }, keyed('d'));
        const theirs = await colleague.post('/v1/employers', { name: 'Mine' }, keyed('d'));
        expect(theirs.body.id).not.toBe(mine.body.id);
        const elsewhere = await hr.post(`/v1/employers/${mine.body.id}/revisions`, { name: 'Mine too' }, keyed('d'));
        expect(elsewhere.body.revision).toBe(1);
      });

      it('at the same moment is done once: the others are told to wait, or get the first answer', async () => {
        const answers = await Promise.all(
          Array.from({ length: 20 }, () => hr.post('/v1/employers', { name: 'Stormy' }, keyed('e'))),
        );
        const accepted = answers.filter(({ status }) => status === 201);
        expect(new Set(accepted.map(({ text }) => text)).size).toBe(1);
        const others = answers.filter(({ status }) => status !== 201);
        expect(others.every(({ status, body }) => status === 409 && body.code === 'COMMAND_IN_FLIGHT')).toBe(true);
        expect(others.every(({ headers }) => headers.get('retry-after') === '1')).toBe(true);
      });

      it('gets the first answer after the service was killed and started again', async () => {
        const first = await hr.post('/v1/employers', { name: 'Survivor' }, keyed('f'));
        await service.end('SIGKILL');
        service = await startService(folders);
        hr = await clientOf(service, { person: hr.person });
        const again = await hr.post('/v1/employers', { name: 'Survivor' }, keyed('f'));
        expect([again.status, again.text]).toEqual([201, first.text]);

        // The killed process holds the projector's lease until it expires. Until then the answer is 503, never a stale one.
        const seen = { 'jalon-min-position': first.body.position };
        let read = await hr.get(`/v1/employers/${first.body.id}`, seen);
        while (read.status === 503) read = await hr.get(`/v1/employers/${first.body.id}`, seen);
        expect(read.body).toMatchObject({ name: 'Survivor', revision: 0 });
      });
    });
  });
}
