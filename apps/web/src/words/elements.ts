import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';

/** FHIR's element names in plain words. An element without a word here is shown under its own name. */
export const ELEMENTS: Readonly<Record<string, MessageDescriptor>> = {
  abatement: msg`Ended`, active: msg`In use`, address: msg`Address`, authoredOn: msg`Written on`, author: msg`Author`, asserter: msg`Said by`,
  birthDate: msg`Born on`, bodySite: msg`Where on the body`, billablePeriod: msg`Period billed`, category: msg`Kind`, careTeam: msg`Care team`, class: msg`Kind of visit`,
  clinicalStatus: msg`State`, code: msg`What`, communication: msg`Languages`, component: msg`Parts`, conclusion: msg`Conclusion`, content: msg`Content`, context: msg`During`,
  created: msg`Made on`, criticality: msg`Risk`, custodian: msg`Kept by`, date: msg`Date`, deceased: msg`Died`, description: msg`Description`, diagnosis: msg`Diagnosis`,
  dispenseRequest: msg`To be dispensed`, dosage: msg`How to take it`, dosageInstruction: msg`How to take it`, doseQuantity: msg`Dose`, daysSupply: msg`Days of supply`, effective: msg`When`, encounter: msg`Visit`,
  expirationDate: msg`Use by`, gender: msg`Gender`, goal: msg`Goals`, hospitalization: msg`Hospital stay`, identifier: msg`Numbers`, insurance: msg`Insurance`, insurer: msg`Insurer`,
  intent: msg`Intent`, interpretation: msg`Meaning`, issued: msg`Released on`, item: msg`Items`, lastOccurrence: msg`Last time`, location: msg`Place`, lotNumber: msg`Batch`, manifestation: msg`Signs`,
  maritalStatus: msg`Marital status`, medication: msg`Medicine`, member: msg`Members`, method: msg`Method`, name: msg`Name`, note: msg`Notes`, occurrence: msg`When`, onset: msg`Began`,
  outcome: msg`Outcome`, participant: msg`People`, patientInstruction: msg`Instructions`, payment: msg`Paid`, performed: msg`When`, performer: msg`Who did it`, period: msg`When`, practitioner: msg`Professional`,
  prescription: msg`Prescription`, presentedForm: msg`Report`, priority: msg`Priority`, provider: msg`Provider`, protocolApplied: msg`Dose in the series`, quantity: msg`Amount`, reaction: msg`Reactions`,
  reasonCode: msg`Why`, reasonReference: msg`Why`, recorded: msg`Recorded on`, recordedDate: msg`Recorded on`, recorder: msg`Recorded by`, referenceRange: msg`Reference range`, relationship: msg`Relation`,
  requester: msg`Asked by`, result: msg`Results`, route: msg`How it is given`, serviceProvider: msg`Where`, severity: msg`Severity`, site: msg`Where on the body`, specimen: msg`Sample`, status: msg`Status`,
  statusReason: msg`Reason for the status`, substance: msg`Substance`, telecom: msg`Phone and e-mail`, title: msg`Title`, total: msg`Total`, type: msg`Type`, use: msg`Use`, vaccineCode: msg`Vaccine`, value: msg`Value`,
  verificationStatus: msg`How sure`, whenHandedOver: msg`Handed over on`, whenPrepared: msg`Prepared on`, serviced: msg`When`, productOrService: msg`Service`, net: msg`Price`, condition: msg`Conditions`, sex: msg`Sex`,
  dataAbsentReason: msg`Why there is no value`, activity: msg`What is planned`, addresses: msg`About`, target: msg`Target`, used: msg`Used`, study: msg`Images`, series: msg`Image series`, modality: msg`Kind of image`,
};
