import { integer, nullable, object, text, textCode } from '@jalon/kernel';

export const department = nullable(textCode('Department, or foreign region.'));
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

/** About where someone is: coordinates to about a kilometre, so that no home is found by them. */
export const coordinates = object(
  {
    latitude: integer('10⁻⁵ degree', -9_000_000, 9_000_000, 'Latitude (WGS 84), rounded to whole thousands.'),
    longitude: integer('10⁻⁵ degree', -18_000_000, 18_000_000, 'Longitude (WGS 84), rounded to whole thousands.'),
  },
  'About where they are, to about a kilometre.',
);
