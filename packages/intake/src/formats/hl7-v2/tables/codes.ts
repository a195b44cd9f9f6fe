/**
 * Tables of HL7 v2 and what FHIR says instead, from the concept maps of the HL7 v2-to-FHIR guide (Apache-2.0), written as data. What a
 * table does not hold has no counterpart.
 */
export type Table = Readonly<Record<string, string>>;

export const lookUp = (table: Table, code: string): string | undefined => (Object.hasOwn(table, code) ? table[code] : undefined);

/** 0001 administrative sex -> Patient.gender. */
export const GENDER: Table = { F: 'female', M: 'male', O: 'other', A: 'other', U: 'unknown', N: 'other', X: 'other' };

/** 0085 observation result status -> Observation.status; D and W take the observation back. */
export const OBSERVATION_STATUS: Table = {
  A: 'amended',
  B: 'final',
  C: 'corrected',
  F: 'final',
  I: 'registered',
  N: 'final',
  O: 'registered',
  P: 'preliminary',
  R: 'preliminary',
  S: 'preliminary',
  U: 'final',
  V: 'final',
  X: 'cancelled',
};

/** 0123 result status -> DiagnosticReport.status. */
export const REPORT_STATUS: Table = {
  A: 'partial',
  C: 'corrected',
  F: 'final',
  I: 'registered',
  M: 'partial',
  N: 'registered',
  O: 'registered',
  P: 'preliminary',
  R: 'preliminary',
  S: 'registered',
  X: 'cancelled',
};

/** 0078 interpretation: codes that HL7 v3 has too. */
export const INTERPRETATIONS: ReadonlySet<string> = new Set(
  'A AA B CAR D DET E EX EXP H HH HU HX I IE IND L LL LU LX MS N NCL ND NEG NR NS OBX POS QCF R RR S SDD SYN-R SYN-S TOX U VS W WR < >'.split(
    ' ',
  ),
);

/** 0074 diagnostic service section -> category of the observations. */
export const SECTIONS: Table = {
  BLB: 'laboratory',
  CG: 'laboratory',
  CH: 'laboratory',
  CP: 'laboratory',
  GE: 'laboratory',
  HM: 'laboratory',
  IMM: 'laboratory',
  ICU: 'laboratory',
  LAB: 'laboratory',
  MB: 'laboratory',
  MCB: 'laboratory',
  MYC: 'laboratory',
  OSL: 'laboratory',
  PAT: 'laboratory',
  SP: 'laboratory',
  SR: 'laboratory',
  TX: 'laboratory',
  URN: 'laboratory',
  VR: 'laboratory',
  CT: 'imaging',
  CUS: 'imaging',
  NMR: 'imaging',
  NMS: 'imaging',
  OUS: 'imaging',
  RAD: 'imaging',
  RUS: 'imaging',
  RX: 'imaging',
  VUS: 'imaging',
  XRC: 'imaging',
  EC: 'procedure',
  EN: 'procedure',
  PF: 'procedure',
  PHR: 'procedure',
};

/** 0004 patient class -> Encounter.class in HL7 v3 ActCode. */
export const PATIENT_CLASS: Table = { E: 'EMER', I: 'IMP', O: 'AMB', P: 'PRENC', R: 'AMB', B: 'IMP', C: 'AMB', V: 'AMB' };

/** 0127 kind of allergen -> AllergyIntolerance.category. */
export const ALLERGEN: Table = { DA: 'medication', FA: 'food', EA: 'environment', LA: 'environment', AA: 'environment', PA: 'environment' };
/** 0128 severity -> AllergyIntolerance.reaction.severity. */
export const SEVERITY: Table = { MI: 'mild', MO: 'moderate', SV: 'severe' };

/** 0271 document completion -> DocumentReference.docStatus. */
export const DOC_STATUS: Table = {
  AU: 'final',
  LA: 'final',
  DO: 'preliminary',
  DI: 'preliminary',
  IN: 'preliminary',
  IP: 'preliminary',
  PA: 'preliminary',
};
/** 0272 document confidentiality -> HL7 v3 Confidentiality. */
export const CONFIDENTIALITY: Table = { R: 'R', U: 'N', V: 'V' };
/** 0270 document type, in words where a sender gives only the code. */
export const DOCUMENT_TYPES: Table = {
  AR: 'Autopsy report',
  CD: 'Cardiodiagnostics',
  CN: 'Consultation',
  DI: 'Diagnostic imaging',
  DS: 'Discharge summary',
  ED: 'Emergency department report',
  HP: 'History and physical examination',
  OP: 'Operative report',
  PC: 'Psychiatric consultation',
  PH: 'Psychiatric history and physical examination',
  PN: 'Procedure note',
  PR: 'Progress note',
  SP: 'Surgical pathology',
  TS: 'Transfer summary',
};

/** 0190 address type -> Address.use. */
export const ADDRESS_USE: Table = { B: 'work', O: 'work', C: 'temp', H: 'home', L: 'home', P: 'home', M: 'home', BA: 'old' };
/** 0200 name type -> HumanName.use. */
export const NAME_USE: Table = {
  A: 'anonymous',
  D: 'usual',
  L: 'official',
  M: 'maiden',
  N: 'nickname',
  S: 'anonymous',
  T: 'temp',
  BAD: 'old',
};
/** 0201 use and 0202 equipment of telecommunication -> ContactPoint. */
export const TELECOM_USE: Table = { PRN: 'home', ORN: 'home', VHN: 'home', WPN: 'work', BPN: 'work', PRS: 'mobile' };
export const TELECOM_SYSTEM: Table = {
  PH: 'phone',
  CP: 'phone',
  FX: 'fax',
  BP: 'pager',
  INTERNET: 'email',
  'X.400': 'email',
  MD: 'other',
  TDD: 'other',
  TTY: 'other',
};

/** Trigger event of an ADT message -> Encounter.status, where the event alone says it. */
export const EVENT_STATUS: Table = {
  A01: 'in-progress',
  A02: 'in-progress',
  A03: 'finished',
  A04: 'in-progress',
  A05: 'planned',
  A11: 'cancelled',
  A13: 'in-progress',
  A14: 'planned',
  A16: 'in-progress',
  A21: 'onleave',
  A22: 'in-progress',
  A27: 'cancelled',
  A38: 'cancelled',
};

/** 0278 filler status of an appointment -> Appointment.status. */
export const APPOINTMENT_STATUS: Table = {
  BOOKED: 'booked',
  PENDING: 'pending',
  WAITLIST: 'waitlist',
  CANCELLED: 'cancelled',
  DELETED: 'entered-in-error',
  DC: 'cancelled',
  COMPLETE: 'fulfilled',
  STARTED: 'arrived',
  NOSHOW: 'noshow',
  BLOCKED: 'booked',
  OVERBOOK: 'booked',
};
