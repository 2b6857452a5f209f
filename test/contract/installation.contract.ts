import type { InstallationRecord, MovableRecord } from '@jalon/ports';

/** What every store does with the name of its installation. `record` gives that of a new, empty store. */
export function describeInstallation(record: () => InstallationRecord): void {
  describe('of its installation', () => {
    it('knows nothing at first', async () => {
      expect(await record().read()).toBeNull();
    });

    it('keeps the first name that it is given', async () => {
      expect(await record().name('one')).toEqual({ name: 'one', state: 'in-service' });
      expect(await record().name('other')).toEqual({ name: 'one', state: 'in-service' });
      expect(await record().read()).toEqual({ name: 'one', state: 'in-service' });
    });

    it('takes one name of many that it is given at once', async () => {
      const given = await Promise.all(Array.from({ length: 8 }, (_, index) => record().name(`name ${index}`)));
      expect(new Set(given.map(({ name }) => name)).size).toBe(1);
      expect(await record().read()).toEqual(given[0]);
    });
  });
}

/** What a store that can move does besides. */
export function describeMoving(record: () => MovableRecord): void {
  describe('of its installation', () => {
    it('replaces what it knows', async () => {
      await record().write({ name: 'one', state: 'copy' });
      expect(await record().read()).toEqual({ name: 'one', state: 'copy' });
      expect(await record().name('other')).toEqual({ name: 'one', state: 'copy' });
      await record().write({ name: 'one', state: 'in-service' });
      expect(await record().read()).toEqual({ name: 'one', state: 'in-service' });
    });
  });
}
