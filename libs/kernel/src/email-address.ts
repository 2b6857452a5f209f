/** The spelling in which e-mail addresses are compared: in one form of Unicode, in small letters, without spaces around it. */
export const normalisedEmail = (address: string): string => address.normalize('NFKC').toLowerCase().trim();
