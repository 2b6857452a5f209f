import type { Sentence } from '@jalon/kernel';
import type { WriteObstacle } from '@jalon/ports';

/** What keeps a store from taking writes, and what whoever runs it does. */
const TEXTS: Readonly<Record<WriteObstacle, Sentence>> = {
  full: {
    en: 'its disk is full: make room there',
    fr: 'son disque est plein\u00A0: libérez-y de la place',
  },
  'read-only': {
    en: 'it can only be read: mount its disk for writing, or give the account the right to write',
    fr: 'il est en lecture seule\u00A0: montez son disque en écriture, ou donnez au compte le droit d’écrire',
  },
  failing: {
    en: 'its disk refuses to be written: look for a quota, or a broken disk, in the system’s log',
    fr: 'son disque refuse l’écriture\u00A0: cherchez un quota, ou un disque défectueux, dans le journal du système',
  },
};

export const obstacleText = (obstacle: WriteObstacle): Sentence => TEXTS[obstacle];
