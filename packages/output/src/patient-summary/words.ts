import type { SectionId } from './sections.ts';

/** Languages that documents are written in. */
export const LANGUAGES = ['en', 'es'] as const;
export type Language = (typeof LANGUAGES)[number];

interface Words {
  readonly summary: string;
  readonly of: (name: string) => string;
  readonly sections: Readonly<Record<SectionId, string>>;
  readonly none: Readonly<Partial<Record<SectionId, string>>>;
  readonly unknown: string;
  readonly notAsked: string;
  readonly withheld: string;
  readonly part: string;
  readonly more: (count: number) => string;
  readonly columns: Readonly<Record<'what' | 'value' | 'when' | 'detail' | 'status' | 'who', string>>;
  readonly inWords: string;
  readonly values: Readonly<Record<string, string>>;
}

export const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    summary: 'Patient summary',
    of: (name) => `Patient summary of ${name}`,
    sections: {
      alerts: 'Alerts',
      allergies: 'Allergies and intolerances',
      medications: 'Medicines',
      problems: 'Health problems',
      immunizations: 'Vaccinations',
      procedures: 'Operations and procedures',
      results: 'Test results',
      devices: 'Medical devices',
      vitals: 'Vital signs',
      pregnancy: 'Pregnancy',
      social: 'Daily life',
      directives: 'Advance directives',
      plan: 'Plan of care',
      past: 'Past problems',
    },
    none: {
      allergies: 'No known allergies.',
      medications: 'Takes no medicines.',
      problems: 'No known health problems.',
      immunizations: 'No known vaccinations.',
      procedures: 'No known procedures.',
      devices: 'No known devices.',
    },
    unknown: 'No information: nothing in this record speaks of it.',
    notAsked: 'Not asked.',
    withheld: 'Not shown to this reader: this summary was made from a part of the record.',
    part: 'This summary was made from a part of the record; more may be withheld.',
    more: (count) => `${count} more in the record.`,
    columns: { what: 'What', value: 'Value', when: 'When', detail: 'Details', status: 'Status', who: 'Who' },
    inWords: 'In words only: the source wrote it in a form that cannot be passed on.',
    values: {},
  },
  es: {
    summary: 'Resumen del paciente',
    of: (name) => `Resumen del paciente: ${name}`,
    sections: {
      alerts: 'Alertas',
      allergies: 'Alergias e intolerancias',
      medications: 'Medicamentos',
      problems: 'Problemas de salud',
      immunizations: 'Vacunas',
      procedures: 'Operaciones y procedimientos',
      results: 'Resultados de pruebas',
      devices: 'Dispositivos médicos',
      vitals: 'Signos vitales',
      pregnancy: 'Embarazo',
      social: 'Vida diaria',
      directives: 'Voluntades anticipadas',
      plan: 'Plan de cuidados',
      past: 'Problemas pasados',
    },
    none: {
      allergies: 'Sin alergias conocidas.',
      medications: 'No toma medicamentos.',
      problems: 'Sin problemas de salud conocidos.',
      immunizations: 'Sin vacunas conocidas.',
      procedures: 'Sin procedimientos conocidos.',
      devices: 'Sin dispositivos conocidos.',
    },
    unknown: 'Sin información: nada en este historial habla de ello.',
    notAsked: 'No se ha preguntado.',
    withheld: 'No se muestra a este lector: este resumen se hizo con una parte del historial.',
    part: 'Este resumen se hizo con una parte del historial; puede haber más que no se muestra.',
    more: (count) => `${count} más en el historial.`,
    columns: { what: 'Qué', value: 'Valor', when: 'Cuándo', detail: 'Detalles', status: 'Estado', who: 'Quién' },
    inWords: 'Solo en palabras: la fuente lo escribió en una forma que no se puede transmitir.',
    values: {
      active: 'activo',
      inactive: 'inactivo',
      resolved: 'resuelto',
      remission: 'en remisión',
      recurrence: 'recurrente',
      relapse: 'recaída',
      completed: 'completado',
      final: 'definitivo',
      amended: 'enmendado',
      corrected: 'corregido',
      preliminary: 'preliminar',
      registered: 'registrado',
      unknown: 'desconocido',
      'on-hold': 'en pausa',
      intended: 'previsto',
      'in-progress': 'en curso',
      stopped: 'suspendido',
      unconfirmed: 'sin confirmar',
      provisional: 'provisional',
      differential: 'diferencial',
      current: 'vigente',
    },
  },
};

/** A code such as `active` as people read it. */
export const valueIn = (language: Language, code: string): string => WORDS[language].values[code] ?? code;
