import { integer, nullable, object, text, textCode } from '@jalon/kernel';

const department = nullable(textCode('Department, or foreign region.'));
const latitude = (meaning: string) => nullable(integer('10⁻⁵ degree', -9_000_000, 9_000_000, meaning));
const longitude = (meaning: string) => nullable(integer('10⁻⁵ degree', -18_000_000, 18_000_000, meaning));

/** Where something happens. Integers: 10⁻⁵ degree is about a metre. */
export const location = object(
  {
    locality: nullable(text(120, 'Town.')),
    department,
    latitude: latitude('Latitude (WGS 84).'),
    longitude: longitude('Longitude (WGS 84).'),
  },
  'Where it takes place.',
);

/** About where someone is: no town, and coordinates to about a kilometre, so that no home is found by them. */
export const area = object(
  {
    department,
    latitude: latitude('Latitude (WGS 84), rounded to whole thousands: about a kilometre.'),
    longitude: longitude('Longitude (WGS 84), rounded to whole thousands: about a kilometre.'),
  },
  'About where they are.',
);
