import { isBrowserOfThisMachine } from './browser-of-this-machine.js';

const asked = (headers: Record<string, string>, origin = 'http://127.0.0.1:3000', listening = '127.0.0.1') =>
  isBrowserOfThisMachine(headers, listening, origin);
const host = '127.0.0.1:3000';

describe('a browser of this machine', () => {
  it('asks a service of this machine by the address of its origin', () => {
    expect(asked({ host })).toBe(true);
    expect(asked({ host: 'localhost:3000' }, 'http://localhost:3000')).toBe(true);
    expect(asked({ host: 'LOCALHOST' }, 'http://localhost')).toBe(true);
    expect(asked({ host: '[::1]:3000' }, 'http://[::1]:3000', '::1')).toBe(true);
  });

  it('is nobody behind a proxy that adds no header and names the service itself in Host', () => {
    expect(asked({ host }, 'https://jalon.example.org')).toBe(false);
    expect(asked({ host: 'jalon.example.org' }, 'https://jalon.example.org')).toBe(false);
  });

  it('is nobody where the request names another host or port, or none', () => {
    for (const other of ['evil.example:3000', 'localhost:3000', '127.0.0.1', '127.0.0.1:3001', ''])
      expect([other, asked({ host: other })]).toEqual([other, false]);
    expect(asked({})).toBe(false);
  });

  it('is nobody where a proxy has forwarded the request, or the service listens to other machines', () => {
    for (const name of ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip'])
      expect([name, asked({ host, [name]: '' })]).toEqual([name, false]);
    expect(asked({ host }, 'http://127.0.0.1:3000', '0.0.0.0')).toBe(false);
  });
});
