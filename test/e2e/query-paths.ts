import { THINGS } from './every-command.js';
import { dayFromToday, type Parties } from './parties.js';

/** The lists that can be exported with no further parameter. */
const LISTS = ['missions', 'hours', 'needs', 'offers', 'people', 'organisations', 'employers', 'acts', 'roles'];

/** The path of every query of the API, over the things that `everyCommand` makes. */
export function queryPaths({ employer, organisation, employee }: Parties): readonly string[] {
  const month = dayFromToday(-3).slice(0, 7);
  // A month of it was published already, also in January.
  const year = dayFromToday(-100).slice(0, 4);
  const published = `/v1/reports/impact?from=${year}-01&to=${year}-12&audience=publication`;
  const entries = `/v1/reports/impact/entries?from=${month}&to=${dayFromToday(0).slice(0, 7)}`;
  const missions = [THINGS.mission, THINGS.declined, THINGS.withdrawn, THINGS.cancelled, THINGS.forced];
  return [
    '/v1/missions?limit=200',
    ...missions.flatMap((id) => [`/v1/missions/${id}`, `/v1/missions/${id}/history?limit=200`]),
    '/v1/hours?limit=200',
    '/v1/needs?limit=200',
    `/v1/needs/${THINGS.need}`,
    `/v1/needs/${THINGS.need}/matches`,
    '/v1/offers?limit=200',
    `/v1/offers/${THINGS.offer}`,
    `/v1/offers/${THINGS.offer}/matches`,
    '/v1/people?limit=200',
    '/v1/people?name=lenoir',
    `/v1/people/${employee.person}`,
    '/v1/organisations?limit=200',
    `/v1/organisations/${organisation}`,
    '/v1/employers?limit=200',
    `/v1/employers/${employer}`,
    `/v1/reports/impact?from=${month}&to=${dayFromToday(0).slice(0, 7)}&groupBy=organisation`,
    ...['', '&format=csv-fr'].map(
      (format) => `/v1/reports/impact?from=${month}&to=${dayFromToday(0).slice(0, 7)}&groupBy=month${format}`,
    ),
    ...['', '&groupBy=cause', '&format=ndjson', '&format=csv-fr&groupBy=cause'].map((more) => published + more),
    `${entries}&limit=200`,
    '/v1/acts?limit=200',
    '/v1/roles?limit=200',
    '/v1/tenant',
    '/v1/me',
    '/v1/me/reads?limit=200',
    '/v1/me/sessions',
    '/v1/tokens',
    '/v1/passkeys',
    '/v1/invitations',
    `/v1/people/${employee.person}/identities`,
    '/v1/audit/reads?limit=200',
    '/v1/audit/refusals?limit=200',
    '/v1/audit/events',
    '/v1/audit/improper-approvals?limit=200',
    '/v1/events/stream?after=0',
    ...['csv', 'csv-fr', 'cloudevents'].map((format) => `/v1/audit/events?format=${format}`),
    ...LISTS.flatMap((list) => [`/v1/${list}?format=ndjson`, `/v1/${list}?format=csv-fr`]),
    ...['ndjson', 'csv-fr'].map((format) => `${entries}&format=${format}`),
  ];
}
