import { defaultAccess, openAdministration, setAccess } from './access.js';

const ACCESS = { writers: ['jalon-writer', 'jalon-projector'], readers: ['jalon-auditor'] };

describe('the access lists of the server', () => {
  it('let writers append, writers and readers read, and its administrators alone the rest', () => {
    expect(defaultAccess(ACCESS)['$userStreamAcl']).toEqual({
      $r: ['$admins', 'jalon-writer', 'jalon-projector', 'jalon-auditor'],
      $w: ['$admins', 'jalon-writer', 'jalon-projector'],
      $d: ['$admins'],
      $mr: ['$admins'],
      $mw: ['$admins'],
    });
  });

  it('are set by a kurrentdb connection string too', async () => {
    await openAdministration('kurrentdb://admin:much-hidden@127.0.0.1:1?tls=false').close();
  });

  it('are refused when the connection string is invalid, and the error does not repeat it', async () => {
    const setting = setAccess('esdb://admin:much-hidden@127.0.0.1:1?nodePreference=much-hidden', ACCESS);
    await expect(setting).rejects.toThrow('no connection string of an event store server');
    await expect(setting).rejects.not.toThrow('much-hidden');
  });

  it("leave the server's own streams to its administrators", () => {
    const lists = Object.values(defaultAccess(ACCESS)['$systemStreamAcl'] ?? {});
    expect(lists).toEqual(Array(5).fill(['$admins']));
  });
});
