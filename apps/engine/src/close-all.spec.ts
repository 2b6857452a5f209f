import { closeAfterFault, closeAll } from './close-all.js';

const part = (name: string, closed: string[], fault?: Error) => ({
  async close(): Promise<void> {
    closed.push(name);
    if (fault) throw fault;
  },
});

describe('closing several', () => {
  it('closes each in its turn, and tells the first fault once all have been asked', async () => {
    const closed: string[] = [];
    const fault = new Error('the views do not close');
    const parts = [
      part('views', closed, fault),
      part('keys', closed, new Error('nor do these')),
      part('events', closed),
    ];
    await expect(closeAll(parts)).rejects.toBe(fault);
    expect(closed).toEqual(['views', 'keys', 'events']);
    await closeAll([]);
  });

  it('after a fault tells nothing that would take its place', async () => {
    const closed: string[] = [];
    await closeAfterFault([part('views', closed, new Error('the views do not close')), part('events', closed)]);
    expect(closed).toEqual(['views', 'events']);
  });
});
