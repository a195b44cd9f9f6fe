import type { Rules } from '../rule.ts';
import { acts } from './acts.ts';
import { care } from './care.ts';
import { claims } from './claims.ts';
import { codings } from './codings.ts';
import { conditions } from './conditions.ts';
import { documents } from './documents.ts';
import { medications } from './medications.ts';
import { people } from './people.ts';

/** What changed, by R4's name of the type or part; under an older name of a type, what is done first. */
export const RULES: Rules = { ...acts, ...care, ...claims, ...codings, ...conditions, ...documents, ...medications, ...people };

/** Types that have another name in R4. */
export const TYPES: Readonly<Record<string, string>> = {
  BodySite: 'BodyStructure',
  Conformance: 'CapabilityStatement',
  DeviceUsage: 'DeviceUseStatement',
  DeviceUseRequest: 'DeviceRequest',
  DiagnosticOrder: 'ServiceRequest',
  EligibilityRequest: 'CoverageEligibilityRequest',
  EligibilityResponse: 'CoverageEligibilityResponse',
  MedicationOrder: 'MedicationRequest',
  MedicationUsage: 'MedicationStatement',
  ProcedureRequest: 'ServiceRequest',
  ReferralRequest: 'ServiceRequest',
  RequestOrchestration: 'RequestGroup',
  Sequence: 'MolecularSequence',
};
