import type { Language } from '../patient-summary/words.ts';

interface Words {
  readonly born: string;
  readonly nameless: string;
  readonly page: (n: number, of: number) => string;
  readonly source: (date: string) => string;
  readonly titles: Readonly<Record<'summary' | 'medicines' | 'immunizations' | 'visit' | 'timeline', string>>;
  readonly medicine: string;
  readonly dose: string;
  readonly since: string;
  readonly times: readonly [string, string, string, string];
  readonly vaccine: string;
  readonly given: string;
  readonly details: string;
  readonly next: string;
  readonly questions: string;
  readonly agreed: string;
  readonly changes: (days: number) => string;
  readonly noChanges: string;
  readonly when: string;
  readonly what: string;
  readonly value: string;
  readonly undated: string;
  readonly boxes: string;
  readonly letters: string;
}

export const PAPER_WORDS: Readonly<Record<Language, Words>> = {
  en: {
    born: 'Born',
    nameless: 'Name not given',
    page: (n, of) => `Page ${n} of ${of}`,
    source: (date) => `Source: personal health record, kept with Satchel. As of ${date}.`,
    titles: {
      summary: 'Patient summary',
      medicines: 'Medicines',
      immunizations: 'Vaccination booklet',
      visit: 'For my visit',
      timeline: 'Timeline',
    },
    medicine: 'Medicine',
    dose: 'How to take it',
    since: 'Since',
    times: ['Morning', 'Midday', 'Evening', 'Night'],
    vaccine: 'Vaccine',
    given: 'Given on',
    details: 'Details',
    next: 'To be filled in by hand',
    questions: 'What I want to ask',
    agreed: 'What we agreed',
    changes: (days) => `New in the last ${days} days`,
    noChanges: 'Nothing new.',
    when: 'When',
    what: 'What',
    value: 'Value',
    undated: 'Without a date',
    boxes: 'Tick the times of day with your doctor or pharmacist.',
    letters: 'Some letters are of a script that cannot be printed here; they are on the screen and in the archive.',
  },
  es: {
    born: 'Nacimiento',
    nameless: 'Sin nombre',
    page: (n, of) => `Página ${n} de ${of}`,
    source: (date) => `Fuente: historial de salud personal, guardado con Satchel. A fecha de ${date}.`,
    titles: {
      summary: 'Resumen del paciente',
      medicines: 'Medicamentos',
      immunizations: 'Cartilla de vacunación',
      visit: 'Para mi visita',
      timeline: 'Línea de tiempo',
    },
    medicine: 'Medicamento',
    dose: 'Cómo tomarlo',
    since: 'Desde',
    times: ['Mañana', 'Mediodía', 'Tarde', 'Noche'],
    vaccine: 'Vacuna',
    given: 'Puesta el',
    details: 'Detalles',
    next: 'Para rellenar a mano',
    questions: 'Lo que quiero preguntar',
    agreed: 'Lo que acordamos',
    changes: (days) => `Nuevo en los últimos ${days} días`,
    noChanges: 'Nada nuevo.',
    when: 'Cuándo',
    what: 'Qué',
    value: 'Valor',
    undated: 'Sin fecha',
    boxes: 'Marque las horas del día con su médico o farmacéutico.',
    letters: 'Algunas letras son de una escritura que aquí no se puede imprimir; están en la pantalla y en el archivo.',
  },
};

/** A day as people read it; partial dates stay partial. */
export function dayIn(language: Language, date: string): string {
  const [, year, month, day] = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?/.exec(date) ?? [];
  if (year === undefined || month === undefined) return year ?? date;
  const at = new Date(`${year}-${month}-${day ?? '01'}T00:00:00Z`);
  if (Number.isNaN(at.getTime())) return date;
  const style = { timeZone: 'UTC', year: 'numeric', month: 'short', ...(day !== undefined && { day: 'numeric' as const }) } as const;
  return new Intl.DateTimeFormat(language === 'es' ? 'es-ES' : 'en-GB', style).format(at);
}
