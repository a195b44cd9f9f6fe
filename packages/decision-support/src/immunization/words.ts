import type { Finding, Words } from '../finding.ts';
import type { EvaluationReason, SeriesStatus } from './case.ts';
import type { GroupForecast } from './groups.ts';
import type { Schedule } from './schedule.ts';

const english = new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeZone: 'UTC' });
const spanish = new Intl.DateTimeFormat('es', { dateStyle: 'long', timeZone: 'UTC' });
const day = (iso: string): Words => ({ en: english.format(Date.parse(iso)), es: spanish.format(Date.parse(iso)) });

export const PLAIN = {
  noBirthDate: {
    en: 'The day of birth is not in this record, and everything is counted from it.',
    es: 'La fecha de nacimiento no está en este expediente, y todo se cuenta desde ella.',
  },
  emptySchedule: { en: 'The rules for it are missing.', es: 'Faltan las reglas para ello.' },
  cannotTellAny: { en: 'We cannot tell which vaccines are due.', es: 'No podemos saber qué vacunas tocan.' },
  unreadDose: {
    en: 'A vaccination in this record has no code or no exact day, and it may be one of these.',
    es: 'Una vacuna de este expediente no tiene código o día exacto, y podría ser una de estas.',
  },
  noDoses: {
    en: 'There is no vaccination at all in this record, so they may be written down somewhere else.',
    es: 'No hay ninguna vacuna en este expediente; quizá estén anotadas en otro lugar.',
  },
  partial: { en: 'You see only a part of this record.', es: 'Usted ve solo una parte de este expediente.' },
  uncodedCondition: {
    en: 'A condition in this record has no code. Some conditions change which vaccines are needed.',
    es: 'Una enfermedad de este expediente no tiene código. Algunas cambian las vacunas que hacen falta.',
  },
  noGender: {
    en: 'It depends on sex, and the record does not say it.',
    es: 'Depende del sexo, y el expediente no lo dice.',
  },
  pastSeason: (end: string): Words => ({
    en: `Our rules for it end with ${day(end).en}. They are for a season that is over.`,
    es: `Nuestras reglas para ella terminan el ${day(end).es}. Son de una temporada que ya pasó.`,
  }),
  stale: (date: string): Words => ({
    en: `Our rules are of ${day(date).en}. They may have changed since.`,
    es: `Nuestras reglas son del ${day(date).es}. Puede que hayan cambiado.`,
  }),
} as const;

type DueStatus = NonNullable<Finding['due']>['status'];

export function statusTitle(name: Words, status: DueStatus, forecast: GroupForecast | undefined): Words {
  const when = forecast?.recommended === undefined ? undefined : day(forecast.recommended);
  switch (status) {
    case 'due':
      return { en: `A vaccine against ${name.en} is due.`, es: `Toca una vacuna contra: ${name.es}.` };
    case 'overdue':
      return { en: `A vaccine against ${name.en} is overdue.`, es: `Está atrasada una vacuna contra: ${name.es}.` };
    case 'upcoming':
      return {
        en: `The next vaccine against ${name.en} is due on ${when?.en}.`,
        es: `La próxima vacuna contra: ${name.es} toca el ${when?.es}.`,
      };
    case 'done':
      return { en: `You have had all vaccines against ${name.en}.`, es: `Tiene todas las vacunas contra: ${name.es}.` };
    case 'declined':
      return { en: `A vaccine against ${name.en} was declined.`, es: `Se rechazó una vacuna contra: ${name.es}.` };
    case 'not-applicable':
      return { en: `No vaccine against ${name.en} is called for now.`, es: `Ahora no hace falta una vacuna contra: ${name.es}.` };
    case 'cannot-tell':
      return {
        en: `We cannot tell if a vaccine against ${name.en} is due.`,
        es: `No podemos saber si toca una vacuna contra: ${name.es}.`,
      };
  }
}

