import { integer, nullable, object, text, textCode } from '@jalon/kernel';

/** Where something happens. Integers: 10⁻⁵ degree is about a metre. */
export const location = object(
  {
    locality: nullable(text(120, 'Town.')),
    department: nullable(textCode('Department, or foreign region.')),
    latitude: nullable(integer('10⁻⁵ degree', -9_000_000, 9_000_000, 'Latitude (WGS 84).')),
    longitude: nullable(integer('10⁻⁵ degree', -18_000_000, 18_000_000, 'Longitude (WGS 84).')),
  },
  'Where it takes place.',
);
