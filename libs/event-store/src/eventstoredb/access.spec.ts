import { defaultAccess } from './access.js';

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

  it('leaves the streams of the server itself to its administrators', () => {
    const lists = Object.values(defaultAccess(ACCESS)['$systemStreamAcl'] ?? {});
    expect(lists).toEqual(Array(5).fill(['$admins']));
  });
});
