import type { Format } from '../source.ts';
import { appleCda } from './apple-health/cda.ts';
import { appleElectrocardiogram } from './apple-health/electrocardiogram.ts';
import { appleHealth } from './apple-health/parse.ts';
import { gpxRoute } from './apple-health/route.ts';
import { dexcom } from './devices/dexcom.ts';
import { fit } from './devices/fit.ts';
import { fitbit } from './devices/fitbit.ts';
import { libre } from './devices/libre.ts';
import { openMHealth } from './devices/open-mhealth.ts';
import { omron, withingsTable } from './devices/tables.ts';
import { withings } from './devices/withings.ts';
import { healthCard } from './health-card/parse.ts';
import { ccda } from './ccda/parse.ts';
import { blueButtonText } from './blue-button-text/parse.ts';
import { DOCUMENT_FORMATS } from './documents/index.ts';
import { fhirJson } from './fhir-json/parse.ts';
import { hl7v2 } from './hl7-v2/parse.ts';
import { ccr } from './ccr/parse.ts';
import { fasten } from './fasten/parse.ts';
import { fhirXml } from './fhir-xml/parse.ts';
import { medikeep } from './medikeep/parse.ts';
import { mere } from './mere/parse.ts';

/** Every format that can be read. A file is of the first one that recognises it, so the more exact come first. */
export const FORMATS: readonly Format[] = [
  healthCard,
  appleHealth,
  appleCda,
  appleElectrocardiogram,
  gpxRoute,
  fit,
  dexcom,
  libre,
  omron,
  withingsTable,
  openMHealth,
  fitbit,
  withings,
  ccda,
  hl7v2,
  blueButtonText,
  ccr,
  fasten,
  mere,
  medikeep,
  fhirXml,
  fhirJson,
  ...DOCUMENT_FORMATS,
];
