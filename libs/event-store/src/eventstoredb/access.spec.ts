import { defaultAccess, setAccess } from './access.js';
import { openAdministration } from './client.js';

const ACCESS = { writers: ['jalon-writer', 'jalon-projector'], readers: ['jalon-auditor'] };

describe('who may do what on the server', () => {
  it('lets writers append, writers and readers read, and its administrators alone the rest', () => {
    expect(defaultAccess(ACCESS)['$userStreamAcl']).toEqual({
      $r: ['$admins', 'jalon-writer', 'jalon-projector', 'jalon-auditor'],
      $w: ['$admins', 'jalon-writer', 'jalon-projector'],
      $d: ['$admins'],
      $mr: ['$admins'],
      $mw: ['$admins'],
    });
  });

  it('is set by the newer name of the protocol too', async () => {
    await openAdministration('kurrentdb://admin:much-hidden@127.0.0.1:1?tls=false').close();
  });

  it('is refused where the URL is none, without a word of it', async () => {
    const setting = setAccess('esdb://admin:much-hidden@127.0.0.1:1?nodePreference=much-hidden', ACCESS);
    await expect(setting).rejects.toThrow('no connection string of an event store server');
    await expect(setting).rejects.not.toThrow('much-hidden');
  });

  it('leaves the streams of the server itself to its administrators', () => {
    const lists = Object.values(defaultAccess(ACCESS)['$systemStreamAcl'] ?? {});
    expect(lists).toEqual(Array(5).fill(['$admins']));
  });
});
