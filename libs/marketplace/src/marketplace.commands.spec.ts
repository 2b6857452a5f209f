import { personalFieldsOfCommand, type CommandClass } from '@jalon/kernel';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import { CloseNeed, PublishNeed, ReviseNeed } from './need.commands.js';
import { PublishOffer, ReviseOffer, WithdrawOffer } from './offer.commands.js';

/** The fields that the API's pipe would refuse. */
async function faults(command: CommandClass, body: object): Promise<readonly string[]> {
  const strict = { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: false };
  const errors = await validate(plainToInstance(command, body), strict);
  return errors.map(({ property }) => property);
}

const ID = '00000000-0000-4000-8000-0000000000b1';
const need = { organisation: ID, title: 'Un coup de main', places: 1 };
const offer = { employee: ID };

describe('the commands of the marketplace', () => {
  it.each<[CommandClass, object]>([
    [PublishNeed, need],
    [
      PublishNeed,
      { ...need, id: ID, cause: null, location: { department: '2A' }, source: { name: 'csv', key: 'n° 12' } },
    ],
    [ReviseNeed, { title: 'Un coup de main', places: 10_000, startsOn: '2026-09-01', skills: ['a', 'b'] }],
    [CloseNeed, { reason: 'filled' }],
    [PublishOffer, offer],
    [PublishOffer, { ...offer, causes: ['sport'], formats: ['one-off'], words: 'Bonjour.', location: null }],
    [ReviseOffer, {}],
    [WithdrawOffer, {}],
  ])('%p takes %j', async (command, body) => {
    expect(await faults(command, body)).toEqual([]);
  });

  it.each<[CommandClass, object, string]>([
    [PublishNeed, { ...need, title: ' ' }, 'title'],
    [PublishNeed, { ...need, places: 0 }, 'places'],
    [PublishNeed, { ...need, places: 1.5 }, 'places'],
    [PublishNeed, { ...need, places: '2' }, 'places'],
    [PublishNeed, { ...need, sdg: 18 }, 'sdg'],
    [PublishNeed, { ...need, cause: 'war' }, 'cause'],
    [PublishNeed, { ...need, skills: ['web design'] }, 'skills'],
    [PublishNeed, { ...need, skills: ['seo', 'seo'] }, 'skills'],
    [PublishNeed, { ...need, skills: Array.from({ length: 31 }, (_, index) => `s${index}`) }, 'skills'],
    [PublishNeed, { ...need, skills: 'seo' }, 'skills'],
    [PublishNeed, { ...need, startsOn: '2026-06-31' }, 'startsOn'],
    [PublishNeed, { ...need, minutesPerWeek: 10_081 }, 'minutesPerWeek'],
    [PublishNeed, { ...need, location: { latitude: 50.69 } }, 'location'],
    [PublishNeed, { ...need, location: { street: 'rue Basse' } }, 'location'],
    [PublishNeed, { ...need, location: 'Lille' }, 'location'],
    [PublishNeed, { ...need, location: [{ locality: 'Lille' }] }, 'location'],
    [PublishNeed, { ...need, source: { name: 'csv' } }, 'source'],
    [ReviseNeed, { ...need }, 'organisation'],
    [CloseNeed, { reason: 'bored' }, 'reason'],
    [PublishOffer, { ...offer, languages: ['tlh'] }, 'languages'],
    [PublishOffer, { ...offer, radiusKm: 0 }, 'radiusKm'],
    [PublishOffer, { ...offer, location: { locality: 'Lille' } }, 'location'],
    [PublishOffer, { ...offer, words: 'x'.repeat(2_001) }, 'words'],
    [ReviseOffer, { employee: ID }, 'employee'],
    [WithdrawOffer, { reason: 'none' }, 'reason'],
  ])('%p given %j refuses %s', async (command, body, field) => {
    expect(await faults(command, body)).toEqual([field]);
  });

  it('leave an offer’s own words and exact place out of their hash, inherited or not', () => {
    expect([...personalFieldsOfCommand(PublishOffer)].sort()).toEqual(['location', 'words']);
    expect([...personalFieldsOfCommand(ReviseOffer)].sort()).toEqual(['location', 'words']);
  });
});
