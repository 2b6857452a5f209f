import { personalFieldsOf } from '@jalon/kernel';
import { missionEvents } from './events.js';

describe('the personal fields of a mission’s events', () => {
  const personal = missionEvents.flatMap(({ type, fields }) =>
    personalFieldsOf(fields).map(({ name, subject }) => ({
      name: `${type}.${name}`,
      subject,
      field: (fields as Readonly<Record<string, { readonly nullable: boolean }>>)[name],
    })),
  );

  it('are the employee’s, even where another party wrote them: they are about the employee', () => {
    expect(personal.length).toBeGreaterThan(10);
    expect(personal.filter(({ subject }) => subject !== 'data.employee')).toEqual([]);
  });

  it('may all be missing, so that a mission goes on when its employee has been erased', () => {
    expect(personal.filter(({ field }) => field?.nullable !== true).map(({ name }) => name)).toEqual([]);
  });
});
