import type { Finding, Words } from '../finding.ts';

const english = new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeZone: 'UTC' });
const spanish = new Intl.DateTimeFormat('es', { dateStyle: 'long', timeZone: 'UTC' });
const day = (iso: string): Words => ({ en: english.format(Date.parse(iso)), es: spanish.format(Date.parse(iso)) });
const dated =
  (en: (day: string) => string, es: (day: string) => string) =>
  (iso: string): Words => ({ en: en(day(iso).en), es: es(day(iso).es) });

export const PLAIN = {
  cannotTellAny: { en: 'We cannot tell which care is due.', es: 'No podemos saber qué cuidados tocan.' },
  noRules: { en: 'The rules for it are missing.', es: 'Faltan las reglas para ello.' },
  noBirthDate: { en: 'The day of birth is not in this record.', es: 'La fecha de nacimiento no está en este expediente.' },
  noSex: { en: 'It depends on sex, and the record does not say it.', es: 'Depende del sexo, y el expediente no lo dice.' },
  otherSex: { en: 'It is for the other sex.', es: 'Es para el otro sexo.' },
  excluded: { en: 'Something in this record makes it needless.', es: 'Algo en este expediente lo hace innecesario.' },
  notAtRisk: { en: 'The record shows no reason for it.', es: 'El expediente no muestra un motivo para ello.' },
  unclear: {
    en: 'Something in this record may be just this, but it has no code, or a day that cannot be right.',
    es: 'Algo en este expediente podría ser justo esto, pero no tiene código o su día no puede ser.',
  },
  partial: { en: 'You see only a part of this record.', es: 'Usted ve solo una parte de este expediente.' },
  neverDone: { en: 'The record does not show it at all.', es: 'El expediente no lo muestra.' },
  empty: {
    en: 'There are no visits, tests or procedures in this record, so it may have been done somewhere else.',
    es: 'No hay visitas, pruebas ni procedimientos en este expediente; quizá se hizo en otro lugar.',
  },
  recommendations: { en: 'recommendations', es: 'recomendaciones' },
  followUps: { en: 'follow-ups', es: 'seguimientos' },
  younger: (age: number): Words => ({ en: `It begins at age ${age}.`, es: `Empieza a los ${age} años.` }),
  older: (age: number): Words => ({ en: `It ends at age ${age}.`, es: `Termina a los ${age} años.` }),
  notKnown: (asks: Words): Words => ({ en: `The record does not tell: ${asks.en}.`, es: `El expediente no dice: ${asks.es}.` }),
  doneOn: dated(
    (when) => `It was last done on ${when}.`,
    (when) => `Se hizo por última vez el ${when}.`,
  ),
  declinedOn: (iso: string): Words => (iso === '' ? { en: 'It was not done.', es: 'No se hizo.' } : declined(iso)),
  silentSince: dated(
    (when) => `There is nothing in this record since ${when}, so it may have been done somewhere else.`,
    (when) => `No hay nada en este expediente desde el ${when}; quizá se hizo en otro lugar.`,
  ),
  stale: dated(
    (when) => `Our rules are of ${when}. They may have changed since.`,
    (when) => `Nuestras reglas son del ${when}. Puede que hayan cambiado.`,
  ),
} as const;

const declined = dated(
  (when) => `It was turned down or not done on ${when}.`,
  (when) => `Se rechazó o no se hizo el ${when}.`,
);

const TITLES: Readonly<Record<NonNullable<Finding['due']>['status'], Words>> = {
  due: { en: 'Due: {what}.', es: 'Toca: {what}.' },
  overdue: { en: 'Overdue: {what}.', es: 'Atrasado: {what}.' },
  upcoming: { en: 'Soon due: {what}.', es: 'Pronto toca: {what}.' },
  done: { en: 'Up to date: {what}.', es: 'Al día: {what}.' },
  declined: { en: 'Declined: {what}.', es: 'Rechazado: {what}.' },
  'not-applicable': { en: 'Not for you now: {what}.', es: 'Ahora no es para usted: {what}.' },
  'cannot-tell': { en: 'We cannot tell if this is due: {what}.', es: 'No podemos saber si toca: {what}.' },
};

export function titleOf(what: Words, status: NonNullable<Finding['due']>['status']): Words {
  const { en, es } = TITLES[status];
  return { en: en.replace('{what}', what.en), es: es.replace('{what}', what.es) };
}