export function dueAdvice(forecast: GroupForecast, doubtful: boolean): Words {
  const earliest = day(forecast.earliest!);
  const recommended = day(forecast.recommended!);
  const dates: Words = {
    en: `It can be given from ${earliest.en}; the best time begins on ${recommended.en}.`,
    es: `Se puede poner desde el ${earliest.es}; el mejor momento empieza el ${recommended.es}.`,
  };
  return doubtful
    ? {
        en: `By what the record shows: dose ${forecast.number}. ${dates.en}`,
        es: `Por lo que muestra el expediente: dosis ${forecast.number}. ${dates.es}`,
      }
    : {
        en: `It is dose ${forecast.number}. ${dates.en} Ask your clinician or pharmacy.`,
        es: `Es la dosis ${forecast.number}. ${dates.es} Pregunte a su médico o farmacia.`,
      };
}

/** Why the schedule asks for nothing, or what it asks for. */
export function statusReason(status: DueStatus, forecast: GroupForecast | undefined, because: string, schedule: Words): Words {
  const by: Words = { en: `By ${schedule.en}.`, es: `Según ${schedule.es}.` };
  if (status !== 'not-applicable') return by;
  const said = NOT_APPLICABLE[forecast?.status ?? 'none'];
  const why: Words = because === '' ? { en: 'by year of birth', es: 'por el año de nacimiento' } : { en: because, es: because };
  return { en: `${said.en.replace('{why}', why.en)} ${by.en}`, es: `${said.es.replace('{why}', why.es)} ${by.es}` };
}

const NOTHING_MORE: Words = {
  en: 'Nothing more is called for after what was given.',
  es: 'No hace falta nada más después de lo que se puso.',
};

const NOT_APPLICABLE: Readonly<Record<SeriesStatus | 'none', Words>> = {
  immune: { en: 'The record shows protection already ({why}).', es: 'El expediente muestra que ya hay protección ({why}).' },
  contraindicated: { en: 'It should not be given ({why}).', es: 'No se debe poner ({why}).' },
  'aged-out': { en: 'It is given to younger people only.', es: 'Solo se pone a personas más jóvenes.' },
  'not-recommended': NOTHING_MORE,
  complete: NOTHING_MORE,
  'not-complete': NOTHING_MORE,
  none: {
    en: 'It is for certain travel, work or illness, and the record names none of them.',
    es: 'Es para ciertos viajes, trabajos o enfermedades, y el expediente no nombra ninguno.',
  },
};

export const becauseOf = (schedule: Schedule, codes: readonly string[]): string =>
  codes.map((code) => schedule.observations[code]?.title ?? code).join(', ');

export const doseTitle = (name: Words, date: string): Words => ({
  en: `The vaccine against ${name.en} of ${day(date).en} does not count.`,
  es: `La vacuna contra: ${name.es} del ${day(date).es} no cuenta.`,
});

const REASONS: Readonly<Partial<Record<EvaluationReason, Words>>> = {
  'too-young': { en: 'It was given too early in life.', es: 'Se puso a una edad demasiado temprana.' },
  'too-old': { en: 'It was given too late in life.', es: 'Se puso a una edad demasiado tardía.' },
  'too-soon': { en: 'It was given too soon after the dose before.', es: 'Se puso demasiado pronto después de la dosis anterior.' },
  conflict: { en: 'It was given too soon after another live vaccine.', es: 'Se puso demasiado pronto después de otra vacuna viva.' },
  inadvertent: { en: 'It is not the right vaccine at this point.', es: 'No es la vacuna correcta en este punto.' },
  'not-a-vaccine-for-this': {
    en: 'This vaccine is not used at this age or for this dose.',
    es: 'Esta vacuna no se usa a esa edad o para esta dosis.',
  },
  'sub-standard': { en: 'It was expired or not of full strength.', es: 'Estaba caducada o no tenía toda su fuerza.' },
};

export function notCounted(reasons: readonly EvaluationReason[]): Words {
  const words = reasons.flatMap((reason) => REASONS[reason] ?? []);
  return {
    en: `${words.map(({ en }) => en).join(' ')} Ask your clinician whether it has to be given again.`,
    es: `${words.map(({ es }) => es).join(' ')} Pregunte a su médico si hay que repetirla.`,
  };
}
