/** A reason in words, in both languages; `{name}` is replaced by the parameter of that name. */
interface ReasonText {
  readonly en: string;
  readonly fr: string;
}

/** Why a criterion gave the points it gave. A code that begins as its criterion does; `…-unsaid` is the neutral one. */
export const matchReasonTexts = {
  'skills-all': {
    en: 'All of the skills asked for ({asked}).',
    fr: 'Toutes les compétences demandées ({asked}).',
  },
  'skills-some': {
    en: '{matched} of the {asked} skills asked for.',
    fr: '{matched} des {asked} compétences demandées.',
  },
  'skills-none': {
    en: 'None of the skills asked for ({asked}).',
    fr: 'Aucune des compétences demandées ({asked}).',
  },
  'skills-unsaid': {
    en: 'The need names no skill: counted as neither for nor against.',
    fr: 'Le besoin ne cite aucune compétence : compté ni pour ni contre.',
  },
  'cause-shared': {
    en: 'A cause that they chose: {cause}.',
    fr: 'Une cause choisie : {cause}.',
  },
  'cause-any': {
    en: 'They would serve any cause.',
    fr: 'Toutes les causes conviennent.',
  },
  'cause-other': {
    en: 'Not among the causes that they chose: {cause}.',
    fr: 'Ne fait pas partie des causes choisies : {cause}.',
  },
  'cause-unsaid': {
    en: 'The need names no cause: counted as neither for nor against.',
    fr: 'Le besoin ne cite aucune cause : compté ni pour ni contre.',
  },
  'dates-all': {
    en: 'Available on every day of the need ({days}).',
    fr: 'Disponible tous les jours du besoin ({days}).',
  },
  'dates-some': {
    en: 'Available on {covered} of the need’s {days} days.',
    fr: 'Disponible {covered} des {days} jours du besoin.',
  },
  'dates-none': {
    en: 'Not available at the time of the need.',
    fr: 'Indisponible à la période du besoin.',
  },
  'dates-unsaid': {
    en: 'The need leaves its dates open: counted as neither for nor against.',
    fr: 'Le besoin laisse ses dates ouvertes : compté ni pour ni contre.',
  },
  'hours-enough': {
    en: 'Gives the time asked for: {given} of {asked} minutes a week.',
    fr: 'Donne le temps demandé : {given} minutes par semaine pour {asked}.',
  },
  'hours-short': {
    en: 'Gives part of the time asked for: {given} of {asked} minutes a week.',
    fr: 'Donne une partie du temps demandé : {given} minutes par semaine sur {asked}.',
  },
  'hours-unsaid': {
    en: 'The time in a week is not known on both sides: counted as neither for nor against.',
    fr: 'Le temps par semaine n’est pas connu des deux côtés : compté ni pour ni contre.',
  },
  'format-shared': {
    en: 'A rhythm that suits them: {format}.',
    fr: 'Un rythme qui convient : {format}.',
  },
  'format-any': {
    en: 'Any rhythm suits them.',
    fr: 'Tous les rythmes conviennent.',
  },
  'format-other': {
    en: 'Not a rhythm that suits them: {format}.',
    fr: 'Un rythme qui ne convient pas : {format}.',
  },
  'format-unsaid': {
    en: 'The need names no rhythm: counted as neither for nor against.',
    fr: 'Le besoin ne cite aucun rythme : compté ni pour ni contre.',
  },
  'distance-remote': {
    en: 'Can be done at a distance, which suits them.',
    fr: 'Réalisable à distance, ce qui convient.',
  },
  'distance-remote-refused': {
    en: 'Can only be done at a distance, which does not suit them.',
    fr: 'Réalisable seulement à distance, ce qui ne convient pas.',
  },
  'distance-presence-refused': {
    en: 'Must be done on the spot, which does not suit them.',
    fr: 'À faire sur place, ce qui ne convient pas.',
  },
  'distance-near': {
    en: 'At most {withinKm} km away; they would go {radiusKm} km.',
    fr: 'À {withinKm} km au plus, dans le rayon de {radiusKm} km.',
  },
  'distance-far': {
    en: 'Beyond the {radiusKm} km that they would go.',
    fr: 'Au-delà du rayon de {radiusKm} km.',
  },
  'distance-same-department': {
    en: 'In the same department ({department}).',
    fr: 'Dans le même département ({department}).',
  },
  'distance-other-department': {
    en: 'In another department ({need}, not {offer}).',
    fr: 'Dans un autre département ({need}, et non {offer}).',
  },
  'distance-unsaid': {
    en: 'One of the places is not known: counted as neither for nor against.',
    fr: 'L’un des lieux n’est pas connu : compté ni pour ni contre.',
  },
  'language-shared': {
    en: 'A language in common: {language}.',
    fr: 'Une langue en commun : {language}.',
  },
  'language-other': {
    en: 'No language in common.',
    fr: 'Aucune langue en commun.',
  },
  'language-unsaid': {
    en: 'The languages are not known on both sides: counted as neither for nor against.',
    fr: 'Les langues ne sont pas connues des deux côtés : compté ni pour ni contre.',
  },
} as const satisfies Readonly<Record<string, ReasonText>>;

export type MatchReasonCode = keyof typeof matchReasonTexts;
